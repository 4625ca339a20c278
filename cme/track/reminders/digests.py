"""The digest, a mail about what is due: monthly, and weekly when a deadline is near; one click stops it.

The link in it carries a secret of its own (RFC 8058), so that a mail program can use it without a session.
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
SHOWN = 8  # deadlines in a mail


class Digest(Row):
    """A digest that was written to a person, at most one a day."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    day = DateField()
    kind = CharField(max_length=10)
    at = When()

    class Meta:
        indexes = ((("person", "day"), True),)


class DigestSetting(Row):
    """Digests switched on or off, on the page or by the link in a mail; the last row counts, and none means on."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    wanted = BooleanField()
    by = CharField(max_length=10)
    at = When()

    class Meta:
        table_name = "digest_wish"
        indexes = ((("person", "at"), False),)


def wanted(person: Person) -> bool:
    """Return whether a person gets digests."""
    row = DigestSetting.select().where(DigestSetting.person == person.id).order_by(DigestSetting.id.desc()).first()
    return row is None or row.wanted


def switch(person: Person, on: bool, by: str) -> None:
    """Switch digests on or off; doing so twice changes nothing. `by` is "page" or "mail"."""
    with db.atomic():
        database.lock(person)
        if wanted(person) != on:
            DigestSetting.create(person=person.id, wanted=on, by=by, at=clock.now())


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.settings.secret_key, salt="stop-digests")


def secret_of(person: Person) -> str:
    """Return the secret of the link that stops a person's digests; it permits nothing else."""
    return _signer().dumps(person.id)


def person_of(token: str) -> Person | None:
    """Return the person of such a secret, or None."""
    try:
        person_id = _signer().loads(token)
    except BadData:
        return None
    return Person.get_or_none(Person.id == person_id) if isinstance(person_id, int) else None


def _candidates() -> list[int]:
    """List the ids of people with entries or requirements, who may have something due."""
    entries = Entry.select(Entry.person).distinct().tuples()
    tracked = Requirement.select(Requirement.person).distinct().tuples()
    return sorted({row[0] for row in entries} | {row[0] for row in tracked})


def send_what_is_due() -> None:
    """Write the digests of this night; an error at one person does not stop those of the others."""
    for person_id in _candidates():
        try:
            person = Person.get_or_none(Person.id == person_id)
            if person is not None:
                send(person)
        except Exception:
            log.exception("digest of person %s", person_id)
            database.release()
            db.connect(reuse_if_open=True)


def send(person: Person) -> str:
    """Write a person's digest if one is due; return its kind, "" for none."""
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
