"""Destinations and bodies that fail again and again: paused for all, and probed by one report at a time.

A failure counts for the destination ("pars") and for the body there ("pars/ABIM"); five in a row pause it. While
it is paused no report tries, so none uses up its time; others go on.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from cme.base import audit_log, clock
from cme.base.lease import Lease
from cme.base.store.db import db
from cme.report.records.tables import Breaker
from cme.report.rules import delays

PROBE = Lease(Breaker.probe, seconds=delays.FIRST_PROBE)  # whoever takes it may send one report


def names(destination: str, body: str) -> tuple[str, str]:
    """Name what a failure counts for."""
    return destination, f"{destination}/{body}"


def closed() -> list[str]:
    """List what is paused and not to be probed yet."""
    now = clock.now()
    return [row.name for row in _paused() if row.paused_by or not _probe_is_due(row, now)]


def _paused():
    return Breaker.select().where(Breaker.opened.is_null(False) | (Breaker.paused_by != ""))


def may_try(destination: str, body: str) -> bool:
    """Whether a report may be sent now; where it is paused, whoever takes the probe may.

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


def _probe_is_due(row: Breaker, now) -> bool:
    far = now + timedelta(seconds=2 * delays.LONGEST_PROBE)  # further than any probe: the clock was set back
    return not (row.probe and now < row.probe < far)


def _take_probe(row: Breaker) -> bool:
    return PROBE.take(row, seconds=delays.probe(row.probes, jitter()), probes=row.probes + 1)


def failed(destination: str, body: str, reason: str, by: str) -> bool:
    """Count a failure; tells whether the destination or the body is paused by now."""
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


def worked(destination: str, body: str, by: str) -> None:
    """Tell that the other side answered: what was paused by its failures goes on."""
    shut = {"failures": 0, "reason": "", "opened": None, "probe": None, "probes": 0}
    for row in list(Breaker.select().where(Breaker.name.in_(names(destination, body)), Breaker.failures > 0)):
        with db.atomic():
            if Breaker.update(shut).where(Breaker.name == row.name, Breaker.failures > 0).execute() and row.opened:
                audit_log.note("reports.resumed", f"destination:{row.name}", by=by)


def pause(name: str, by: str) -> None:
    """Send nothing to a destination or body until a coordinator says otherwise; `by` is "person:3"."""
    with db.atomic():
        Breaker.insert(name=name).on_conflict_ignore().execute()
        if Breaker.update(paused_by=by).where(Breaker.name == name, Breaker.paused_by == "").execute():
            audit_log.note("reports.paused", f"destination:{name}", by=by)


def resume(name: str, by: str) -> None:
    """Send again to a destination or body, failed or paused before."""
    shut = {"failures": 0, "reason": "", "opened": None, "probe": None, "probes": 0, "paused_by": ""}
    with db.atomic():
        if Breaker.update(shut).where(Breaker.name == name).execute():
            audit_log.note("reports.resumed", f"destination:{name}", by=by)


def jitter() -> float:
    """Draw a number from 0 to 1, so that those who failed together do not come back together."""
    return secrets.randbelow(1001) / 1000
