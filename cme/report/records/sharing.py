"""Who has my data: everything that was sent about a person, to whom, when, and which fields."""

from __future__ import annotations

from peewee import chunked

from cme.base import audit_log, clock
from cme.base.store.db import db
from cme.claim.records import Claim, Line
from cme.people.records import Person
from cme.report.records.models import Included, MailChoice, Report, Revision, Transmission

PAGE = 50


def sent_about(person: Person, page: int, status_requests: bool) -> tuple[list[Transmission], int]:
    """List what was sent about a person, newest first; and return how many pages there are.

    `status_requests`: requests for the status of a record, which hold only its number, are listed too.
    """
    where = (Transmission.person == person.id) & (Transmission.address != "")
    if not status_requests:
        where &= Transmission.action != "status"
    count = Transmission.select().where(where).count()
    query = Transmission.select().where(where).order_by(Transmission.id.desc()).paginate(page, PAGE)
    return list(query), max(1, -(-count // PAGE))


def record_export(exports: list[tuple[Report, dict[str, str]]], by: str) -> None:
    """Save what an exported file of the desk holds about each person: pairs of a report and its columns.

    They belong to no revision: whether the file reaches a body is not known.
    """
    rows = [
        {
            "person": report.person_id,
            "revision": None,
            "body": report.body,
            "action": "export",
            "destination": "desk",
            "address": "a file of our CME office",
            "fields": {name: value for name, value in columns.items() if value},
            "at": clock.now(),
        }
        for report, columns in exports
    ]
    with db.atomic():
        audit_log.note("reports.exported", "report:*", by=by, count=len(rows))
        for some in chunked(rows, 500):
            Transmission.insert_many(some).execute()


def count_status_requests(person: Person) -> int:
    """Count the status requests that were sent about a person."""
    return Transmission.select().where(Transmission.person == person.id, Transmission.action == "status").count()


def claims_of(report: Report) -> list[Claim]:
    """List the claims whose lines are in a report."""
    return list(
        Claim.select()
        .join(Line)
        .join(Included)
        .join(Revision)
        .where(Revision.report == report)
        .distinct()
        .order_by(Claim.id)
    )


def wants_mail(person: Person) -> bool:
    """Return whether a person gets mail when a report is rejected."""
    row = MailChoice.get_or_none(MailChoice.person == person.id)
    return not (row and row.off)


def choose_mail(person: Person, wanted: bool) -> None:
    """Save whether a person wants mail about rejections."""
    MailChoice.insert(person=person.id).on_conflict_ignore().execute()
    MailChoice.update(off=not wanted).where(MailChoice.person == person.id).execute()
