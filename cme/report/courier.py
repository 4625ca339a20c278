"""The courier: delivers one report step by step, each step saved before it is made."""

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
from cme.report.records.models import Delivery, Report, Revision, Verdict
from cme.report.rules import next_step
from cme.report.to import Answer

log = logging.getLogger("cme.report")
STEPS = 8  # more than a correction takes


def carry(delivery: Delivery, by: str) -> bool:
    """Deliver a report as far as possible now; False when its destination failed, so that others need not be tried."""
    if not deliveries.take(delivery):
        return True
    report = delivery.report
    for _ in range(STEPS):
        deliveries.stop_unsent(report, by)
        history = events_of([report.id])[report.id]
        revisions = [revision for _, revision in history]
        step = next_step.next_step(revisions)
        if step.action in ("done", "refused"):
            _settle(delivery, step, revisions)
            return True
        if not breaker.may_try(report.destination, report.body):
            deliveries.wait_for_body(delivery, alarm=next_step.leaves_nothing(revisions))
            return True
        revision = next(row for row, _ in history if row.id == step.revision)
        answer = _call(report, revision, step.action, by)
        if answer.kind in ("down", "unclear") or (answer.kind == "refused" and answer.code in next_step.SETUP_REFUSALS):
            _failed(delivery, revisions, answer, by)
            return False
        breaker.record_success(report.destination, report.body, by)
        final = next_step.target(revisions)
        is_final = final is not None and step.revision == final.id
        if answer.kind == "waiting" and is_final:
            deliveries.poll_later(delivery)
            return True
        if answer.kind == "refused" and not (step.action == "add" and not is_final):
            alarm = next_step.is_replacing(revisions)
            deliveries.settle(delivery, "failed", answer.code, answer.reason, alarm)
            return True
        if not deliveries.renew(delivery):
            return True
    deliveries.wait_for_body(delivery)
    return True


def _call(report: Report, revision: Revision, action: str, by: str) -> Answer:
    """Make one step: save it, call the destination, save the answer."""
    destination, record = to.destination(report.destination), record_of(report, revision)
    settings = current_app.settings
    if answer := to.unavailable(report.destination, provider.current().accredited, settings):
        return _not_sent(report, revision, action, answer, by)
    if action == "add" and (missing := destination.missing(record, settings)):
        return _not_sent(report, revision, action, Answer(*missing), by)
    transmission = deliveries.record_transmission(
        report, revision, action, host(destination.base(settings)), destination.fields(record, action)
    )
    answer = {"add": destination.submit, "status": destination.status, "delete": destination.delete}[action](
        record, settings
    )
    with db.atomic():
        deliveries.record_reply(transmission, answer)
        if answer.kind in ("accepted", "rejected") and action != "delete":
            deliveries.record_verdict(report, revision, answer, by)
    log.info(
        "report", extra={"fields": {"report": report.id, "action": action, "kind": answer.kind, "code": answer.code}}
    )
    return answer


def _not_sent(report: Report, revision: Revision, action: str, answer: Answer, by: str) -> Answer:
    """Save that nothing could be sent, and why: what the clinician can correct is a rejection."""
    with db.atomic():
        transmission = deliveries.record_transmission(report, revision, action, "", {})  # to no address
        deliveries.record_reply(transmission, answer)
        if answer.kind == "rejected":
            deliveries.record_verdict(report, revision, answer, by)
    return answer


def _settle(delivery: Delivery, step: next_step.Step, revisions: list[next_step.Revision]) -> None:
    state, alarm = next_step.state(revisions), False
    code, reason = delivery.code, delivery.reason
    if state in ("accepted", "stopped"):
        code = reason = ""
    if state == "rejected":
        verdict = Verdict.get(Verdict.revision == step.revision)
        code, reason, alarm = verdict.code, verdict.reason, next_step.is_replacing(revisions)
    deliveries.settle(delivery, state, code, reason, alarm or (state == "failed" and next_step.is_replacing(revisions)))


def _failed(delivery: Delivery, revisions: list[next_step.Revision], answer: Answer, by: str) -> None:
    report = delivery.report
    paused = breaker.record_failure(report.destination, report.body, answer.reason, by)
    state = next_step.state(revisions)
    if answer.kind == "unclear":
        state = "sent"
    if paused:
        deliveries.wait_for_body(
            delivery, state, answer, alarm=answer.kind != "unclear" and next_step.leaves_nothing(revisions)
        )
        return
    will_retry = deliveries.try_later(delivery, state, answer)
    if not will_retry and next_step.is_replacing(revisions):
        deliveries.settle(delivery, "delayed", answer.code, answer.reason, alarm=True)


def record_of(report: Report, revision: Revision) -> to.Record:
    """Return a revision as the record that destinations send."""
    reporter, activity = provider.current(), offer.current_version(report.activity)
    learner = revision.learner
    return to.Record(
        ccid=revision.ccid,
        body=report.body,
        number=learner["number"],
        learner=to.Learner(learner["given"], learner["family"], learner["birth"], learner["npi"]),
        provider_name=reporter.name,
        provider_number=reporter.accredited_number,
        activity_name=activity.title,
        activity_number=activity.accme_number,
        completed=report.completed_on,
        category=bodies.category(report.credit_type),
        hundredths=revision.hundredths,
    )


def host(address: str) -> str:
    """Return the host and port of an address, as they are shown."""
    return urlsplit(address).netloc
