"""Importing a table: its owner previews it, it is imported whole or not at all, and the import can be undone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import CharField, ForeignKeyField

from cme.base import clock
from cme.base.store import db as database
from cme.base.store.db import JsonText, Row, When, db
from cme.people.records import Person
from cme.track import transcript
from cme.track.external_credit import documents, mapping, records, rules, spreadsheet

SHEET_LIFETIME = timedelta(hours=24)


class Sheet(Row):
    """A table that its owner is previewing: its rows as text, and which column holds which field."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    name = CharField(max_length=200)
    sha256 = CharField(max_length=64)
    rows = JsonText()
    mapping = JsonText()
    at = When()

    class Meta:
        table_name = "elsewhere_sheet"
        indexes = ((("person", "at"), False),)


@dataclass(frozen=True)
class Preview:
    """The rows of a table: valid and new ones, duplicates (with where the credit is already), and invalid ones."""

    valid: list[mapping.Row]
    duplicates: list[tuple[mapping.Row, str]]  # with "row 7", "on your transcript", "claimed here"
    invalid: list[mapping.Row]


def receive(person: Person, name: str, body: bytes) -> Sheet:
    """Save a table for its owner to preview; Refused with a sentence."""
    rows = spreadsheet.read(body)
    return Sheet.create(
        person=person,
        name=documents.shown_name(name),
        sha256=hashlib.sha256(body).hexdigest(),
        rows=rows,
        mapping=mapping.guess(rows),
        at=clock.now(),
    )


def set_mapping(sheet: Sheet, changes: dict) -> None:
    """Save which column holds which field, and what applies to all rows; other keys stay as they were."""
    Sheet.update(mapping=sheet.mapping | changes).where(Sheet.id == sheet.id).execute()


def preview(sheet: Sheet, person: Person, today: date) -> Preview:
    """Read a table by its mapping and sort its rows into valid, duplicate and invalid ones."""
    existing: dict[tuple, str] = {}
    for item in transcript.items(person):
        where = "claimed here" if item.here else "on your transcript"
        existing[rules.duplicate_key(item.completed_on, item.hundredths, item.credit_type, item.title)] = where
    valid, duplicates, invalid = [], [], []
    for row in mapping.read(sheet.rows, sheet.mapping, today):
        if row.errors:
            invalid.append(row)
            continue
        values = row.values
        key = rules.duplicate_key(values["completed_on"], values["amount"], values["credit_type"], values["title"])
        if key in existing:
            duplicates.append((row, existing[key]))
        else:
            existing[key] = f"row {row.number}"
            valid.append(row)
    return Preview(valid, duplicates, invalid)


def confirm(sheet: Sheet, person: Person, today: date, with_duplicates: bool) -> records.Import | None:
    """Import the valid rows of a table, once: a second call returns None, as it does where no row is left."""
    table = preview(sheet, person, today)
    rows = table.valid + ([row for row, _ in table.duplicates] if with_duplicates else [])
    with db.atomic():
        database.lock(person)
        if not rows or not Sheet.delete().where(Sheet.id == sheet.id).execute():
            return None
        import_ = records.Import.create(
            person=person, name=sheet.name, sha256=sheet.sha256, rows=len(rows), at=clock.now()
        )
        records.add_all(person, import_, [row.values for row in sorted(rows, key=lambda row: row.number)])
    return import_


def forget_sheets() -> None:
    """Delete tables that nobody came back for."""
    Sheet.delete().where(Sheet.at < clock.now() - SHEET_LIFETIME).execute()
