"""Accounts that were deleted: what is done at once, and what a nightly job finishes six years after the activity."""

from __future__ import annotations

from datetime import date, timedelta

from peewee import JOIN, ForeignKeyField, fn

from cme.base import audit_log, clock, mail
from cme.base.domain.refusal import Refused
from cme.base.http import request_security
from cme.base.store import db as database
from cme.base.store import erasure
from cme.base.store.db import Row, When, db, some_of
from cme.claim.records import Claim, Line
from cme.people import mailed_links, sessions
from cme.people.records import Lock, Office, Person, Profile
from cme.report.records import deliveries
from cme.report.records.tables import Report, Revision, Transmission
from cme.track.archive import log_entries, tables
from cme.track.archive import records as archives
from cme.track.deletion import retention, rules


class Deletion(Row):
    """An account was deleted by its owner; its books stay until six years after each activity."""

    person = ForeignKeyField(Person, unique=True)
    at = When()


def fault(person) -> str | None:
    """Say what stands against deleting an account, or None."""
    if person.is_coordinator and Office.select().count() == 1:
        return "You are the only one who runs the CME office. Let somebody else in first, then delete your account."
    return None


def delete(person: Person, by: str) -> None:
    """Delete an account: sign-in ends everywhere, free words and the profile go, the books stay (C7).

    What was not sent to a body yet is not sent any more: the consent goes with the profile (R3).
    """
    ways, email = tables.ways(), person.email
    with db.atomic():
        database.lock(person)
        if Deletion.select().where(Deletion.person == person.id).exists():
            return
        if sentence := fault(person):
            raise Refused(sentence)
        Deletion.create(person=person.id, at=clock.now())
        sessions.end_all(person)
        _erase_log(person)
        archives.forget(person)
        mailed_links.forget(email, person.id)
        request_security.forget(email)
        mail.forget(email)
        _delete_rows(ways, person)
        for report in Report.select().where(Report.person == person.id):
            deliveries.stop_what_may_not_be_sent(report, by)
        with erasure.sanctioned():
            for model, way in ways.items():
                if changes := retention.AT_ONCE.get(model._meta.table_name):
                    _blank(model, tables.of(model, way, person), changes)
        Lock.create(person=person.id, reason="The account was deleted.", by=by, at=clock.now())
        Profile.create(person=person.id)  # empty: pages of others may still ask who it was
        Person.update(email=f"deleted-{person.id}{mail.NOWHERE}", password_hash="").where(
            Person.id == person.id
        ).execute()
        audit_log.note("account.deleted", f"person:{person.id}", by=by)
    mail.forget_files(email)
    erasure.settle()


def _erase_log(person) -> None:
    for digest in log_entries.text_hashes(person):
        audit_log.erase(digest)


def _delete_rows(ways, person) -> None:
    """Delete what goes at once, what hangs on others first."""
    for model, way in sorted(ways.items(), key=lambda pair: -len(pair[1])):
        if retention.goes(model, way):
            key = model._meta.primary_key
            model.delete().where(key.in_(tables.of(model, way, person).select(key))).execute()


def _blank(model, query, changes) -> int:
    """Overwrite columns of rows that still hold something; returns how many rows."""
    fields, key, count = [model._meta.fields[name] for name in changes], model._meta.primary_key, 0
    for (pk,) in list(query.select(key).order_by(key).tuples()):
        before = model.select(*fields).where(key == pk).tuples().get()
        after = {f: changes[f.name](_value(value)) for f, value in zip(fields, before, strict=True)}
        if any(_value(value) != after[f] for f, value in zip(fields, before, strict=True)):
            count += model.update(after).where(key == pk).execute()
    return count


def _value(value):
    return bytes(value) if isinstance(value, memoryview) else value


def erase_what_is_due(by: str) -> int:
    """Erase the personal words of deleted accounts whose activities are six years past; returns how many rows."""
    today, count = clock.today("UTC"), 0
    for deletion in list(Deletion.select()):
        count += _erase_due(deletion.person, today, by)
    if count:
        erasure.settle()
    return count


def _erase_due(person, today: date, by: str) -> int:
    """Erase what is due of one person, a transaction for each kind of thing that has a day."""
    count = 0
    ways = {m: way for m, way in tables.ways().items() if m._meta.table_name in retention.IN_THE_END}
    for anchor, days in DAYS.items():
        due = [pk for pk, day in days(person) if rules.is_due(day, today)]
        below = [(model, way[:-1]) for model, way in ways.items() if way[-1].model is anchor]
        for some in some_of(due):
            with erasure.sanctioned():
                erased = sum(
                    _blank(
                        model,
                        tables.below(model, keys, anchor._meta.primary_key.in_(some)),
                        retention.IN_THE_END[model._meta.table_name],
                    )
                    for model, keys in below
                )
                if erased:
                    audit_log.note(
                        "account.erased", f"person:{person.id}", by=by, rows=erased, table=anchor._meta.table_name
                    )
                count += erased
    return count


def _claim_days(person):
    """Give a person's claims with the day of the last activity in them."""
    return (
        Line.select(Claim.id, fn.MAX(Line.completed_on))
        .join(Claim)
        .where(Claim.person == person)
        .group_by(Claim.id)
        .tuples()
    )


def _report_days(person):
    """Give what was to be told of a person, with the day of the activity."""
    return Report.select(Report.id, Report.completed_on).where(Report.person == person).tuples()


def _transmission_days(person):
    """Give what left the house about a person, with the day of the activity; of a question, when it was asked."""
    query = (
        Transmission.select(Transmission.id, Transmission.at, Report.completed_on)
        .join(Revision, JOIN.LEFT_OUTER)
        .join(Report, JOIN.LEFT_OUTER)
        .where(Transmission.person == person)
    )
    return [(pk, completed or at.date()) for pk, at, completed in query.tuples()]


# What has a day of its own, from which the six years run; everything else hangs on one of these.
DAYS = {Claim: _claim_days, Report: _report_days, Transmission: _transmission_days}


def last_day(person) -> date | None:
    """Tell on which day the last of a person's records would be erased, were the account deleted now."""
    days = [day for give in DAYS.values() for _, day in give(person)]
    return rules.kept_until(max(days)) + timedelta(days=1) if days else None
