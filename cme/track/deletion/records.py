"""Deleted accounts: what is erased at once, and what a nightly job erases six years after each activity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from peewee import JOIN, ForeignKeyField, fn

from cme.base import audit_log, clock, mail
from cme.base.domain.refusal import Refused
from cme.base.http import rate_limit
from cme.base.store import db as database
from cme.base.store import erasure
from cme.base.store.db import Row, When, db, some_of
from cme.claim.records import Claim, Line
from cme.people import mailed_links, sessions
from cme.people.records import Lock, Office, Person, Profile
from cme.report.records import deliveries
from cme.report.records.models import Report, Revision, Transmission
from cme.track.archive import log_entries, tables
from cme.track.archive import records as archives
from cme.track.deletion import retention, rules


class Deletion(Row):
    """An account that its owner deleted; its credit records stay until six years after each activity."""

    person = ForeignKeyField(Person, unique=True)
    at = When()


def refusal(person: Person) -> str | None:
    """Return the sentence why an account cannot be deleted, or None."""
    if person.is_coordinator and Office.select().count() == 1:
        return "You are the only one who runs the CME office. Let somebody else in first, then delete your account."
    return None


def delete(person: Person, by: str) -> None:
    """Delete an account: end its sessions, erase free text and the profile, keep the credit records (C7); or Refused.

    What was not sent to a body yet is never sent: the consent is deleted with the profile (R3).
    """
    key_paths, email = tables.key_paths(), person.email
    with db.atomic():
        database.lock(person)
        if Deletion.select().where(Deletion.person == person.id).exists():
            return
        if sentence := refusal(person):
            raise Refused(sentence)
        Deletion.create(person=person.id, at=clock.now())
        sessions.end_all(person)
        _erase_log(person)
        archives.forget(person)
        mailed_links.forget(email, person.id)
        rate_limit.forget(email)
        mail.forget(email)
        _delete_rows(key_paths, person)
        for report in Report.select().where(Report.person == person.id):
            deliveries.stop_unsent(report, by)
        with erasure.sanctioned():
            for model, keys in key_paths.items():
                if changes := retention.AT_ONCE.get(model._meta.table_name):
                    _blank(model, tables.of(model, keys, person), changes)
        Lock.create(person=person.id, reason="The account was deleted.", by=by, at=clock.now())
        Profile.create(person=person.id)  # empty: pages of others may still ask who it was
        Person.update(email=f"deleted-{person.id}{mail.NOWHERE}", password_hash="").where(
            Person.id == person.id
        ).execute()
        audit_log.note("account.deleted", f"person:{person.id}", by=by)
    mail.forget_files(email)
    erasure.settle()


def _erase_log(person: Person) -> None:
    for digest in log_entries.text_hashes(person):
        audit_log.erase(digest)


def _delete_rows(key_paths, person) -> None:
    """Delete the rows that go at once, children first."""
    for model, keys in sorted(key_paths.items(), key=lambda pair: -len(pair[1])):
        if retention.goes(model, keys):
            key = model._meta.primary_key
            model.delete().where(key.in_(tables.of(model, keys, person).select(key))).execute()


def _blank(model, query, changes) -> int:
    """Overwrite columns of the rows that still hold something, and return how many rows."""
    fields, key, count = [model._meta.columns[name] for name in changes], model._meta.primary_key, 0
    for (pk,) in list(query.select(key).order_by(key).tuples()):
        before = model.select(*fields).where(key == pk).tuples().get()
        after = {f: changes[f.column_name](_value(value)) for f, value in zip(fields, before, strict=True)}
        if any(_value(value) != after[f] for f, value in zip(fields, before, strict=True)):
            count += model.update(after).where(key == pk).execute()
    return count


def _value(value):
    return bytes(value) if isinstance(value, memoryview) else value


def erase_what_is_due(by: str) -> int:
    """Erase the personal text of deleted accounts whose activities are six years past, and return how many rows."""
    today, count = clock.today("UTC"), 0
    for deletion in list(Deletion.select()):
        count += _erase_due(deletion.person, today, by)
    if count:
        erasure.settle()
    return count


def _erase_due(person: Person, today: date, by: str) -> int:
    """Erase what is due of one person, each model of DAYS in transactions of its own."""
    count = 0
    key_paths = {m: keys for m, keys in tables.key_paths().items() if m._meta.table_name in retention.IN_THE_END}
    for anchor, days in DAYS.items():
        primary_key: Any = anchor._meta.primary_key
        due = [pk for pk, day in days(person) if rules.is_due(day, today)]
        below = [(model, keys[:-1]) for model, keys in key_paths.items() if keys[-1].model is anchor]
        for some in some_of(due):
            with erasure.sanctioned():
                erased = 0
                for model, keys in below:
                    query = tables.below(model, keys, primary_key.in_(some))
                    erased += _blank(model, query, retention.IN_THE_END[model._meta.table_name])
                if erased:
                    audit_log.note(
                        "account.erased", f"person:{person.id}", by=by, rows=erased, table=anchor._meta.table_name
                    )
                count += erased
    return count


def _claim_days(person: Person) -> Iterable:
    """Return the ids of a person's claims with the day of the last activity in each."""
    return (
        Line.select(Claim.id, fn.MAX(Line.completed_on))
        .join(Claim)
        .where(Claim.person == person)
        .group_by(Claim.id)
        .tuples()
    )


def _report_days(person: Person) -> Iterable:
    """Return the ids of a person's reports with the day of the activity."""
    return Report.select(Report.id, Report.completed_on).where(Report.person == person).tuples()


def _transmission_days(person: Person) -> Iterable:
    """Return the ids of the transmissions about a person with the day of the activity; of a query, the day it was sent."""
    query = (
        Transmission.select(Transmission.id, Transmission.at, Report.completed_on)
        .join(Revision, JOIN.LEFT_OUTER)
        .join(Report, JOIN.LEFT_OUTER)
        .where(Transmission.person == person)
    )
    return [(pk, completed or at.date()) for pk, at, completed in query.tuples()]


# Models with a day from which the six years run; every other row belongs to one of these.
DAYS = {Claim: _claim_days, Report: _report_days, Transmission: _transmission_days}


def last_day(person: Person) -> date | None:
    """Return the day on which the last of a person's records would be erased if the account were deleted now."""
    days = [day for days_of in DAYS.values() for _, day in days_of(person)]
    return rules.retained_until(max(days)) + timedelta(days=1) if days else None
