"""External credit has versions: a later one supersedes, none is changed, and all are deleted with their owner."""

from __future__ import annotations

from datetime import date

import pytest
from peewee import DatabaseError, IntegrityError

from cme.base import clock as time
from cme.base.store.db import db
from cme.people.records import Person
from cme.track import transcript
from cme.track.external_credit import documents, records
from tests.track.external_credits import add_external_credit, pdf, values


@pytest.fixture
def alice(cast):
    return cast.physician


def test_external_credit_is_on_the_transcript_beside_what_was_claimed_here(alice, cast):
    cast.claimed(alice)
    credit = add_external_credit(alice, number="JA-17", topics=["opioids"])
    external_credit, here = transcript.items(alice)
    assert (external_credit.here, external_credit.key, external_credit.external_credit_id) == (
        False,
        f"elsewhere-{credit.id}",
        credit.id,
    )
    assert (external_credit.title, external_credit.provider, external_credit.number) == (
        "Grand rounds: sepsis",
        "City Hospital",
        "JA-17",
    )
    assert (external_credit.hundredths, str(external_credit.amount), external_credit.topics) == (100, "1", ("opioids",))
    assert (external_credit.format, external_credit.credit_name) == ("Live activity", "AMA PRA Category 1 Credit™")
    assert here.here and here.credit_name == "AMA PRA Category 1 Credit™" and here.claim_id


def test_both_ends_of_the_range_count(alice):
    for day in (3, 4, 5, 6):
        add_external_credit(alice, completed_on=date(2026, 3, day), title=f"Day {day}")
    found = transcript.items(alice, date(2026, 3, 4), date(2026, 3, 5))
    assert [item.title for item in found] == ["Day 4", "Day 5"]


def test_the_same_form_sent_twice_adds_one_credit(alice):
    one = records.add(alice, "form-1", values())
    assert records.add(alice, "form-1", values(title="Another")) == one
    assert [row.title for row in records.current_versions(alice)] == ["Grand rounds: sepsis"]


def test_a_later_version_supersedes_and_the_first_stays_as_it_was(alice):
    credit = add_external_credit(alice)
    records.change(credit, amount=150)
    assert [row.amount for row in records.current_versions(alice)] == [150]
    assert [row.amount for row in credit.versions.order_by(records.CreditVersion.sequence)] == [100, 150]
    assert records.change(credit, amount=150).sequence == 2  # the same again is no news


def test_removed_it_is_gone_put_back_it_is_as_it_was(alice):
    credit = add_external_credit(alice, title="Wrong one")
    records.remove(credit)
    assert not transcript.items(alice)
    records.restore(credit)
    assert [item.title for item in transcript.items(alice)] == ["Wrong one"]


def test_an_import_is_undone_whole_also_what_was_edited_since(alice):
    other = add_external_credit(alice, title="Told by hand")
    imported = records.Import.create(person=alice, name="list.csv", sha256="0" * 64, rows=3, at=time.now())
    with db.atomic():
        records.add_all(alice, imported, [values(title=f"Row {n}") for n in range(3)])
    rows = [row for row in records.current_versions(alice) if row.external_credit.imported_id]
    records.change(rows[0].external_credit, title="Row 0, mended")
    records.remove(rows[1].external_credit)
    assert records.imports(alice) == [imported]
    assert records.undo(imported) == 2
    assert records.undo(imported) == 0
    assert [row.external_credit_id for row in records.current_versions(alice)] == [other.id]
    assert records.imports(alice) == []


def test_no_version_is_ever_changed_and_all_are_deleted_with_their_owner(alice, cast):
    gone = cast.person("gone@example.org")
    credit = add_external_credit(gone)
    documents.add(credit, [documents.read("a.pdf", pdf())])
    for table in ("elsewhere", "elsewhere_telling", "elsewhere_document"):
        with pytest.raises(DatabaseError, match="is a fact"), db.atomic():
            db.execute_sql(f'UPDATE "{table}" SET at = at')
    Person.delete().where(Person.id == gone.id).execute()
    assert not records.CreditVersion.select().exists() and not documents.Document.select().exists()


def test_no_table_holds_an_amount_of_nothing(alice):
    credit = add_external_credit(alice)
    with pytest.raises(IntegrityError), db.atomic():
        records.change(credit, amount=0)
