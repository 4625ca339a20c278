"""Circuit breakers for destinations and bodies that fail: paused for all reports, probed by one report at a time.

A failure counts for the destination ("pars") and for the body there ("pars/ABIM"); five in a row pause it. While it is
paused no report is tried, so none uses up its time; other destinations and bodies go on.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from peewee import ModelSelect

from cme.base import audit_log, clock
from cme.base.lease import Lease
from cme.base.store.db import db
from cme.report.records.models import Breaker
from cme.report.rules import delays

PROBE = Lease(Breaker.probe, seconds=delays.FIRST_PROBE)  # whoever takes it may send one report


def names(destination: str, body: str) -> tuple[str, str]:
    """Return the names of the breakers of a destination and of a body there."""
    return destination, f"{destination}/{body}"


def paused() -> list[str]:
    """List the names of breakers that are paused and not due for a probe."""
    now = clock.now()
    return [row.name for row in _paused() if row.paused_by or not _probe_is_due(row, now)]


def _paused() -> ModelSelect[Breaker]:
    return Breaker.select().where(Breaker.opened.is_null(False) | (Breaker.paused_by != ""))


def may_try(destination: str, body: str) -> bool:
    """Return whether a report may be sent now; where sending is paused, only the process that takes the probe may.

    Where destination and body are both paused, one report probes both; neither probe is used up without the other.
    """
    now = clock.now()
    rows = list(Breaker.select().where(Breaker.name.in_(names(destination, body))).order_by(Breaker.name))
    opened = [row for row in rows if row.opened]
    if any(row.paused_by for row in rows) or not all(_probe_is_due(row, now) for row in opened):
        return False
    if not opened:
        return True
    with db.atomic() as both:
        if all(_take_probe(row) for row in opened):
            return True
        both.rollback()  # another process was faster
    return False


def _probe_is_due(row: Breaker, now: datetime) -> bool:
    farthest = now + timedelta(seconds=2 * delays.LONGEST_PROBE)  # later than any probe: the clock was set back
    return not (row.probe and now < row.probe < farthest)


def _take_probe(row: Breaker) -> bool:
    return PROBE.take(row, seconds=delays.probe(row.probes, jitter()), probes=row.probes + 1)


def record_failure(destination: str, body: str, reason: str, by: str) -> bool:
    """Count a failure; return whether the destination or the body is paused now."""
    now, paused = clock.now(), False
    for name in names(destination, body):
        with db.atomic():
            Breaker.insert(name=name).on_conflict_ignore().execute()
            Breaker.update(failures=Breaker.failures + 1, reason=reason[:500]).where(Breaker.name == name).execute()
            row = Breaker.get_by_id(name)
            if row.failures >= delays.OPENS_AFTER and not row.opened:
                later = now + timedelta(seconds=delays.probe(0, jitter()))
                Breaker.update(opened=now, probe=later, probes=1).where(Breaker.name == name).execute()
                audit_log.note("reports.paused", f"destination:{name}", by=by, failures=row.failures)
            paused = paused or row.failures >= delays.OPENS_AFTER
    return paused


def record_success(destination: str, body: str, by: str) -> None:
    """Reset the failures of a destination and body that answered, and resume what they paused."""
    reset = {"failures": 0, "reason": "", "opened": None, "probe": None, "probes": 0}
    for row in list(Breaker.select().where(Breaker.name.in_(names(destination, body)), Breaker.failures > 0)):
        with db.atomic():
            if Breaker.update(reset).where(Breaker.name == row.name, Breaker.failures > 0).execute() and row.opened:
                audit_log.note("reports.resumed", f"destination:{row.name}", by=by)


def pause(name: str, by: str) -> None:
    """Pause a destination or body until a coordinator resumes it; `by` is "person:3"."""
    with db.atomic():
        Breaker.insert(name=name).on_conflict_ignore().execute()
        if Breaker.update(paused_by=by).where(Breaker.name == name, Breaker.paused_by == "").execute():
            audit_log.note("reports.paused", f"destination:{name}", by=by)


def resume(name: str, by: str) -> None:
    """Resume a destination or body that failed or was paused."""
    reset = {"failures": 0, "reason": "", "opened": None, "probe": None, "probes": 0, "paused_by": ""}
    with db.atomic():
        if Breaker.update(reset).where(Breaker.name == name).execute():
            audit_log.note("reports.resumed", f"destination:{name}", by=by)


def jitter() -> float:
    """Return a random number from 0 to 1, so that reports that failed together are not tried together."""
    return secrets.randbelow(1001) / 1000
