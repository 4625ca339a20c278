"""Mail about rejections: who is to be notified, at most once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from peewee import JOIN

from cme.base import clock
from cme.base.domain import bodies
from cme.people.records import Person
from cme.report.records.models import Delivery, MailChoice, Report, Revision, Verdict
from cme.report.rules import remedies

INTERVAL = timedelta(days=1)


@dataclass(frozen=True)
class Rejection:
    """A report that a body rejected: the id of the verdict, the name of the body, the meaning of the rejection."""

    report_id: int
    verdict_id: int
    label: str
    completed_on: date
    words: str


def unnotified() -> list[tuple[Person, list[Rejection]]]:
    """List the people with rejections that they were not notified of.

    A report that was sent again meanwhile needs no mail.
    """
    now = clock.now()
    query = (
        Report.select(Report.person, Report.id, Report.body, Report.completed_on, Verdict.id, Verdict.code)
        .join(Delivery)
        .switch(Report)
        .join(Person)
        .join(MailChoice, JOIN.LEFT_OUTER, on=(MailChoice.person == Person.id))
        .switch(Report)
        .join(Revision)
        .join(Verdict)
        .where(Delivery.state == "rejected", Verdict.kind == "rejected")
        .where(MailChoice.person.is_null() | (Verdict.id > MailChoice.verdict))
        .where(MailChoice.person.is_null() | ~MailChoice.off)
        .where(MailChoice.mailed.is_null() | (MailChoice.mailed <= now - INTERVAL) | (MailChoice.mailed > now))
        .order_by(Report.person, Verdict.id)
    )
    found: dict[int, dict[int, Rejection]] = {}
    for person, report, body, completed_on, verdict, code in query.tuples():
        label = bodies.name_of(body)
        words = remedies.of("rejected", code).words
        found.setdefault(person, {})[report] = Rejection(report, verdict, label, completed_on, words)
    return [(Person.get_by_id(person), list(rejections.values())) for person, rejections in found.items()]


def mark_notified(person: Person, reports: list[Rejection]) -> bool:
    """Save that a person is notified of rejections; False where another process did."""
    now, last = clock.now(), max(each.verdict_id for each in reports)
    MailChoice.insert(person=person.id).on_conflict_ignore().execute()
    return bool(
        MailChoice.update(mailed=now, verdict=last)
        .where(MailChoice.person == person.id, MailChoice.verdict < last)
        .execute()
    )
