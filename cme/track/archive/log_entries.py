"""What the log and the mails hold of a person: rows that no foreign key leads to."""

from __future__ import annotations

import json

from cme.base.audit_log import LogRow, LogText, Note
from cme.base.mail import Letter
from cme.track.archive import tables

AT_ONCE = 1000


def subjects(person) -> set[str]:
    """Name everything of a person's the way the log does: "person:3", "claim:7" …"""
    found = set()
    for model, way in tables.ways().items():
        table = model._meta.table_name
        found |= {f"{table}:{row[0]}" for row in tables.of(model, way, person).select(model._meta.primary_key).tuples()}
    return found


def log_rows(person):
    """Give the rows of the log that concern a person, oldest first, each with its personal text (or None)."""
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


def text_hashes(person) -> list[str]:
    """List the hashes of personal texts that the log, or a note that waits for it, holds of a person."""
    mine = subjects(person)
    noted = [row.details for row in Note.select() if row.subject in mine or row.actor in mine]
    return [row["details"]["text"] for row in log_rows(person) if "text" in row["details"]] + [
        details["text"] for details in noted if "text" in details
    ]


def letters(person):
    """Give the mails to a person's address: when and what about; the text of one goes when it is sent."""
    for row in Letter.select().where(Letter.to == person.email).order_by(Letter.id):
        yield {"subject": row.subject, "written": row.written, "sent": row.sent}
