"""Sending a report again, with name, birth day and numbers as they are now; what was sent before stays (R4)."""

from __future__ import annotations

from datetime import timedelta

from cme.base import audit_log, clock
from cme.base.domain.refusal import Refused
from cme.base.store import db as database
from cme.base.store.db import db
from cme.people import records as people
from cme.report.records import deliveries, outbox
from cme.report.records.history import events_of
from cme.report.records.models import Delivery, Report, Revision
from cme.report.rules import next_step

RESENDABLE = ("rejected", "delayed", "failed")
HELP_AFTER = timedelta(hours=24)


def find(person: people.Person, report_id: int) -> Report | None:
    """Return a report of a person, with its `.delivery`; None where there is none."""
    query = Report.select(Report, Delivery).join(Delivery, attr="delivery")
    return query.where(Report.id == report_id, Report.person == person.id).first()


def learner_now(report: Report) -> dict[str, str]:
    """Return the learner as the profile has them now (see outbox.learner)."""
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


def listing_of(report: Report) -> people.ListedBody | None:
    """Return the body of a report in the profile; None when it was removed."""
    return next((row for row in people.reporting_bodies(report.person_id) if row.body == report.body), None)


def refusal(report: Report) -> str:
    """Return a sentence why a report cannot be sent again now; empty when it can."""
    delivery = Delivery.get_by_id(report.id)
    reason = deliveries.stop_reason(report)
    if reason == "removed":
        return "This body is no longer in your profile. Add it there first, with your consent."
    if reason == "consent":
        return "You withdrew your consent to telling this body. Give it again first."
    if delivery.state not in RESENDABLE:
        return (
            "It is on its way already." if delivery.state in ("waiting", "sent") else "There is nothing to send again."
        )
    return ""


def resend(report: Report, by: str) -> None:
    """Send a report again; Refused where it cannot be. `by` is "person:3".

    What may have arrived is not revised: its status is requested once more.
    """
    with db.atomic():
        database.lock(people.Person.get_by_id(report.person_id))
        if reason := refusal(report):
            raise Refused(reason)
        final = next_step.target([revision for _, revision in events_of([report.id])[report.id]])
        if final and final.status in ("unclear", "received", "lost", "deleting"):
            outbox.begin(report)
        else:
            outbox.revise(report, outbox.reported_amount(report), learner_now(report), "again", by)
        audit_log.note("report.again", f"report:{report.id}", by=by)


def last_sent(report: Report) -> Revision:
    """Return the newest revision that was sent; the newest of all where none was."""
    history = events_of([report.id])[report.id]
    return next((row for row, revision in reversed(history) if revision.events), history[-1][0])


def may_ask_for_help(report: Report) -> bool:
    """Return whether "Ask for help" is offered: for what was rejected or could not be delivered, what a body has not
    answered for a day, and what was accepted and is a day old (R4)."""
    delivery, now = Delivery.get_by_id(report.id), clock.now()
    if delivery.state == "sent":
        return now >= delivery.since + HELP_AFTER
    return delivery.state in RESENDABLE or (delivery.state == "accepted" and now >= report.created + HELP_AFTER)
