"""Credit from elsewhere: each telling is a row, a later one supersedes it; removed and undone are tellings too.

Rows are never changed (a trigger refuses it). They can be deleted with their owner: nobody but the owner
needs them, and C7 asks to keep only what was given here.
"""

from __future__ import annotations

from datetime import date

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, fn

from cme.base import clock
from cme.base.once import once
from cme.base.store import db as database
from cme.base.store.db import JsonText, Row, When, db
from cme.people.records import Person

FIELDS = ("title", "provider", "format", "credit_type", "type_words", "amount", "completed_on", "topics", "number")


class Import(Row):
    """A table that was taken in whole, from a file with this name and SHA-256."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    name = CharField(max_length=200)
    sha256 = CharField(max_length=64)
    rows = IntegerField()
    at = When()

    class Meta:
        table_name = "elsewhere_import"
        indexes = ((("person", "at"), False),)


class ImportUndoing(Row):
    """An import was undone: everything from it that still stood was removed."""

    imported = ForeignKeyField(Import, unique=True, on_delete="CASCADE")
    at = When()

    class Meta:
        table_name = "elsewhere_import_undoing"


class ExternalCredit(Row):
    """One credit that somebody else gave; `key` names the form that told it, so that it is told once."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    imported = ForeignKeyField(Import, null=True, on_delete="CASCADE")
    key = CharField(max_length=80)
    at = When()

    class Meta:
        table_name = "elsewhere"
        indexes = ((("person", "key"), True),)


class CreditVersion(Row):
    """What its owner says of a credit; the one with the highest sequence counts. The amount is in hundredths."""

    external_credit = ForeignKeyField(
        ExternalCredit,
        column_name="elsewhere_id",
        object_id_name="external_credit_id",
        backref="tellings",
        on_delete="CASCADE",
    )
    sequence = IntegerField()
    title = CharField(max_length=300)
    provider = CharField(max_length=200)
    format = CharField(max_length=20)
    credit_type = CharField(max_length=20)
    type_words = CharField(max_length=80, default="")  # names another type
    amount = IntegerField(constraints=[Check("amount > 0")])
    completed_on = DateField()
    topics = JsonText(default=list)
    number = CharField(max_length=80, default="")  # of the activity or certificate, as the other provider writes it
    removed = BooleanField(default=False)
    at = When()

    class Meta:
        table_name = "elsewhere_telling"
        indexes = ((("external_credit", "sequence"), True),)


def add(person, key: str, said: dict) -> ExternalCredit:
    """Keep a credit, once for each key; `said` has the fields of FIELDS (amount in hundredths)."""

    def create() -> ExternalCredit:
        now = clock.now()
        credit = ExternalCredit.create(person=person, key=key, at=now)
        CreditVersion.create(external_credit=credit, sequence=1, at=now, **said)
        return credit

    return once(lambda: ExternalCredit.get_or_none(ExternalCredit.person == person, ExternalCredit.key == key), create)


def add_all(person, imported: Import, rows: list[dict]) -> None:
    """Keep the credits of an import; its caller holds the transaction."""
    now = clock.now()
    keys = [f"import-{imported.id}-{n}" for n in range(len(rows))]
    database.insert_all(
        ExternalCredit, [{"person": person, "imported": imported, "key": key, "at": now} for key in keys]
    )
    made = dict(
        ExternalCredit.select(ExternalCredit.key, ExternalCredit.id).where(ExternalCredit.imported == imported).tuples()
    )
    database.insert_all(
        CreditVersion,
        [
            {"external_credit": made[key], "sequence": 1, "removed": False, "at": now}
            | {"type_words": "", "topics": [], "number": ""}
            | row
            for key, row in zip(keys, rows, strict=True)
        ],
    )


def change(external_credit: ExternalCredit, **said) -> CreditVersion:
    """Tell a credit anew: what is not said stays as it was; saying the same again adds nothing."""
    with db.atomic():
        database.lock(external_credit)
        last = latest(external_credit)
        before = {field: getattr(last, field) for field in (*FIELDS, "removed")}
        after = before | said
        if after == before:
            return last
        return CreditVersion.create(
            external_credit=external_credit, sequence=last.sequence + 1, at=clock.now(), **after
        )


def remove(external_credit: ExternalCredit) -> None:
    """Take a credit off the transcript; it can be put back."""
    change(external_credit, removed=True)


def restore(external_credit: ExternalCredit) -> None:
    """Put a removed credit back."""
    change(external_credit, removed=False)


def latest(external_credit: ExternalCredit) -> CreditVersion:
    """Give the telling that counts."""
    return (
        CreditVersion.select()
        .where(CreditVersion.external_credit == external_credit)
        .order_by(CreditVersion.sequence.desc())
        .first()
    )


def tellings(person, since: date | None = None, until: date | None = None) -> list[CreditVersion]:
    """List what a person says of credit from elsewhere, removed ones aside, by the day of completion."""
    later = CreditVersion.alias()
    query = (
        CreditVersion.select(CreditVersion, ExternalCredit)
        .join(ExternalCredit)
        .where(ExternalCredit.person == person, CreditVersion.removed == False)  # noqa: E712 - SQL
        .where(
            ~fn.EXISTS(
                later.select(later.id).where(
                    later.external_credit == CreditVersion.external_credit, later.sequence > CreditVersion.sequence
                )
            )
        )
        .order_by(CreditVersion.completed_on, CreditVersion.external_credit)
    )
    if since:
        query = query.where(CreditVersion.completed_on >= since)
    if until:
        query = query.where(CreditVersion.completed_on <= until)
    return list(query)


def undo(imported: Import) -> int:
    """Undo an import whole: everything from it that stands is removed; returns how many. Again: nothing."""
    with db.atomic():
        database.lock(imported)
        if ImportUndoing.select().where(ImportUndoing.imported == imported).exists():
            return 0
        now = clock.now()
        ImportUndoing.create(imported=imported, at=now)
        standing = [row for row in tellings(imported.person) if row.external_credit.imported_id == imported.id]
        database.insert_all(
            CreditVersion,
            [
                {field: getattr(row, field) for field in FIELDS}
                | {"external_credit": row.external_credit_id, "sequence": row.sequence + 1, "removed": True, "at": now}
                for row in standing
            ],
        )
        return len(standing)


def imports(person) -> list[Import]:
    """List the imports of a person that were not undone, newest first."""
    undone = ImportUndoing.select(ImportUndoing.imported)
    return list(
        Import.select()
        .where(Import.person == person, Import.id.not_in(undone))
        .order_by(Import.at.desc(), Import.id.desc())
    )
