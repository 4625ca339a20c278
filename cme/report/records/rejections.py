"""Mail about rejections: whom to write to, at most once a day."""

from __future__ import annotations

from datetime import timedelta

from peewee import JOIN

from cme.base import clock
from cme.base.domain import bodies
from cme.people.records import Person
from cme.report.records.tables import Errand, MailChoice, Report, Revision, Verdict
from cme.report.rules import remedies

ONCE_IN = timedelta(days=1)


def to_tell() -> list[tuple[Person, list[Report]]]:
    """List people with rejections that they were not written about, each with the reports.

    Only what is rejected still: what was sent again meanwhile needs no mail.
    """
    now = clock.now()
    query = (
        Report.select(Report, Verdict.id.alias("verdict_id"), Verdict.code.alias("code"), Person)
        .join(Errand)
        .switch(Report)
        .join(Person)
        .join(MailChoice, JOIN.LEFT_OUTER, on=(MailChoice.person == Person.id))
        .switch(Report)
        .join(Revision)
        .join(Verdict)
        .where(Errand.state == "rejected", Verdict.kind == "rejected")
        .where(MailChoice.person.is_null() | (Verdict.id > MailChoice.verdict))
        .where(MailChoice.person.is_null() | ~MailChoice.off)
        .where(MailChoice.mailed.is_null() | (MailChoice.mailed <= now - ONCE_IN) | (MailChoice.mailed > now))
        .order_by(Report.person, Verdict.id)
    )
    found: dict[int, tuple[Person, dict[int, Report]]] = {}
    for row in query.objects(Report):
        row.label = bodies.REPORTING_BODIES[row.body].name if row.body in bodies.REPORTING_BODIES else row.body
        row.words = remedies.of("rejected", row.code).words
        found.setdefault(row.person_id, (Person.get_by_id(row.person_id), {}))[1][row.id] = row
    return [(person, list(reports.values())) for person, reports in found.values()]


def take(person: Person, reports: list[Report]) -> bool:
    """Take the writing upon oneself; False when another process did."""
    now, last = clock.now(), max(each.verdict_id for each in reports)
    MailChoice.insert(person=person.id).on_conflict_ignore().execute()
    return bool(
        MailChoice.update(mailed=now, verdict=last)
        .where(MailChoice.person == person.id, MailChoice.verdict < last)
        .execute()
    )
