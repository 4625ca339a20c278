"""Undo: a claim waits ten minutes and can be undone whole until then (L6)."""

from __future__ import annotations

import pytest

from cme.base.domain.refusal import Refused
from cme.certify import records as certificates
from cme.certify.records import Certificate
from cme.claim import records as claims
from cme.claim.records import Outcome
from cme.evaluate import records as evaluate
from tests.ledger_audit import assert_ledger_balances


@pytest.fixture
def claim(cast):
    return cast.claimed(cast.physician, 3)


def test_within_the_wait_everything_goes_back(cast, alice, claim, clock):
    clock.forward(minutes=9, seconds=59)
    alice.get(f"/claims/{claim.id}/undo").has("Undo the claim of 1.5 credits?", "its number is never used again")
    alice.hasnt("would lapse")
    alice.post(f"/claims/{claim.id}/undo")
    alice.has("The claim is undone: 1.5 credits are back under To claim.", "To claim 3", "Claimed 0")
    assert {evaluate.state(line.entry) for line in claim.lines} == {"to-claim"}
    assert Outcome.get().kind == "undone"
    assert_ledger_balances()


def test_after_the_wait_it_is_final(alice, claim, clock):
    clock.forward(minutes=10)
    alice.get(f"/claims/{claim.id}/undo").has("can no longer be undone")
    alice.post(f"/claims/{claim.id}/undo").has("The time for undoing this claim is over: it is final.", "Success!")
    assert claims.outcome(claim) is None  # the worker has not come by yet, and it is final all the same
    assert_ledger_balances()


def test_the_worker_releases_what_waited_long_enough_and_nothing_else(cast, claim, work, clock):
    clock.forward(minutes=5)
    later = cast.claimed(cast.stranger)
    clock.forward(minutes=5)
    claims.release_what_waited(by="test")
    assert (claims.outcome(claim), claims.outcome(later)) == ("released", None)
    assert not claims.release(claim, by="test")
    with pytest.raises(Refused, match="final"):
        claims.undo(claim, now=claim.at, by="test")
    assert_ledger_balances()


def test_undone_twice_is_undone_once(alice, claim):
    alice.post(f"/claims/{claim.id}/undo")
    alice.post(f"/claims/{claim.id}/undo").has("This claim has been undone.", "This claim was undone")
    alice.get(f"/claims/{claim.id}/undo").has("can no longer be undone")
    assert not claims.release(claim, by="test")
    assert_ledger_balances()


def test_the_wait_is_a_setting(app, cast, clock):
    object.__setattr__(app.settings, "claim_hold_minutes", 0)
    claim = cast.claimed(cast.physician)
    with pytest.raises(Refused):
        claims.undo(claim, by="test")
    claims.release_what_waited(by="test")
    assert claims.outcome(claim) == "released"


def test_what_was_undone_can_be_claimed_again_under_numbers_of_its_own(app, cast, claim):
    with app.test_request_context():
        before = certificates.issue(claim, by="test")[0]
        claims.undo(claim, by="test")
        second = claims.claim(
            cast.physician, "a second form's key", "ama-pra-1", [(ln.entry_id, None) for ln in claim.lines], by="test"
        )
        after = certificates.issue(second, by="test")[0]
    assert second.id != claim.id and second.total == 150
    assert (before.number, before.code) != (after.number, after.code)
    assert Certificate.get_by_id(before.id).number == before.number  # kept, so that nobody else gets it
    assert certificates.status(before) == "withdrawn-by-holder"
    assert_ledger_balances()


def test_the_confirmation_of_an_undone_claim_again_answers_with_what_became_of_it(cast, alice, claim):
    claims.undo(claim, by="test")
    data = {"key": claim.key, "type": "ama-pra-1", "entry": [str(line.entry_id) for line in claim.lines]}
    alice.post("/cme/claims", data=data).has("This claim was undone")
    assert evaluate.state(claim.lines.get().entry) == "to-claim"
    assert_ledger_balances()


def test_undoing_after_the_claim_by_date_warns_that_entries_lapse(cast, visitor, clock):
    clock.set("2024-06-01 12:00:00-04:00")
    old = cast.reviewed(cast.physician, "an old one")
    clock.set("2026-12-31 23:55:00-05:00")
    fresh = cast.reviewed(cast.physician, "a fresh one")
    claim = claims.claim(
        cast.physician, "just before midnight", "ama-pra-1", [(old.id, None), (fresh.id, None)], by="test"
    )
    alice = visitor(cast.physician)
    alice.get(f"/claims/{claim.id}/undo").hasnt("would lapse")
    clock.set("2027-01-01 00:01:00-05:00")
    alice.get(f"/claims/{claim.id}/undo").has(
        "Some of it would lapse", "The claim-by date of 1 of its entries has passed"
    )
    alice.post(f"/claims/{claim.id}/undo").has("To claim 1", "Lapsed Not claimed in time", "an old one")
    assert_ledger_balances()


def test_claimed_says_until_when_and_the_page_of_the_claim_does_too(alice, claim, clock):
    alice.get("/cme/claimed").has("Undo until 10:10")  # in New York
    alice.get(f"/claims/{claim.id}").has("Until 10:10 you can undo this claim")
    clock.forward(minutes=11)
    alice.get("/cme/claimed").hasnt("Undo until")
    alice.get(f"/claims/{claim.id}").has("Success!")
    alice.hasnt("undo this claim")


def test_after_the_undo_its_pages_say_so_and_its_certificate_is_gone(alice, claim):
    claims.undo(claim, by="test")
    alice.get(f"/claims/{claim.id}").has("This claim was undone", "1.5 credits went back to To claim")
    assert alice.get(f"/claims/{claim.id}/feedback").address == f"/claims/{claim.id}"
    assert alice.get(f"/claims/{claim.id}/certificate").status == 404
    assert alice.get(f"/claims/{claim.id}/certificate.pdf").status == 404
    alice.get("/cme/claimed").has("Nothing claimed yet")
