"""The courier: takes one report as far as it comes, a step at a time, each step written down before it is made."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import current_app

from cme.base import provider
from cme.base.domain import bodies
from cme.base.store.db import db
from cme.offer import records as offer
from cme.report import to
from cme.report.records import breaker, deliveries
from cme.report.records.history import events_of
from cme.report.records.tables import Delivery, Report, Revision
from cme.report.rules import next_step
from cme.report.to import Answer

log = logging.getLogger("cme.report")
STEPS = 8  # more than a correction takes


def carry(delivery: Delivery, by: str) -> bool:
    """Take a report as far as it comes now; False when its destination failed, so that others need not try."""
    if not deliveries.take(delivery):
        return True
    report = delivery.report
    for _ in range(STEPS):
        deliveries.stop_what_may_not_be_sent(report, by)
        history = events_of([report.id])[report.id]
        revisions = [said for _, said in history]
        step = next_step.next_step(revisions)
        if step.action in ("done", "refused"):
            _settle(delivery, step, revisions)
            return True
        if not breaker.may_try(report.destination, report.body):
            deliveries.wait_for_body(delivery, alarm=next_step.leaves_nothing(revisions))
            return True
        revision = next(row for row, _ in history if row.id == step.revision)
        answer = _make(report, revision, step.action, by)
        if answer.kind in ("down", "unclear") or (answer.kind == "refused" and answer.code in next_step.NOT_THE_RECORD):
            _failed(delivery, revisions, answer, by)
            return False
        breaker.worked(report.destination, report.body, by)
        if answer.kind == "waiting" and step.revision == next_step.target(revisions).id:
            deliveries.ask_later(delivery)
            return True
        if answer.kind == "refused" and not (step.action == "add" and step.revision != next_step.target(revisions).id):
            alarm = next_step.is_replacing(revisions)
            deliveries.settle(delivery, "failed", answer.code, answer.reason, alarm)
            return True
        if not deliveries.hold_on(delivery):
            return True
    deliveries.wait_for_body(delivery)
    return True


def _make(report: Report, revision: Revision, action: str, by: str) -> Answer:
    """Make one step: write it down, make the call, keep the answer."""
    destination, record = to.destination(report.destination), record_of(report, revision)
    settings = current_app.settings
    if shut := to.closed(report.destination, provider.current().accredited, settings):
        return _not_sent(report, revision, action, shut, by)
    if action == "add" and (lack := destination.lacks(record, settings)):
        return _not_sent(report, revision, action, Answer(*lack), by)
    sent = deliveries.sending(
        report, revision, action, host(destination.base(settings)), destination.fields(record, action)
    )
    answer = {"add": destination.submit, "status": destination.status, "delete": destination.delete}[action](
        record, settings
    )
    with db.atomic():
        deliveries.answered(sent, answer)
        if answer.kind in ("accepted", "rejected") and action != "delete":
            deliveries.decide(report, revision, answer, by)
    log.info(
        "report", extra={"fields": {"report": report.id, "action": action, "kind": answer.kind, "code": answer.code}}
    )
    return answer


def _not_sent(report, revision, action, answer, by) -> Answer:
    """Keep that nothing could be sent, and why: what its holder can mend reads as a rejection."""
    with db.atomic():
        sent = deliveries.sending(report, revision, action, "", {})  # nothing left the house
        deliveries.answered(sent, answer)
        if answer.kind == "rejected":
            deliveries.decide(report, revision, answer, by)
    return answer


def _settle(delivery, step, revisions) -> None:
    state, alarm = next_step.state(revisions), False
    code, reason = delivery.code, delivery.reason
    if state in ("accepted", "stopped"):
        code = reason = ""
    if state == "rejected":
        verdict = Revision.get_by_id(step.revision).verdict_set.first()
        code, reason, alarm = verdict.code, verdict.reason, next_step.is_replacing(revisions)
    deliveries.settle(delivery, state, code, reason, alarm or (state == "failed" and next_step.is_replacing(revisions)))


def _failed(delivery, revisions, answer, by) -> None:
    report = delivery.report
    paused = breaker.failed(report.destination, report.body, answer.reason, by)
    state = next_step.state(revisions)
    if answer.kind == "unclear":
        state = "sent"
    if paused:
        deliveries.wait_for_body(
            delivery, state, answer, alarm=answer.kind != "unclear" and next_step.leaves_nothing(revisions)
        )
        return
    goes_on = deliveries.try_later(delivery, state, answer)
    if not goes_on and next_step.is_replacing(revisions):
        deliveries.settle(delivery, "delayed", answer.code, answer.reason, alarm=True)


def record_of(report: Report, revision: Revision) -> to.Record:
    """Write a revision as destinations read it."""
    said, activity = provider.current(), offer.current_version(report.activity)
    who = revision.learner
    return to.Record(
        ccid=revision.ccid,
        body=report.body,
        number=who["number"],
        learner=to.Learner(who["given"], who["family"], who["birth"], who["npi"]),
        provider_name=said.name,
        provider_number=said.accredited_number,
        activity_name=activity.title,
        activity_number=activity.accme_number,
        completed=report.completed_on,
        category=bodies.category(report.credit_type),
        hundredths=revision.hundredths,
    )


def host(address: str) -> str:
    """Tell the machine of an address, as people are shown it."""
    return urlsplit(address).netloc
