"""Errands: which reports are due, and what came of trying."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import fn

from cme.base import audit_log, clock
from cme.base.lease import Lease
from cme.base.store.db import db
from cme.people import records as people
from cme.report.records import breaker
from cme.report.records.history import events_of
from cme.report.records.tables import Delivery, Reply, Report, Revision, Stop, Transmission, Verdict
from cme.report.rules import delays, next_step

FAR = timedelta(seconds=2 * max(delays.LONGEST, delays.LONGEST_POLL))  # further ahead than any pause lasts
LEASE = Lease(Delivery.due, seconds=90, farthest=FAR)  # longer than any call takes


def due(limit: int = 100) -> list[Delivery]:
    """List the errands that are due and may be tried, the longest overdue first."""
    return list(_open().where(LEASE.is_due()).order_by(Delivery.due, Delivery.report).limit(limit))


def next_due() -> datetime | None:
    """Tell when the next errand is due, of those that may be tried."""
    row = _open().order_by(Delivery.due).first()
    return row.due if row else None


def _open():
    """Errands that something is to be done about, but for those of destinations and bodies that are paused."""
    query = Delivery.select(Delivery, Report).join(Report).where(Delivery.due.is_null(False))
    for destination, _, body in (name.partition("/") for name in breaker.closed()):
        paused = Report.destination == destination
        query = query.where(~(paused & (Report.body == body)) if body else ~paused)
    return query


def take(delivery: Delivery) -> bool:
    """Take an errand for a while: whoever moves `due` has it."""
    return LEASE.take(delivery)


def hold_on(delivery: Delivery) -> bool:
    """Keep an errand that is worked on; False when it was taken away, or begun anew, meanwhile."""
    return take(delivery)


def stop_what_may_not_be_sent(report: Report, by: str) -> bool:
    """Stop what was not sent yet, where consent was withdrawn or the body taken off the profile (R3)."""
    why = why_not(report)
    if not why:
        return False
    with db.atomic():
        revisions = [said for _, said in events_of([report.id]).get(report.id, [])]
        ids = next_step.stoppable(revisions)
        for each in ids:
            Stop.insert(revision=each, why=why, at=clock.now()).on_conflict_ignore().execute()
        if ids:
            audit_log.note("report.stopped", f"report:{report.id}", by=by, why=why)
    return bool(ids)


def why_not(report: Report) -> str:
    """Say why a body may not be told now: "removed" or "consent"; empty when it may."""
    listed = [row for row in people.reporting_bodies(report.person_id) if row.body == report.body]
    return "removed" if not listed else "" if any(row.consented for row in listed) else "consent"


def stop_what_was_given_up(by: str) -> None:
    """Stop what could not be sent and lies on the desk, once its body may not be told any more (R3)."""
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
        if stop_what_may_not_be_sent(delivery.report, by):
            settle(delivery, "stopped")


def may_report_to(report: Report) -> bool:
    """Whether a body knows of a report already, or may be told of it now (by hand, say); `report.errand` is loaded."""
    return report.delivery.state == "accepted" or (report.delivery.state != "stopped" and not why_not(report))


def sending(report: Report, revision: Revision, action: str, address: str, fields: dict) -> Transmission:
    """Write down that something leaves the house now, before it does."""
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


def answered(transmission: Transmission, answer) -> None:
    """Keep what came back."""
    Reply.insert(
        transmission=transmission,
        kind=answer.kind,
        code=answer.code[:40],
        reason=answer.reason,
        raw=answer.raw,
        at=clock.now(),
    ).on_conflict_ignore().execute()


def decide(report: Report, revision: Revision, answer, by: str) -> None:
    """Keep a body's decision about a revision, and note it; the first one stays."""
    with db.atomic():
        if Verdict.select().where(Verdict.revision == revision).exists():
            return
        Verdict.create(revision=revision, kind=answer.kind, code=answer.code[:40], reason=answer.reason, at=clock.now())
        audit_log.note(
            f"report.{answer.kind}", f"report:{report.id}", by=by, revision=revision.number, code=answer.code
        )


def settle(delivery: Delivery, state: str, code: str = "", reason: str = "", alarm: bool = False) -> None:
    """Write where a report stands, with nothing more to do about it."""
    _write(delivery, state=state, code=code[:40], reason=reason, alarm=alarm, due=None)


def ask_later(delivery: Delivery) -> None:
    """Ask later what a body decided."""
    seconds = delays.poll(delivery.polls, breaker.jitter())
    _write(delivery, state="sent", code="", reason="", due=_in(seconds), polls=delivery.polls + 1, tries=0, alarm=False)


def try_later(delivery: Delivery, state: str, answer) -> bool:
    """Try later, after a pause that grows; False when a day of trying is over."""
    seconds = delays.pause(delivery.tries, breaker.jitter())
    over = delivery.tried + seconds > delays.DAY
    _write(
        delivery,
        state="delayed" if over else state,
        code=answer.code[:40],
        reason=answer.reason,
        tried=delivery.tried + seconds,
        tries=delivery.tries + 1,
        due=None if over else _in(seconds),
    )
    return not over


def wait_for_body(delivery: Delivery, state: str | None = None, answer=None, alarm: bool = False) -> None:
    """Come back when the body is no longer paused; that is no trying. `alarm`: until then it has nothing."""
    said = {"state": state, "code": answer.code[:40], "reason": answer.reason} if answer else {}
    _write(delivery, due=_in(delays.FIRST_PROBE), alarm=alarm or delivery.alarm, **said)


def _in(seconds: float) -> datetime:
    return clock.now() + timedelta(seconds=seconds)


def _write(delivery: Delivery, **said) -> None:
    if said.get("state", delivery.state) != delivery.state:
        said["since"] = clock.now()
    # where it was begun anew meanwhile, what comes next is not ours to say
    LEASE.update(delivery, **said)


def _count(*states):
    return Delivery.select().where(Delivery.state.in_(states)).count()


def count_waiting() -> int:
    """Count the reports that wait to be sent or answered."""
    return _count("waiting", "sent")


def count_on_desk() -> int:
    """Count the reports that were rejected, delayed or failed."""
    return _count("rejected", "delayed", "failed")
