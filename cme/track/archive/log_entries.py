"""The entries of the audit log and the mails about a person, which no foreign key leads to."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cme.base.audit_log import LogRow, LogText, Note
from cme.base.mail import Letter
from cme.people.records import Person
from cme.track.archive import tables

AT_ONCE = 1000


def subjects(person: Person) -> set[str]:
    """Return the names that the log uses for a person's rows: "person:3", "claim:7" …"""
    found: set[str] = set()
    for model, keys in tables.key_paths().items():
        table = model._meta.table_name
        found |= {
            f"{table}:{row[0]}" for row in tables.of(model, keys, person).select(model._meta.primary_key).tuples()
        }
    return found


def log_rows(person: Person) -> Iterator[dict]:
    """Yield the rows of the log about a person, oldest first, each with its personal text (or None)."""
    mine, number = subjects(person), 0
    while True:
        some = list(
            LogRow.select(LogRow.number, LogRow.body)
            .where(LogRow.number > number)
            .order_by(LogRow.number)
            .limit(AT_ONCE)
            .tuples()
        )
        bodies = [json.loads(body) for _, body in some]
        yield from _with_texts([body for body in bodies if body["subject"] in mine or body["actor"] in mine])
        if len(some) < AT_ONCE:
            return
        number = some[-1][0]


def _with_texts(bodies) -> list[dict]:
    hashes = [body["details"]["text"] for body in bodies if "text" in body["details"]]
    texts = {row.hash: row.text for row in LogText.select().where(LogText.hash.in_(hashes))} if hashes else {}
    return [
        {
            "number": body["number"],
            "at": body["at"],
            "actor": body["actor"],
            "what": body["what"],
            "subject": body["subject"],
            "details": body["details"],
            "text": texts.get(body["details"].get("text")),
        }
        for body in bodies
    ]


def text_hashes(person: Person) -> list[str]:
    """Return the hashes of a person's texts in the log and in the notes that wait for it."""
    mine = subjects(person)
    pending = [row.details for row in Note.select() if row.subject in mine or row.actor in mine]
    return [row["details"]["text"] for row in log_rows(person) if "text" in row["details"]] + [
        details["text"] for details in pending if "text" in details
    ]


def letters(person: Person) -> Iterator[dict]:
    """Yield the subjects and moments of the mails to a person; the text of a mail is deleted when it is sent."""
    for row in Letter.select().where(Letter.to == person.email).order_by(Letter.id):
        yield {"subject": row.subject, "written": row.written, "sent": row.sent}
