"""What the worker does: makes the reports of released claims, and carries those that are due."""

from __future__ import annotations

import logging
import time

from flask import current_app

from cme.base import clock, mail, provider, queue
from cme.base.http import web
from cme.base.store import db as database
from cme.base.store.db import db
from cme.report import courier, sentences, to
from cme.report.records import checks, deliveries, desk, outbox, rejections
from cme.report.to import Answer, Learner

log = logging.getLogger("cme.report")
BY = "system"  # who did it, for the log
SECONDS = 20  # one run's time: files and mails wait behind it


def plan_what_was_released() -> None:
    """Make the reports of every released claim that has none yet."""
    for claim_id in outbox.unplanned():
        _alone(outbox.plan, claim_id, BY)


def stop_what_was_given_up() -> None:
    """Stop what lies on the desk unsent once its body may not be told any more."""
    _alone(deliveries.stop_what_was_given_up, BY)


def carry_what_is_due() -> None:
    """Carry what is due, each destination until it fails, and come back when the next is due."""
    until, failing = time.monotonic() + SECONDS, set()
    for delivery in deliveries.due():
        if time.monotonic() > until:
            break
        if delivery.report.destination not in failing and not _alone(courier.carry, delivery, BY):
            failing.add(delivery.report.destination)
    if next_ := deliveries.next_due():
        queue.wake_in((next_ - clock.now()).total_seconds())


def _alone(function, *args, failed=True):
    """Do one thing whose error is not to stop the others, and return `failed` after one.

    What it was about is looked at again when its lease is over.
    """
    try:
        return function(*args)
    except Exception:
        log.exception("report")
        database.release()
        return failed


def ask_whether_details_match() -> None:
    """Ask PARS what people want to know of their details (R5)."""
    destination = to.destination("pars")
    for check in checks.due():
        if checks.take(check):
            _alone(_ask, destination, check)


def _ask(destination, check) -> None:
    who = checks.learner_of(check)
    learner = Learner(who["given"], who["family"], who["birth"], who["npi"])
    body, number = check.listing.body, who["number"]
    if lack := destination.lacks_in_learner(learner, number):
        checks.finish(check, Answer(*lack), None)
        return
    if shut := to.closed("pars", provider.current().accredited, current_app.settings):
        checks.finish(check, shut, None)
        return
    fields = to.named(learner, body, number)
    sent = checks.asking(check, "pars", courier.host(destination.base(current_app.settings)), fields)
    checks.finish(check, destination.match(learner, body, number, current_app.settings), sent)


def write_about_rejections() -> None:
    """Write to whom a board rejected something, at most once a day, unless they chose otherwise."""
    for person, reports in rejections.to_tell():
        _alone(_write_to, person, reports)


def _write_to(person, reports) -> None:
    with db.atomic():  # marked and written together: a crash in between loses no mail
        if rejections.take(person, reports):
            lines = [
                (each.label, each.completed_on, each.words, web.absolute(f"/reports/{each.report_id}"))
                for each in reports
            ]
            subject, opening = sentences.rejected(len(lines))
            mail.write(
                person.email,
                "report_rejected",
                subject=subject,
                opening=opening,
                reports=lines,
                choose=web.absolute("/reports/"),
            )


def send_again_what_was_asked() -> None:
    """Send again what coordinators asked for, one report after the other; files and mails need not wait for all."""
    until = time.monotonic() + SECONDS
    for row in desk.waiting_resendings():
        while _alone(desk.go_on, row, failed=False):
            if time.monotonic() > until:
                queue.wake()
                return
