"""Sending again: with name, birth day and numbers as they are now; what was sent before stays (R4)."""

from __future__ import annotations

from datetime import timedelta

from cme.base import audit_log, clock
from cme.base.domain.refusal import Refused
from cme.base.store import db as database
from cme.base.store.db import db
from cme.people import records as people
from cme.report.records import deliveries, outbox
from cme.report.records.history import events_of
from cme.report.records.tables import Delivery, Report, Revision
from cme.report.rules import next_step

MAY = ("rejected", "delayed", "failed")
HELP_AFTER = timedelta(hours=24)


def find(person, report_id: int) -> Report | None:
    """Find a report through its person."""
    query = Report.select(Report, Delivery).join(Delivery, attr="delivery")
    return query.where(Report.id == report_id, Report.person == person.id).first()


def learner_now(report: Report) -> dict:
    """Say who the learner is by the profile as it stands."""
    profile = people.Profile.get(people.Profile.person == report.person_id)
    listed = next((row for row in people.reporting_bodies(report.person_id) if row.body == report.body), None)
    return outbox.learner(
        profile.latin_name or profile.name,
        (profile.given, profile.family),
        profile.npi,
        listed.number if listed else "",
        profile.birth_month,
        profile.birth_day,
    )


def listing_of(report: Report):
    """Find the body of a report in the profile; None when it was taken off."""
    return next((row for row in people.reporting_bodies(report.person_id) if row.body == report.body), None)


def refusal(report: Report) -> str:
    """Say why a report cannot be sent again now; empty when it can."""
    delivery = Delivery.get_by_id(report.id)
    why = deliveries.why_not(report)
    if why == "removed":
        return "This body is no longer in your profile. Add it there first, with your consent."
    if why == "consent":
        return "You withdrew your consent to telling this body. Give it again first."
    if delivery.state not in MAY:
        return (
            "It is on its way already." if delivery.state in ("waiting", "sent") else "There is nothing to send again."
        )
    return ""


def resend(report: Report, by: str) -> None:
    """Send a report again; Refused where that cannot be. `by` is "person:3".

    What may be at the body is not written anew: it is only looked at once more.
    """
    with db.atomic():
        database.lock(people.Person.get_by_id(report.person_id))
        if reason := refusal(report):
            raise Refused(reason)
        wanted = next_step.target([said for _, said in events_of([report.id])[report.id]])
        if wanted and wanted.place in ("unclear", "there", "lost", "going"):
            outbox.begin(report)
        else:
            outbox.revise(report, outbox.reported_amount(report), learner_now(report), "again", by)
        audit_log.note("report.again", f"report:{report.id}", by=by)


def last_sent(report: Report) -> Revision:
    """Find the newest revision that anything was sent of; the newest of all where nothing was."""
    history = events_of([report.id])[report.id]
    return next((row for row, said in reversed(history) if said.events), history[-1][0])


def may_ask_for_help(report: Report) -> bool:
    """Whether "Ask for help" is offered: on what was rejected or is stuck, what a body has not answered for a day,
    and what was accepted and stands for a day (R4)."""
    delivery, now = Delivery.get_by_id(report.id), clock.now()
    if delivery.state == "sent":
        return now >= delivery.since + HELP_AFTER
    return delivery.state in MAY or (delivery.state == "accepted" and now >= report.made + HELP_AFTER)
