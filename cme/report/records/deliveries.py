"""Deliveries: which reports are due, and the result of each try."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import ModelSelect, fn

from cme.base import audit_log, clock
from cme.base.lease import Lease
from cme.base.store.db import db
from cme.people import records as people
from cme.report.records import breaker
from cme.report.records.history import events_of
from cme.report.records.models import Delivery, Reply, Report, Revision, Stop, Transmission, Verdict
from cme.report.rules import delays, next_step
from cme.report.to import Answer

FAR = timedelta(seconds=2 * max(delays.LONGEST, delays.LONGEST_POLL))  # further ahead than any pause lasts
LEASE = Lease(Delivery.due, seconds=90, farthest=FAR)  # longer than any call takes


def due(limit: int = 100) -> list[Delivery]:
    """List the deliveries that are due and may be tried, the longest overdue first."""
    return list(_open().where(LEASE.is_due()).order_by(Delivery.due, Delivery.report).limit(limit))


def next_due() -> datetime | None:
    """Return when the next delivery is due, of those that may be tried; None without one."""
    row = _open().order_by(Delivery.due).first()
    return row.due if row else None


def _open() -> ModelSelect[Delivery]:
    """Select the deliveries that are not finished, without those of paused destinations and bodies."""
    query = Delivery.select(Delivery, Report).join(Report).where(Delivery.due.is_null(False))
    for destination, _, body in (name.partition("/") for name in breaker.paused()):
        paused = Report.destination == destination
        query = query.where(~(paused & (Report.body == body)) if body else ~paused)
    return query


def take(delivery: Delivery) -> bool:
    """Lease a delivery; False where another process has it."""
    return LEASE.take(delivery)


def renew(delivery: Delivery) -> bool:
    """Renew the lease of a delivery; False where another process took it, or it was started again, meanwhile."""
    return take(delivery)


def stop_unsent(report: Report, by: str) -> bool:
    """Stop what was not sent yet, where consent was withdrawn or the body was removed (R3); return whether it did."""
    why = stop_reason(report)
    if not why:
        return False
    with db.atomic():
        revisions = [revision for _, revision in events_of([report.id]).get(report.id, [])]
        ids = next_step.stoppable(revisions)
        for each in ids:
            Stop.insert(revision=each, why=why, at=clock.now()).on_conflict_ignore().execute()
        if ids:
            audit_log.note("report.stopped", f"report:{report.id}", by=by, why=why)
    return bool(ids)


def stop_reason(report: Report) -> str:
    """Return why nothing may be sent to a body now: "removed" or "consent"; empty when it may."""
    listed = [row for row in people.reporting_bodies(report.person_id) if row.body == report.body]
    return "removed" if not listed else "" if any(row.consented for row in listed) else "consent"


def stop_unsendable_reports(by: str) -> None:
    """Stop unsent reports on the desk once consent was withdrawn or their body was removed (R3)."""
    listing, withdrawn = (
        people.Listing,
        people.Consent.select(people.Consent.listing).where(people.Consent.given == False),  # noqa: E712
    )
    changed = listing.select(listing.id).where(
        listing.person == Report.person,
        listing.body == Report.body,
        listing.removed.is_null(False) | listing.id.in_(withdrawn),
    )
    desk = Delivery.due.is_null() & Delivery.state.in_(("rejected", "delayed", "failed"))
    for delivery in list(Delivery.select(Delivery, Report).join(Report).where(desk, fn.EXISTS(changed))):
        if stop_unsent(delivery.report, by):
            settle(delivery, "stopped")


def may_report_to(report: Report) -> bool:
    """Return whether a body has accepted a report, or may receive it now; `report.delivery` must be loaded."""
    return report.delivery.state == "accepted" or (report.delivery.state != "stopped" and not stop_reason(report))


def record_transmission(
    report: Report, revision: Revision, action: str, address: str, fields: dict[str, str]
) -> Transmission:
    """Save that something is sent now, before it is."""
    return Transmission.create(
        person=report.person_id,
        revision=revision,
        body=report.body,
        action=action,
        destination=report.destination,
        address=address[:200],
        fields=fields,
        at=clock.now(),
    )


def record_reply(transmission: Transmission, answer: Answer) -> None:
    """Save the reply to a transmission; the first one stays."""
    Reply.insert(
        transmission=transmission,
        kind=answer.kind,
        code=answer.code[:40],
        reason=answer.reason,
        content=answer.raw,
        at=clock.now(),
    ).on_conflict_ignore().execute()


def record_verdict(report: Report, revision: Revision, answer: Answer, by: str) -> None:
    """Save a body's decision about a revision, and log it; the first one stays."""
    with db.atomic():
        if Verdict.select().where(Verdict.revision == revision).exists():
            return
        Verdict.create(revision=revision, kind=answer.kind, code=answer.code[:40], reason=answer.reason, at=clock.now())
        audit_log.note(
            f"report.{answer.kind}", f"report:{report.id}", by=by, revision=revision.number, code=answer.code
        )


def settle(delivery: Delivery, state: str, code: str = "", reason: str = "", alarm: bool = False) -> None:
    """Save the state of a delivery that needs nothing more for now."""
    _write(delivery, state=state, code=code[:40], reason=reason, alarm=alarm, due=None)


def poll_later(delivery: Delivery) -> None:
    """Schedule the next status request."""
    seconds = delays.poll(delivery.polls, breaker.jitter())
    _write(delivery, state="sent", code="", reason="", due=_in(seconds), polls=delivery.polls + 1, tries=0, alarm=False)


def try_later(delivery: Delivery, state: str, answer: Answer) -> bool:
    """Schedule the next try, after a growing pause; False when a day of trying is over."""
    seconds = delays.pause(delivery.tries, breaker.jitter())
    over = delivery.seconds_waited + seconds > delays.DAY
    _write(
        delivery,
        state="delayed" if over else state,
        code=answer.code[:40],
        reason=answer.reason,
        seconds_waited=delivery.seconds_waited + seconds,
        tries=delivery.tries + 1,
        due=None if over else _in(seconds),
    )
    return not over


def wait_for_body(
    delivery: Delivery, state: str | None = None, answer: Answer | None = None, alarm: bool = False
) -> None:
    """Wait until the body is no longer paused, which does not count as a try. `alarm`: until then it has nothing."""
    changes = {"state": state, "code": answer.code[:40], "reason": answer.reason} if answer else {}
    _write(delivery, due=_in(delays.FIRST_PROBE), alarm=alarm or delivery.alarm, **changes)


def _in(seconds: float) -> datetime:
    return clock.now() + timedelta(seconds=seconds)


def _write(delivery: Delivery, **changes: Any) -> None:
    if changes.get("state", delivery.state) != delivery.state:
        changes["since"] = clock.now()
    # where it was started again meanwhile, this changes nothing: whoever leased it decides
    LEASE.update(delivery, **changes)


def _count(*states: str) -> int:
    return Delivery.select().where(Delivery.state.in_(states)).count()


def count_waiting() -> int:
    """Count the reports that wait to be sent or answered."""
    return _count("waiting", "sent")


def count_on_desk() -> int:
    """Count the reports that were rejected, delayed or failed."""
    return _count("rejected", "delayed", "failed")
