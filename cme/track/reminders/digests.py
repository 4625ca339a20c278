"""The digest: a mail about what is due, monthly, and weekly when a deadline is near; switched off by one click.

The link in it carries a secret of its own (RFC 8058), so that a mail program can use it without anybody signing in.
"""

from __future__ import annotations

import logging
from datetime import date

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from peewee import BooleanField, CharField, DateField, ForeignKeyField

from cme.base import clock, mail
from cme.base.http import web
from cme.base.store import db as database
from cme.base.store.db import Row, When, db
from cme.earn.records import Entry
from cme.people import records as people
from cme.people.records import Person
from cme.track.reminders import deadlines, rules
from cme.track.requirements.records import Requirement

log = logging.getLogger("cme.digests")
SHOWN = 8


class Digest(Row):
    """A digest was written to a person, at most one a day."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    day = DateField()
    kind = CharField(max_length=10)
    at = When()

    class Meta:
        indexes = ((("person", "day"), True),)


class DigestWish(Row):
    """Digests were switched on or off, on the page or by the link in a mail; the last row counts, none is on."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    wanted = BooleanField()
    by = CharField(max_length=10)
    at = When()

    class Meta:
        indexes = ((("person", "at"), False),)


def wanted(person) -> bool:
    """Whether a person gets digests."""
    row = DigestWish.select().where(DigestWish.person == person.id).order_by(DigestWish.id.desc()).first()
    return row is None or row.wanted


def wish(person, is_wanted: bool, by: str) -> None:
    """Switch digests on or off; twice is once."""
    with db.atomic():
        database.lock(person)
        if wanted(person) != is_wanted:
            DigestWish.create(person=person.id, wanted=is_wanted, by=by, at=clock.now())


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="stop-digests")


def secret_of(person) -> str:
    """Write the secret of the link that stops a person's digests; it opens nothing else."""
    return _signer().dumps(person.id)


def whose(token: str) -> Person | None:
    """Find the person of such a secret."""
    try:
        number = _signer().loads(token)
    except BadData:
        return None
    return Person.get_or_none(Person.id == number) if isinstance(number, int) else None


def _who() -> list[int]:
    """List who may have something due: entries, or bodies that they keep track of."""
    entries = Entry.select(Entry.person).distinct().tuples()
    tracked = Requirement.select(Requirement.person).distinct().tuples()
    return sorted({row[0] for row in entries} | {row[0] for row in tracked})


def send_what_is_due() -> None:
    """Write the digests of this night; one person's fault keeps nobody else from theirs."""
    for number in _who():
        try:
            person = Person.get_or_none(Person.id == number)
            if person is not None:
                send(person)
        except Exception:
            log.exception("digest of person %s", number)
            database.release()
            db.connect(reuse_if_open=True)


def send(person) -> str:
    """Write a person's digest if one is due; tells which, "" for none."""
    if not wanted(person) or people.is_locked(person):
        return ""
    today = clock.today(person.zone)
    due = [each for each in deadlines.all_of(person, today) if each.open]
    kind = rules.due(_last(person), today, [each.day for each in due])
    if not kind:
        return ""
    stop = web.absolute(web.path_of("track.stop_digests", token=secret_of(person)))
    with db.atomic():
        database.lock(person)
        if _last(person) == today:
            return ""
        Digest.create(person=person, day=today, kind=kind, at=clock.now())
        mail.write(
            person.email,
            "digest",
            name=person.shown_name,
            due=due[:SHOWN],
            more=len(due) - len(due[:SHOWN]),
            kind=kind,
            first=due[0],
            days=(due[0].day - today).days,
            absolute=web.absolute,
            stop=stop,
            dashboard=web.absolute(web.path_of("track.dashboard")),
            reminders=web.absolute(web.path_of("track.reminders")),
            claims=deadlines.lapsing(person, today),
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
    return kind


def _last(person) -> date | None:
    return Digest.select(Digest.day).where(Digest.person == person.id).order_by(Digest.day.desc()).limit(1).scalar()
