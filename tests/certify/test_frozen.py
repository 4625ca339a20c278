"""What was printed is frozen: whatever changes later, no certificate does, in its words or in its bytes (C3)."""

from __future__ import annotations

import json

import pytest

from cme.base import provider
from cme.certify import jobs, records
from cme.certify.records import Certificate
from cme.claim import records as claims
from cme.offer import records as offer
from cme.people import records as people
from tests.ledger_audit import assert_ledger_balances


@pytest.fixture
def claim(cast):
    return cast.claimed(cast.physician, 2)


def save_file(claim, body=b"%PDF the very bytes"):
    """Save a file of a claim, as the worker does."""
    current = records.issue(claim, by="test")
    rendering = records.take(records.ask_for(claim, current).id)
    return records.finish(rendering, current, body, by="test")


def change_everything(person):
    people.change_profile(
        person,
        name="Somebody Else",
        credentials="PhD",
        role="nurse",
        country="CA",
        zone="Asia/Tokyo",
        latin_name="Other",
    )
    provider.change(
        name="Renamed Society",
        address="Elsewhere",
        accredited_number="0009999",
        template="2099-9",
        paper="a4",
        accreditation="Other words.",
        participation="Other words.",
        by="test",
    )
    _, current = offer.point_of_care()
    fields = {name: getattr(current, name) for name in current._meta.fields if name not in ("id", "activity", "since")}
    fields |= {"title": "Renamed activity", "designation": "Other words.", "format": "other activity", "maximum": "9"}
    offer.offer_activity("point-of-care", "point-of-care", **fields, by="test")
    _, version = offer.find_article("acute-myocardial-infarction")
    fields = {
        name: getattr(version, name) for name in version._meta.fields if name not in ("id", "article", "imported")
    }
    offer.put_article(
        "acute-myocardial-infarction",
        index={"body_text": "x"},
        **fields | {"title": "Renamed article", "source_hash": "1" * 64},
    )


def test_whatever_changes_after_the_claim_changes_no_word_even_where_none_was_written_yet(cast, claim):
    written = records.issue(claim, by="test")[0].words
    later = cast.claimed(cast.physician, 2)
    change_everything(cast.physician)
    assert records.issue(claim, by="test")[0].words == written
    own = ("number", "code", "verify_url", "log_head")
    fresh = records.issue(later, by="test")[0].words
    assert {k: v for k, v in fresh.items() if k not in own} == {k: v for k, v in written.items() if k not in own}
    assert (fresh["template"], fresh["paper"]) == ("2026-1", "letter")
    assert fresh["holder"] == {"name": "Alice Adams", "latin": "", "credentials": "MD"}


def test_and_no_byte(cast, alice, claim):
    file = save_file(claim)
    before = alice.get(f"/claims/{claim.id}/certificate.pdf").answer.data
    change_everything(cast.physician)
    assert alice.get(f"/claims/{claim.id}/certificate.pdf").answer.data == before == bytes(file.body)
    assert_ledger_balances()


def test_what_is_claimed_afterwards_says_the_new_words(cast, claim):
    change_everything(cast.physician)
    (words,) = (each.words for each in records.issue(cast.claimed(cast.physician), by="test"))
    assert words["holder"]["name"] == "Somebody Else" and words["kind"] == "participation"
    assert words["activity"]["title"] == "Renamed activity" and "Renamed article" in json.dumps(words)
    assert words["provider"]["name"] == "Renamed Society" and not words["sample"]


def test_the_worker_writes_the_words_soon_after_the_claim(cast, claim, work):
    undone = cast.claimed(cast.physician)
    claims.undo(undone, by="test")
    work()
    assert [row.claim_id for row in Certificate.select()] == [claim.id]
    jobs.write_words()
    assert Certificate.select().count() == 1


@pytest.mark.parametrize(
    "table", ["certificate", "document", "claim", "line", "recipient", "outcome", "evaluation", "move"]
)
def test_the_table_refuses_to_change_or_delete_a_fact(app, cast, claim, table):
    from peewee import PeeweeException

    from cme.base.store.db import db

    people.list_body(cast.physician, body="ABIM", label="ABIM", number="1", reporting=True, consent=True)
    other = cast.claimed(cast.physician)
    save_file(other)
    claims.release(other, by="test")
    key = "claim_id" if table == "outcome" else "id"
    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET {key} = {key}"):
        with pytest.raises(PeeweeException, match="a row of .* is a fact"), db.atomic():
            db.execute_sql(sql)
    assert_ledger_balances()
