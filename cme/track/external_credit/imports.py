"""Taking a table in: it waits while its owner looks at it, is kept whole or not at all, and can be undone whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from peewee import CharField, ForeignKeyField

from cme.base import clock
from cme.base.store import db as database
from cme.base.store.db import JsonText, Row, When, db
from cme.people.records import Person
from cme.track import transcript
from cme.track.external_credit import documents, mapping, records, rules, tables

WAITS = timedelta(hours=24)


class Sheet(Row):
    """A table that its owner is looking at: its rows as text, and which column says what."""

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
class Look:
    """What a table comes to: rows that are good and new, that are there already (with where), that are faulty."""

    good: list
    twins: list  # pairs of row and "row 7", "on your transcript", "claimed here"
    faulty: list


def receive(person, name: str, body: bytes) -> Sheet:
    """Keep a table for its owner to look at; Refused with a sentence."""
    rows = tables.read(body)
    return Sheet.create(
        person=person,
        name=documents.shown_name(name),
        sha256=hashlib.sha256(body).hexdigest(),
        rows=rows,
        mapping=mapping.guess(rows),
        at=clock.now(),
    )


def settle(sheet: Sheet, said: dict) -> None:
    """Keep which column says what."""
    Sheet.update(mapping=sheet.mapping | said).where(Sheet.id == sheet.id).execute()


def look(sheet: Sheet, person, today) -> Look:
    """Read a table by its mapping, and sort its rows."""
    there = {}
    for item in transcript.items(person):
        where = "claimed here" if item.here else "on your transcript"
        there[rules.twin_key(item.completed_on, item.hundredths, item.credit_type, item.title)] = where
    good, twins, faulty = [], [], []
    for row in mapping.read(sheet.rows, sheet.mapping, today):
        if row.faults:
            faulty.append(row)
            continue
        said = row.said
        key = rules.twin_key(said["completed_on"], said["amount"], said["credit_type"], said["title"])
        if key in there:
            twins.append((row, there[key]))
        else:
            there[key] = f"row {row.number}"
            good.append(row)
    return Look(good, twins, faulty)


def confirm(sheet: Sheet, person, today, with_twins: bool) -> records.Import | None:
    """Take a table in, once: whoever comes second gets None. What is faulty stays out."""
    seen = look(sheet, person, today)
    rows = seen.good + ([row for row, _ in seen.twins] if with_twins else [])
    with db.atomic():
        database.lock(person)
        if not rows or not Sheet.delete().where(Sheet.id == sheet.id).execute():
            return None
        made = records.Import.create(
            person=person, name=sheet.name, sha256=sheet.sha256, rows=len(rows), at=clock.now()
        )
        records.add_all(person, made, [row.said for row in sorted(rows, key=lambda row: row.number)])
    return made


def forget_sheets() -> None:
    """Drop tables that nobody came back for."""
    Sheet.delete().where(Sheet.at < clock.now() - WAITS).execute()
