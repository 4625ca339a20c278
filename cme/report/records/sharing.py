"""Who has my data: everything that left the house about a person, to whom, when, and which fields."""

from __future__ import annotations

from peewee import chunked

from cme.base import audit_log, clock
from cme.base.store.db import db
from cme.claim.records import Claim, Line
from cme.report.records.tables import Included, MailChoice, Report, Revision, Transmission

PAGE = 50


def sent_about(person, page: int, questions: bool) -> tuple[list[Transmission], int]:
    """List what was sent about a person, newest first; and how many pages there are.

    `questions` tells whether questions for the state of a record, which name only its number, are listed too.
    """
    where = (Transmission.person == person.id) & (Transmission.address != "")
    if not questions:
        where &= Transmission.action != "status"
    count = Transmission.select().where(where).count()
    query = Transmission.select().where(where).order_by(Transmission.id.desc()).paginate(page, PAGE)
    return list(query), max(1, -(-count // PAGE))


def exported(taken: list[tuple[Report, dict[str, str]]], by: str) -> None:
    """Write down what a file of the desk holds about each person: pairs of a report and its columns.

    They stand by themselves, not with the report's versions: whether the file reaches a body nobody tells us.
    """
    rows = [
        {
            "person": report.person_id,
            "revision": None,
            "body": report.body,
            "action": "export",
            "destination": "desk",
            "address": "a file of our CME office",
            "fields": {name: value for name, value in said.items() if value},
            "at": clock.now(),
        }
        for report, said in taken
    ]
    with db.atomic():
        audit_log.note("reports.exported", "report:*", by=by, count=len(rows))
        for some in chunked(rows, 500):
            Transmission.insert_many(some).execute()


def asked_for_states(person) -> int:
    """Count the questions for a state that were sent about a person."""
    return Transmission.select().where(Transmission.person == person.id, Transmission.action == "status").count()


def claims_of(report: Report) -> list[Claim]:
    """List the claims whose lines a report holds."""
    return list(
        Claim.select()
        .join(Line)
        .join(Included)
        .join(Revision)
        .where(Revision.report == report)
        .distinct()
        .order_by(Claim.id)
    )


def wants_mail(person) -> bool:
    """Whether a person is written to when a report is rejected."""
    row = MailChoice.get_or_none(MailChoice.person == person.id)
    return not (row and row.off)


def choose_mail(person, wanted: bool) -> None:
    """Write to a person about rejections, or no more."""
    MailChoice.insert(person=person.id).on_conflict_ignore().execute()
    MailChoice.update(off=not wanted).where(MailChoice.person == person.id).execute()
