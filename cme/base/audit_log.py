"""The log that only grows (O5): what changed a credit, certificate or report, in a chain of hashes.

A change leaves a note in its own transaction; one writer appends the notes to the chain afterwards, so
that claims do not queue for it. The log holds ids and salted hashes; personal text stands in a side table
that can be erased without breaking the chain. Heads of the chain are printed into certificates and shown
at verification: a chain whose tail was cut, or that was made again, no longer contains them.
"""

from __future__ import annotations

import hashlib
import json
import secrets

from peewee import BigIntegerField, CharField, TextField

from cme.base import clock, queue, text
from cme.base.store.db import JsonText, Row, When, db, is_postgres

FIRST = "0" * 64
_LOCK = 20261123
AT_ONCE = 500


class Note(Row):
    """A change that waits to be appended; written with the change, taken away by the writer."""

    at = When()
    actor = CharField(max_length=40)
    what = CharField(max_length=40)
    subject = CharField(max_length=60)
    details = JsonText()


class LogRow(Row):
    """One link of the chain; `body` is canonical JSON, `hash` covers it and the hash before."""

    number = BigIntegerField(primary_key=True)
    body = TextField()
    before = CharField(max_length=64)
    hash = CharField(max_length=64, unique=True)

    class Meta:
        table_name = "log"


class LogText(Row):
    """Personal text that a row of the log points to by its salted hash; erasable."""

    hash = CharField(max_length=64, primary_key=True)
    salt = CharField(max_length=32)
    text = TextField()


def by_person(person_id: int) -> str:
    """Return how the log names a person who did something: "person:3"."""
    return f"person:{person_id}"


def note(
    what: str, subject: str, *, by: str, text: str | None = None, more: dict | None = None, **details: object
) -> None:
    """Note a change, inside the transaction that makes it.

    `what` is a noun and a verb ("claim.made"), `subject` a table and id ("claim:7"), `by` who did it: "person:3",
    "shell" or "system". `details` are ids, amounts in hundredths, hashes; `more` are details whose names are those of
    parameters. Personal words go to `text`.
    """
    details |= more or {}
    if text:
        salt = secrets.token_hex(16)
        digest = hashlib.sha256((salt + text).encode()).hexdigest()
        LogText.create(hash=digest, salt=salt, text=text)
        details["text"] = digest
    Note.create(at=clock.now(), actor=by, what=what, subject=subject, details=details)
    queue.wake()


def append() -> int:
    """Append what was noted to the chain, in the order of the notes; returns how many rows."""
    appended = 0
    while (count := _append_some()) > 0:
        appended += count
        if count < AT_ONCE:
            break
    return appended


def _append_some() -> int:
    if not Note.select().exists():
        return 0
    with db.atomic():
        if is_postgres():
            db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))  # one writer, whoever it is
        notes = list(Note.select().order_by(Note.id).limit(AT_ONCE))
        number, before = head()
        for each in notes:
            number += 1
            body = _canonical(
                {
                    "number": number,
                    "note": each.id,
                    "at": each.at.isoformat(),
                    "actor": each.actor,
                    "what": each.what,
                    "subject": each.subject,
                    "details": each.details,
                }
            )
            digest = _digest(before, body)
            LogRow.insert(number=number, body=body, before=before, hash=digest).execute()
            before = digest
        Note.delete().where(Note.id.in_([each.id for each in notes])).execute()
    return len(notes)


def head() -> tuple[int, str]:
    """Return the number and hash of the newest row; 0 and zeros while the log is empty."""
    row = LogRow.select(LogRow.number, LogRow.hash).order_by(LogRow.number.desc()).first()
    return (row.number, row.hash) if row else (0, FIRST)


def printed_head() -> str:
    """Write the newest head the way it is printed: "#12 3f9a…", the whole hash."""
    number, digest = head()
    return f"#{number} {digest}"


def contains(printed: str) -> bool:
    """Return whether a printed head is a row of the chain as it stands."""
    number, _, digest = printed.strip().removeprefix("#").partition(" ")
    at = text.number(number, 18)
    if not at:
        return at == 0 and digest == FIRST
    row = LogRow.get_or_none(LogRow.number == at)
    return row is not None and row.hash == digest


def errors(heads=()) -> list[str]:
    """Check the whole chain and that it holds these printed heads; sentences, empty when all is well."""
    found, before, expected = [], FIRST, 1
    query = LogRow.select().order_by(LogRow.number)
    for row in query.iterator():
        if row.number != expected:
            found.append(f"row {expected} is missing")
            expected = row.number
        if row.before != before:
            found.append(f"row {row.number} does not follow the row before it")
        if row.hash != _digest(row.before, row.body):
            found.append(f"row {row.number} was changed")
        before, expected = row.hash, expected + 1
        if len(found) > 20:
            break
    found += [
        f"the printed head {printed[:20]}… is not in the log: its end was cut or made again"
        for printed in heads
        if printed and not contains(printed)
    ]
    return found


def _canonical(body: dict) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest(before: str, body: str) -> str:
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def erase(digest: str) -> None:
    """Erase the personal text behind a hash of the log; the chain stays whole."""
    LogText.delete().where(LogText.hash == digest).execute()


def count_waiting() -> int:
    """Count the changes that wait for the log."""
    return Note.select().count()
