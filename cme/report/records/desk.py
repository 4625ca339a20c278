"""The desk of the CME office (R7): the reports that wait, were rejected or failed, and why; resending many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from peewee import Expression, ModelSelect, fn

from cme.base import audit_log, clock, queue
from cme.base.domain import bodies
from cme.base.domain.refusal import Refused
from cme.base.lease import Lease
from cme.base.store.db import db
from cme.offer.records import ActivityVersion
from cme.people.records import Person, Profile
from cme.report import rules
from cme.report.records import resend
from cme.report.records.models import Breaker, Delivery, Report, Resending, Revision
from cme.report.rules import remedies

PAGE = 50
LONG = timedelta(days=1)  # a body takes up to a day
LEASE = Lease(Resending.due, seconds=60, farthest=timedelta(days=1))
GROUPS = {
    "look": "Needs a look",
    "waiting": "On the way",
    "rejected": "Rejected",
    "accepted": "Accepted",
    "stopped": "Stopped",
    "all": "All",
}
STATES = {"waiting": ("waiting", "sent"), "rejected": ("rejected",), "accepted": ("accepted",), "stopped": ("stopped",)}


@dataclass(frozen=True)
class Filter:
    """The filter of the desk: a key of GROUPS, a body, a code, and part of a name or e-mail, or an NPI."""

    group: str = "look"
    body: str = ""
    code: str = ""
    who: str = ""

    def query(self) -> ModelSelect[Report]:
        """Select the reports, each with `.delivery` and `.person`."""
        query = (
            Report.select(Report, Delivery, Person, Profile)
            .join(Delivery, attr="delivery")
            .switch(Report)
            .join(Person)
            .join(Profile, attr="desk_profile")
            .where(_in_group(self.group))
        )
        if self.body:
            query = query.where(Report.body == self.body)
        if self.code:
            query = query.where(Delivery.code == self.code)
        if self.who:
            query = query.where(
                (fn.LOWER(Profile.name).contains(self.who.lower()))
                | (fn.LOWER(Person.email).contains(self.who.lower()))
                | (fn.LOWER(Profile.npi) == fn.LOWER(self.who))
            )
        return query


def _in_group(group: str) -> Expression:
    if group == "look":
        late = (Delivery.state == "sent") & (Delivery.since <= clock.now() - LONG)
        return Delivery.state.in_(resend.RESENDABLE) | Delivery.alarm | late
    return Delivery.state.in_(STATES[group]) if group in STATES else Delivery.state.is_null(False)


@dataclass(frozen=True)
class DeskReport:
    """A report on the desk, with its newest revision, the activity as it is offered today and the name of its body."""

    report: Report
    newest: Revision
    activity: ActivityVersion
    label: str

    @property
    def delivery(self) -> Delivery:
        """Return the delivery of the report."""
        return self.report.delivery

    @property
    def state_label(self) -> rules.StateLabel:
        """Return the texts and the tone of the state."""
        return rules.STATES[self.delivery.state]

    @property
    def reason(self) -> str:
        """Return why it is in this state, as far as a reason is known."""
        return reason_of(self.delivery)

    @property
    def is_resendable(self) -> bool:
        """Return whether it can be sent again."""
        return self.delivery.state in resend.RESENDABLE


def reason_of(delivery: Delivery) -> str:
    """Return why a delivery is in its state, as far as a reason is known."""
    if delivery.alarm:
        return (
            f"The correction failed after the old record was deleted: the body has nothing. {delivery.reason}".strip()
        )
    if delivery.state == "rejected":
        return remedies.of("rejected", delivery.code).words
    return delivery.reason


def page_of(filters: Filter, page: int) -> tuple[list[DeskReport], int]:
    """List one page of reports, alarms and the latest changes first; and return how many there are in all."""
    query = filters.query()
    rows = list(query.order_by(Delivery.alarm.desc(), Delivery.since.desc(), Report.id.desc()).paginate(page, PAGE))
    return desk_reports(rows), query.count()


def desk_reports(rows: list[Report]) -> list[DeskReport]:
    """Load what the desk shows of reports, in their order."""
    newest = dict(
        Revision.select(Revision.report, fn.MAX(Revision.id))
        .where(Revision.report.in_([r.id for r in rows] or [0]))
        .group_by(Revision.report)
        .tuples()
    )
    revisions = {row.id: row for row in Revision.select().where(Revision.id.in_(list(newest.values()) or [0]))}
    activities = _current_versions({row.activity_id for row in rows})
    return [
        DeskReport(row, revisions[newest[row.id]], activities[row.activity_id], bodies.name_of(row.body))
        for row in rows
    ]


def _current_versions(activities: set[int]) -> dict[int, ActivityVersion]:
    rows = (
        ActivityVersion.select()
        .where(ActivityVersion.activity.in_(list(activities) or [0]))
        .order_by(ActivityVersion.id)
    )
    return {row.activity_id: row for row in rows}


def counts() -> dict[str, int]:
    """Count the reports of each group."""
    return {group: Report.select().join(Delivery).where(_in_group(group)).count() for group in GROUPS}


def reasons(group: str) -> list[tuple[str, int]]:
    """List the codes within a group and how many reports have each, the most frequent first."""
    query = (
        Delivery.select(Delivery.code, fn.COUNT(Delivery.report))
        .where(_in_group(group), Delivery.code != "")
        .group_by(Delivery.code)
    )
    return sorted(query.tuples(), key=lambda pair: (-pair[1], pair[0]))


def reported_bodies() -> list[str]:
    """List the codes of the bodies that have reports."""
    return sorted(row[0] for row in Report.select(Report.body).distinct().tuples())


def count_lost() -> int:
    """Count the corrections that failed after the deletion: the body has nothing of them."""
    return Delivery.select().where(Delivery.alarm).count()


@dataclass(frozen=True)
class BodyQueue:
    """The reports to a body by a destination: how many wait, whether a coordinator paused it, and the breaker that is
    open while it does not answer."""

    destination: str
    body: str
    waiting: int
    failing: Breaker | None
    paused: bool

    @property
    def name(self) -> str:
        """Return the name of the body's breaker."""
        return f"{self.destination}/{self.body}"

    @property
    def label(self) -> str:
        """Return the name of the body."""
        return bodies.name_of(self.body)


def body_queues() -> list[BodyQueue]:
    """List the queue of each destination and body that has reports."""
    waiting = (
        Report.select(Report.destination, Report.body, fn.COUNT(Report.id))
        .join(Delivery)
        .where(Delivery.state.in_(("waiting", "sent")))
        .group_by(Report.destination, Report.body)
    )
    numbers = {(destination, body): count for destination, body, count in waiting.tuples()}
    every = Report.select(Report.destination, Report.body).distinct().order_by(Report.destination, Report.body)
    breakers = {row.name: row for row in Breaker.select()}
    found = []
    for destination, body in every.tuples():
        rows = [breakers[name] for name in (destination, f"{destination}/{body}") if name in breakers]
        found.append(
            BodyQueue(
                destination,
                body,
                waiting=numbers.get((destination, body), 0),
                failing=next((row for row in rows if row.opened), None),
                paused=any(row.paused_by for row in rows),
            )
        )
    return found


def resend_many(person: Person, ids: list[int], by: str) -> Resending:
    """Save that many reports are to be sent again; the worker sends them, and the row holds the progress."""
    with db.atomic():
        now = clock.now()
        resending = Resending.create(person=person.id, requested=now, reports=ids, due=now)
        audit_log.note("reports.again", f"resending:{resending.id}", by=by, count=len(ids))
        queue.wake()
    return resending


def waiting_resendings() -> list[Resending]:
    """List the resendings that are not done."""
    return list(Resending.select().where(Resending.due.is_null(False), LEASE.is_due()).order_by(Resending.id))


def resend_next(row: Resending) -> bool:
    """Send the next report of a resending again; False when there is none left, or another process has the row."""
    if row.done >= len(row.reports):
        LEASE.release(row.id)
        return False
    if not LEASE.take(row, Resending.done == row.done):
        return False
    report = Report.get_or_none(Report.id == row.reports[row.done])
    changed = 0
    if report:
        try:
            resend.resend(report, audit_log.by_person(row.person_id))
            changed = 1
        except Refused:
            pass  # meanwhile it was sent again, or may not be sent any more
    row.done, row.changed = row.done + 1, row.changed + changed
    Resending.update(done=row.done, changed=row.changed).where(Resending.id == row.id).execute()
    return True
