"""What bad input gets: 422 with the reason and what is so now, and nothing half done."""

from __future__ import annotations

import re

import pytest

from cme.base.domain import credit_types
from cme.base.domain.refusal import Refused
from cme.claim import records as claims
from cme.claim.records import Claim, Hold, Line, Recipient
from cme.earn.records import Entry, Move
from cme.people import records as people
from tests.ledger_audit import assert_ledger_balances

KEY = "the-key-of-the-form-1"


def rows():
    return [model.select().count() for model in (Claim, Line, Hold, Recipient, Move)]


def confirm(alice, *entries, key=KEY, kind="ama-pra-1"):
    return alice.post("/cme/claims", data={"key": key, "type": kind, "entry": [str(e) for e in entries]})


@pytest.fixture
def refused(alice):
    """Confirm a claim that is refused: gives the page, having seen that nothing was written."""

    def refused(*entries, **more):
        before = rows()
        confirm(alice, *entries, **more)
        assert alice.status == 422 and rows() == before
        assert_ledger_balances()
        return alice.has("Nothing was claimed") and alice

    return refused


def test_none_is_refused(refused, cast):
    cast.reviewed(cast.physician)
    refused().has("Tick at least one entry to claim.")


def test_what_is_not_there_or_somebody_elses_is_refused_and_named_no_further(refused, cast):
    theirs = cast.reviewed(cast.stranger, "private question")
    page = refused(theirs.id, 999_999, "1" * 15)
    page.has("An entry: This entry is not there.", "Nothing left to claim")
    page.hasnt("private question")


def test_what_is_claimed_already_is_refused(refused, cast):
    claim = cast.claimed(cast.physician)
    refused(claim.lines.get().entry_id).has("“question 0”: This is already claimed.")


def test_what_was_not_reviewed_is_refused(refused, cast):
    refused(cast.entry(cast.physician, "unread").id).has("“unread”: This has not been reviewed")


def test_one_bad_line_refuses_the_whole_and_the_good_ones_can_be_claimed_from_the_page(refused, cast, alice):
    good = cast.reviewed(cast.physician, "a good one")
    waiting = cast.entry(cast.physician, "not reviewed")
    theirs = cast.reviewed(cast.stranger)
    page = refused(good.id, waiting.id, theirs.id)
    page.has(
        "“not reviewed”: This has not been", "An entry: This entry is not there.", "Below is what can still be claimed"
    )
    assert re.findall(r'name="entry" value="(\d+)"', page.page) == [str(good.id)]
    confirm(alice, good.id, key=page.field("key"))
    assert alice.status == 200 and alice.has("0.5 credits claimed")


def test_a_form_of_yesterday_is_told_what_became_of_its_entries(refused, cast, alice, clock):
    entries = [cast.reviewed(cast.physician, f"question {n}") for n in range(3)]
    alice.get("/cme/claim/preview?type=ama-pra-1" + "".join(f"&entry={e.id}" for e in entries))
    key = alice.field("key")
    clock.forward(hours=20)
    claims.claim(cast.physician, "another tab's own key", "ama-pra-1", [(entries[0].id, None)], by="test")
    alice.sign_in(cast.physician)
    page = refused(*[e.id for e in entries], key=key)
    page.has("“question 0”: This is already claimed.", "Claim 1 credit?")


def test_another_credit_type_is_refused(refused, cast, monkeypatch):
    other = credit_types.CreditType("other-1", "Other Credit", "Other", "Other Credit", "Other Credits", 25, ("nurse",))
    monkeypatch.setitem(credit_types.CREDIT_TYPES, "other-1", other)
    entry = cast.reviewed(cast.physician, "of the usual type")
    refused(entry.id, kind="other-1").has(
        "“of the usual type”: It is of another credit type; one claim is of one type."
    )


@pytest.mark.parametrize("kind", ["", "ama-pra-2", "<b>", "ama-pra-1\x00"])
def test_a_type_that_is_none_is_refused(refused, cast, kind):
    refused(cast.reviewed(cast.physician).id, kind=kind).has("The form was not as this page makes it")


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 65, "null\x00byte-in-the-key", "a key with spaces in it", "ключ" * 5]
)
def test_a_key_that_is_none_is_refused_and_the_page_has_a_fresh_one(refused, cast, alice, key):
    entry = cast.reviewed(cast.physician)
    page = refused(entry.id, key=key)
    confirm(alice, entry.id, key=page.field("key"))
    assert alice.status == 200


def test_the_same_key_for_something_else_is_refused(cast, alice):
    first, second = (cast.reviewed(cast.physician, f"question {n}") for n in (1, 2))
    confirm(alice, first.id)
    confirm(alice, second.id)
    assert alice.status == 422 and alice.has("This form was already used for another claim")
    confirm(alice, first.id, second.id)
    assert alice.status == 422
    assert [row.total for row in Claim.select()] == [50]


def test_two_people_may_have_the_same_key(cast, alice, visitor):
    confirm(alice, cast.reviewed(cast.physician).id)
    sam = visitor(cast.stranger)
    confirm(sam, cast.reviewed(cast.stranger).id)
    assert (alice.status, sam.status) == (200, 200) and Claim.select().count() == 2


def test_the_same_entry_ticked_twice_is_claimed_once(cast, alice):
    entry = cast.reviewed(cast.physician)
    confirm(alice, entry.id, entry.id)
    assert Claim.get().total == 50
    assert_ledger_balances()


def test_the_records_refuse_an_entry_named_twice_too(cast):
    entry = cast.reviewed(cast.physician)
    with pytest.raises(Refused, match="named twice"):
        claims.claim(cast.physician, KEY, "ama-pra-1", [(entry.id, None), (entry.id, 50)], by="test")


def test_more_than_is_left_and_less_than_the_whole_are_refused(cast):
    entry = cast.reviewed(cast.physician)
    for amount in (25, 75, 0, -50):
        with pytest.raises(Refused, match="It is claimed whole"):
            claims.claim(cast.physician, KEY, "ama-pra-1", [(entry.id, amount)], by="test")
    assert_ledger_balances()


def test_a_body_that_stands_in_the_profile_twice_is_told_once(cast):
    for label in ("American Board of Internal Medicine", "ABIM"):
        people.list_body(cast.physician, body="ABIM", label=label, number="123456", reporting=True, consent=True)
    people.Listing.create(person=cast.physician, body="ABIM", label="a third", reporting=True, added=people.clock.now())
    cast.claimed(cast.physician)
    assert [row.body for row in Recipient.select()] == ["ABIM"]


def test_the_table_itself_refuses_a_balance_below_zero(cast):
    from peewee import IntegrityError

    from cme.base import clock
    from cme.base.store.db import db
    from cme.earn.records import move

    entry = cast.claimed(cast.physician).lines.get().entry
    with pytest.raises(IntegrityError), db.atomic():
        move(Entry.get_by_id(entry.id), "claimed", -50, clock.now())


def test_claims_of_somebody_else_are_not_there(cast, visitor):
    claim = cast.claimed(cast.physician)
    sam = visitor(cast.stranger)
    for path in ("", "/feedback", "/undo", "/certificate", "/certificate.pdf", "/certificates/C-0000-0000.pdf"):
        assert sam.get(f"/claims/{claim.id}{path}").status == 404, path
    for path in ("/feedback", "/undo"):
        assert sam.post(f"/claims/{claim.id}{path}").status == 404
    assert visitor().post("/cme/claims", key=KEY).has("Sign in")
    assert claims.outcome(claim) is None
