"""The worker's jobs: create the reports of released claims, and deliver those that are due."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from flask import current_app

from cme.base import clock, mail, provider, queue
from cme.base.http import web
from cme.base.store import db as database
from cme.base.store.db import db
from cme.people.records import Person
from cme.report import courier, sentences, to
from cme.report.records import checks, deliveries, desk, outbox, rejections
from cme.report.records.models import MatchCheck
from cme.report.records.rejections import Rejection
from cme.report.to import Answer, Learner

log = logging.getLogger("cme.report")
BY = "system"  # who did it, for the log
SECONDS = 20  # of one run: files and mails wait behind it


def plan_released_claims() -> None:
    """Create the reports of every released claim that has none yet."""
    for claim_id in outbox.unplanned():
        _isolated(outbox.plan, claim_id, BY)


def stop_unsendable_reports() -> None:
    """Stop unsent reports on the desk whose body may not receive them any more."""
    _isolated(deliveries.stop_unsendable_reports, BY)


def deliver_due_reports() -> None:
    """Deliver what is due, each destination until it fails, and schedule the next run."""
    until, failing = time.monotonic() + SECONDS, set()
    for delivery in deliveries.due():
        if time.monotonic() > until:
            break
        if delivery.report.destination not in failing and not _isolated(courier.carry, delivery, BY):
            failing.add(delivery.report.destination)
    if next_ := deliveries.next_due():
        queue.wake_in((next_ - clock.now()).total_seconds())


def _isolated(function: Callable[..., Any], *args: Any, failed: bool = True) -> Any:
    """Call a function whose error must not stop the others; return `failed` after one.

    The row is tried again when its lease is over.
    """
    try:
        return function(*args)
    except Exception:
        log.exception("report")
        database.release()
        return failed


def check_details() -> None:
    """Send to PARS the requests of people to check their details (R5)."""
    destination = to.destination("pars")
    for check in checks.due():
        if checks.take(check):
            _isolated(_check, destination, check)


def _check(destination: ModuleType, check: MatchCheck) -> None:
    values = checks.learner_of(check)
    learner = Learner(values["given"], values["family"], values["birth"], values["npi"])
    body, number = check.listing.body, values["number"]
    if missing := destination.missing_in_learner(learner, number):
        checks.finish(check, Answer(*missing), None)
        return
    if answer := to.unavailable("pars", provider.current().accredited, current_app.settings):
        checks.finish(check, answer, None)
        return
    host, fields = courier.host(destination.base(current_app.settings)), to.learner_fields(learner, body, number)
    transmission = checks.record_transmission(check, "pars", host, fields)
    checks.finish(check, destination.match(learner, body, number, current_app.settings), transmission)


def notify_of_rejections() -> None:
    """Write to people whose reports a board rejected, at most once a day, unless they want no mail."""
    for person, reports in rejections.unnotified():
        _isolated(_notify, person, reports)


def _notify(person: Person, reports: list[Rejection]) -> None:
    with db.atomic():  # marked and written together: a crash in between loses no mail
        if rejections.mark_notified(person, reports):
            lines = [
                (each.label, each.completed_on, each.words, web.absolute(f"/reports/{each.report_id}"))
                for each in reports
            ]
            subject, opening = sentences.rejection_mail(len(lines))
            mail.write(
                person.email,
                "report_rejected",
                subject=subject,
                opening=opening,
                reports=lines,
                choose=web.absolute("/reports/"),
            )


def resend_reports() -> None:
    """Send again what coordinators selected, one report at a time; files and mails need not wait for all."""
    until = time.monotonic() + SECONDS
    for row in desk.waiting_resendings():
        while _isolated(desk.resend_next, row, failed=False):
            if time.monotonic() > until:
                queue.wake()
                return
