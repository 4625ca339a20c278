"""The calendar feed: what is due, at a secret address of which only the hash is kept.

It is shown once, when it is made; whoever lost it makes a new one, and the old one is dead.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app
from peewee import CharField, ForeignKeyField

from cme.base import clock
from cme.base.http import web
from cme.base.store import db as database
from cme.base.store.db import Row, When, db
from cme.people import records as people
from cme.people.records import Person
from cme.track.reminders import deadlines

WARNINGS = (30, 7)  # days before, on which a calendar may ring


class CalendarAddress(Row):
    """The secret address of a person's feed, as a hash; making a new one takes the old one's place."""

    person = ForeignKeyField(Person, unique=True, on_delete="CASCADE")
    hash = CharField(max_length=64, unique=True)
    made = When()


def renew(person) -> str:
    """Make the secret of a new address; the one before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    with db.atomic():
        database.lock(person)
        stop(person)
        CalendarAddress.create(person=person.id, hash=_hash(token), made=clock.now())
    return token


def stop(person) -> None:
    """End the feed."""
    CalendarAddress.delete().where(CalendarAddress.person == person.id).execute()


def of(person) -> CalendarAddress | None:
    """Find when a person's address was made."""
    return CalendarAddress.get_or_none(CalendarAddress.person == person.id)


def whose(token: str) -> Person | None:
    """Find the person of a secret; nobody while the account is locked."""
    row = CalendarAddress.get_or_none(CalendarAddress.hash == _hash(token))
    return None if row is None or people.is_locked(row.person) else row.person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def feed(person) -> bytes:
    """Write the deadlines of a person as iCalendar (RFC 5545): days without hours, the same event under the same UID."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//CME Desk//Deadlines//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"CME: {web.provider_name()}")
    made.add("x-published-ttl", "PT12H")
    today = clock.today(person.zone)
    for each in deadlines.all_of(person, today):
        made.add_component(_event(each, person))
    return made.to_ical()


def _event(deadline, person):
    from icalendar import Alarm, Event

    host = urlsplit(current_app.settings.base_url).hostname or "localhost"
    event = Event()
    event.add("uid", f"{deadline.key}-{person.id}@{host}")
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("summary", deadline.title)
    event.add("description", deadline.note)
    event.add("url", web.absolute(deadline.path))
    event.add("transp", "TRANSPARENT")
    for days in WARNINGS if deadline.open else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{deadline.title}: {deadline.note}")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event
