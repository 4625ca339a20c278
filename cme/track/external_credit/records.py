"""External credit: each version is a row that a later one supersedes; removing and undoing add versions too.

Rows are never changed (a trigger refuses it). They are deleted with their owner: nobody but the owner needs them,
and C7 asks to keep only what was given here.
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
    """A table that was imported, from a file with this name and SHA-256."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    name = CharField(max_length=200)
    sha256 = CharField(max_length=64)
    rows = IntegerField()
    at = When()

    class Meta:
        table_name = "elsewhere_import"
        indexes = ((("person", "at"), False),)


class ImportUndoing(Row):
    """An import that was undone: every credit from it was removed."""

    imported = ForeignKeyField(Import, unique=True, on_delete="CASCADE")
    at = When()

    class Meta:
        table_name = "elsewhere_import_undoing"


class ExternalCredit(Row):
    """One credit that another provider gave; `key` names the form that added it, so that it is added once."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    imported = ForeignKeyField(Import, null=True, on_delete="CASCADE")
    key = CharField(max_length=80)
    at = When()

    class Meta:
        table_name = "elsewhere"
        indexes = ((("person", "key"), True),)


class CreditVersion(Row):
    """A version of an external credit; the one with the highest sequence counts. The amount is in hundredths."""

    external_credit = ForeignKeyField(
        ExternalCredit,
        column_name="elsewhere_id",
        object_id_name="external_credit_id",
        backref="versions",
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


def add(person: Person, key: str, values: dict) -> ExternalCredit:
    """Add a credit, once for each key; `values` has the fields of FIELDS (amount in hundredths)."""

    def create() -> ExternalCredit:
        now = clock.now()
        credit = ExternalCredit.create(person=person, key=key, at=now)
        CreditVersion.create(external_credit=credit, sequence=1, at=now, **values)
        return credit

    return once(lambda: ExternalCredit.get_or_none(ExternalCredit.person == person, ExternalCredit.key == key), create)


def add_all(person: Person, imported: Import, rows: list[dict]) -> None:
    """Add the credits of an import, in the caller's transaction; `rows` have the fields of FIELDS."""
    now = clock.now()
    keys = [f"import-{imported.id}-{n}" for n in range(len(rows))]
    database.insert_all(
        ExternalCredit, [{"person": person, "imported": imported, "key": key, "at": now} for key in keys]
    )
    ids = dict(
        ExternalCredit.select(ExternalCredit.key, ExternalCredit.id).where(ExternalCredit.imported == imported).tuples()
    )
    database.insert_all(
        CreditVersion,
        [
            {"external_credit": ids[key], "sequence": 1, "removed": False, "at": now}
            | {"type_words": "", "topics": [], "number": ""}
            | row
            for key, row in zip(keys, rows, strict=True)
        ],
    )


def change(external_credit: ExternalCredit, **changes) -> CreditVersion:
    """Add a version of a credit with these changes and return it; without a change, return the current one."""
    with db.atomic():
        database.lock(external_credit)
        last = latest(external_credit)
        before = {field: getattr(last, field) for field in (*FIELDS, "removed")}
        after = before | changes
        if after == before:
            return last
        return CreditVersion.create(
            external_credit=external_credit, sequence=last.sequence + 1, at=clock.now(), **after
        )


def remove(external_credit: ExternalCredit) -> None:
    """Remove a credit from the transcript; it can be restored."""
    change(external_credit, removed=True)


def restore(external_credit: ExternalCredit) -> None:
    """Restore a removed credit."""
    change(external_credit, removed=False)


def latest(external_credit: ExternalCredit) -> CreditVersion:
    """Return the current version of a credit."""
    return (
        CreditVersion.select()
        .where(CreditVersion.external_credit == external_credit)
        .order_by(CreditVersion.sequence.desc())
        .first()
    )


def current_versions(person: Person, since: date | None = None, until: date | None = None) -> list[CreditVersion]:
    """Return the current versions of a person's external credit, without removed ones, by the day of completion."""
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
    """Undo an import: remove every credit from it and return how many; 0 where it was undone already."""
    with db.atomic():
        database.lock(imported)
        if ImportUndoing.select().where(ImportUndoing.imported == imported).exists():
            return 0
        now = clock.now()
        ImportUndoing.create(imported=imported, at=now)
        current = [row for row in current_versions(imported.person) if row.external_credit.imported_id == imported.id]
        database.insert_all(
            CreditVersion,
            [
                {field: getattr(row, field) for field in FIELDS}
                | {"external_credit": row.external_credit_id, "sequence": row.sequence + 1, "removed": True, "at": now}
                for row in current
            ],
        )
        return len(current)


def imports(person: Person) -> list[Import]:
    """Return the imports of a person that were not undone, newest first."""
    undone = ImportUndoing.select(ImportUndoing.imported)
    return list(
        Import.select()
        .where(Import.person == person, Import.id.not_in(undone))
        .order_by(Import.at.desc(), Import.id.desc())
    )
