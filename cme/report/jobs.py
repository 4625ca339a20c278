"""What the worker does: makes the reports of released claims, and carries those that are due."""

from __future__ import annotations

import time

from cme.base import clock, queue
from cme.report import courier
from cme.report.records import errands, outbox

SECONDS = 20  # one run's time: files and mails wait behind it


@queue.finder
def plan_what_was_released() -> None:
    """Make the reports of every released claim that has none yet."""
    for claim_id in outbox.unplanned():
        outbox.plan(claim_id)


@queue.finder
def carry_what_is_due() -> None:
    """Carry what is due, each destination until it fails, and come back when the next is due."""
    until, failing = time.monotonic() + SECONDS, set()
    for errand in errands.due():
        if time.monotonic() > until:
            break
        if errand.report.destination not in failing and not courier.carry(errand):
            failing.add(errand.report.destination)
    if next_ := errands.next_due():
        queue.wake_in((next_ - clock.now()).total_seconds())
