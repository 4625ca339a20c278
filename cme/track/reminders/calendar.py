"""The calendar feed of what is due, at a secret address of which only the hash is stored.

The address is shown once, when it is created; a new one replaces it.
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

ALARM_DAYS = (30, 7)  # before the day that something is due


class CalendarAddress(Row):
    """The hash of the secret in the address of a person's feed; a new one replaces it."""

    person = ForeignKeyField(Person, unique=True, on_delete="CASCADE")
    hash = CharField(max_length=64, unique=True)
    created = When(column_name="made")


def renew(person: Person) -> str:
    """Create a new address and return its secret; the one before stops working."""
    token = secrets.token_urlsafe(32)
    with db.atomic():
        database.lock(person)
        stop(person)
        CalendarAddress.create(person=person.id, hash=_hash(token), created=clock.now())
    return token


def stop(person: Person) -> None:
    """Delete the address of a person's feed."""
    CalendarAddress.delete().where(CalendarAddress.person == person.id).execute()


def of(person: Person) -> CalendarAddress | None:
    """Return the address of a person's feed, or None."""
    return CalendarAddress.get_or_none(CalendarAddress.person == person.id)


def person_of(token: str) -> Person | None:
    """Return the person of a secret, or None, also while the account is locked."""
    row = CalendarAddress.get_or_none(CalendarAddress.hash == _hash(token))
    return None if row is None or people.is_locked(row.person) else row.person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def feed(person: Person) -> bytes:
    """Return the deadlines of a person as iCalendar (RFC 5545): all-day events, each with a stable UID."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//CME Desk//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"CME: {web.provider_name()}")
    calendar.add("x-published-ttl", "PT12H")
    today = clock.today(person.zone)
    for each in deadlines.all_of(person, today):
        calendar.add_component(_event(each, person))
    return calendar.to_ical()


def _event(deadline: deadlines.Deadline, person: Person):
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
    for days in ALARM_DAYS if deadline.open else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{deadline.title}: {deadline.note}")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event
