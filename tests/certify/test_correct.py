"""A correction is a new certificate that supersedes the old one, made from the shell (C3)."""

from __future__ import annotations

import pytest

from cme.certify import records
from cme.certify.records import Certificate
from cme.claim import records as claims
from tests.ledger_audit import assert_ledger_balances


@pytest.fixture
def claim(cast):
    return cast.claimed(cast.physician)


@pytest.fixture
def old(claim):
    (found,) = records.issue(claim, by="test")
    return found


@pytest.fixture
def shell(app):
    def shell(*args):
        result = app.test_cli_runner().invoke(args=["certify", *args])
        return result.exit_code, result.output

    return shell


def correct(shell, old, **holder):
    options = [each for name, value in holder.items() for each in (f"--{name}", value)]
    return shell("correct", old.number, *options, "--reason", "A typing error")


def test_the_new_one_takes_the_place_of_the_old_one_and_the_old_one_says_so(shell, visitor, alice, claim, old):
    code, output = correct(shell, old, name="Alice Adamson")
    (new,) = records.issue(claim, by="test")
    assert (code, output) == (0, f"{old.number} is superseded by {new.number}.\n")
    assert (new.number, new.code) != (old.number, old.code)
    stranger = visitor()
    stranger.get(f"/verify/{old.code}").has("Superseded", "superseded by a corrected one", "Alice Adams, MD")
    stranger.get(f"/verify/{new.code}").has("Alice Adamson, MD")
    stranger.hasnt("Superseded", "A typing error")
    alice.get(f"/claims/{claim.id}/certificate").has("Alice Adamson, MD", new.number)
    alice.hasnt(old.number)


def test_nothing_but_what_was_corrected_changes(shell, claim, old, clock):
    clock.forward(days=40)
    correct(shell, old, credentials="DO")
    (new,) = records.issue(claim, by="test")
    own = {"number", "code", "verify_url", "log_head"}
    changed = {key for key in old.words if old.words[key] != new.words[key]} - own
    assert changed == {"holder", "issued"}
    assert new.words["holder"] == old.words["holder"] | {"credentials": "DO"}
    assert new.words["issued"] == "1 January 2027"
    assert Certificate.get_by_id(old.id).words == old.words


def test_a_second_correction_keeps_the_first(shell, claim, old):
    correct(shell, old, name="Alice Adamson")
    (second,) = records.issue(claim, by="test")
    correct(shell, second, credentials="MD, PhD")
    (third,) = records.issue(claim, by="test")
    assert third.words["holder"]["name"] == "Alice Adamson"
    assert third.words["holder"]["credentials"] == "MD, PhD"
    assert [records.status(each) for each in (old, second, third)] == ["superseded", "superseded", "provisional"]


def test_what_was_served_before_is_still_known_as_the_old_ones_file(shell, visitor, claim, old):
    records.finish(records.take(records.ask_for(claim, [old]).id), [old], b"%PDF old", by="test")
    correct(shell, old, name="Alice Adamson")
    (new,) = records.issue(claim, by="test")
    assert records.document(claim, [new]) is None
    records.finish(records.take(records.ask_for(claim, [new]).id), [new], b"%PDF new", by="test")
    hashes = {name: records.hashlib.sha256(f"%PDF {name}".encode()).hexdigest() for name in ("old", "new")}
    assert records.is_the_file(old, hashes["old"]) and records.is_the_file(new, hashes["new"])
    assert not records.is_the_file(old, hashes["new"]) and not records.is_the_file(new, hashes["old"])
    assert_ledger_balances()


def test_what_no_longer_stands_cannot_be_corrected(shell, cast, claim, old):
    correct(shell, old, name="Alice Adamson")
    code, output = correct(shell, old, name="Alice Adamsen")
    assert code == 1 and f"{old.number} cannot be corrected: it is superseded." in output
    (new,) = records.issue(claim, by="test")
    assert shell("withdraw", new.number, "--reason", "Not earned")[0] == 0
    assert "it is withdrawn." in correct(shell, new, name="A")[1]
    other = cast.claimed(cast.stranger)
    (theirs,) = records.issue(other, by="test")
    claims.undo(other, by="test")
    assert "it is withdrawn by its holder." in correct(shell, theirs, name="A")[1]
    assert Certificate.select().count() == 3


def test_the_shell_says_what_it_misses(shell, old):
    assert "Say what to correct: --name or --credentials." in shell("correct", old.number, "--reason", "x")[1]
    assert "There is no certificate C-0000-0000." in shell("correct", "C-0000-0000", "--name", "A", "--reason", "x")[1]
    assert shell("withdraw", old.number)[0] == 2  # a reason is asked for


def test_a_claim_corrected_during_its_wait_can_still_be_undone(shell, claim, old):
    correct(shell, old, name="Alice Adamson")
    (new,) = records.issue(claim, by="test")
    claims.undo(claim, by="test")
    assert {records.status(each) for each in (old, new)} == {"withdrawn-by-holder"}
    assert_ledger_balances()
