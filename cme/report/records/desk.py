"""The desk of the CME office (R7): every report that waits, was rejected or failed, and why; sending many again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from peewee import fn

from cme.base import audit_log, clock, queue
from cme.base.domain import bodies
from cme.base.domain.refusal import Refused
from cme.base.lease import Lease
from cme.base.store.db import db
from cme.offer.records import ActivityVersion
from cme.people.records import Person, Profile
from cme.report import rules
from cme.report.records import resend
from cme.report.records.tables import Breaker, Delivery, Report, Resending, Revision
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
    """What the desk is to show."""

    group: str = "look"
    body: str = ""
    code: str = ""
    who: str = ""

    def query(self):
        """Find the reports, each with `.errand` and `.person`."""
        query = (
            Report.select(Report, Delivery, Person, Profile)
            .join(Delivery, attr="delivery")
            .switch(Report)
            .join(Person)
            .join(Profile, attr="kept_profile")
            .where(_in_group(self.group))
        )
        if self.body:
            query = query.where(Report.body == self.body)
        if self.code:
            query = query.where(Delivery.code == self.code)
        if self.who:
            said = fn.LOWER(self.who)
            query = query.where(
                (fn.LOWER(Profile.name).contains(self.who.lower()))
                | (fn.LOWER(Person.email).contains(self.who.lower()))
                | (fn.LOWER(Profile.npi) == said)
            )
        return query


def _in_group(group: str):
    if group == "look":
        late = (Delivery.state == "sent") & (Delivery.since <= clock.now() - LONG)
        return Delivery.state.in_(resend.MAY) | Delivery.alarm | late
    return Delivery.state.in_(STATES[group]) if group in STATES else Delivery.state.is_null(False)


@dataclass(frozen=True)
class DeskReport:
    """A report on the desk: with its newest version, the activity as it is offered today, the name of its body."""

    report: Report
    newest: Revision
    activity: ActivityVersion
    label: str

    @property
    def delivery(self) -> Delivery:
        """Where the delivery of the report stands."""
        return self.report.delivery

    @property
    def mark(self) -> tuple[str, str, str]:
        """What its state is called, and the tone (see rules.STATES)."""
        return rules.STATES[self.delivery.state]

    @property
    def why(self) -> str:
        """Why it stands there, as far as a reason is known."""
        return reason_of(self.delivery)

    @property
    def may(self) -> bool:
        """Whether it can be sent again."""
        return self.delivery.state in resend.MAY


def reason_of(delivery: Delivery) -> str:
    """Say why a report stands where it does, as far as a reason is known."""
    if delivery.alarm:
        return (
            f"The correction failed after the old record was deleted: the body has nothing. {delivery.reason}".strip()
        )
    if delivery.state == "rejected":
        return remedies.of("rejected", delivery.code).words
    return delivery.reason


def page_of(said: Filter, page: int) -> tuple[list[DeskReport], int]:
    """List one page of reports, what was lost and what changed last first; and how many there are in all."""
    query = said.query()
    rows = list(query.order_by(Delivery.alarm.desc(), Delivery.since.desc(), Report.id.desc()).paginate(page, PAGE))
    return desk_reports(rows), query.count()


def desk_reports(rows: list[Report]) -> list[DeskReport]:
    """Read what the desk shows of reports, in their order."""
    newest = dict(
        Revision.select(Revision.report, fn.MAX(Revision.id))
        .where(Revision.report.in_([r.id for r in rows] or [0]))
        .group_by(Revision.report)
        .tuples()
    )
    kept = {row.id: row for row in Revision.select().where(Revision.id.in_(list(newest.values()) or [0]))}
    activities = _current_versions({row.activity_id for row in rows})
    return [
        DeskReport(row, kept[newest[row.id]], activities[row.activity_id], bodies.name_of(row.body)) for row in rows
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
    """Count the reasons within a group, the most frequent first."""
    query = (
        Delivery.select(Delivery.code, fn.COUNT(Delivery.report))
        .where(_in_group(group), Delivery.code != "")
        .group_by(Delivery.code)
    )
    return sorted(query.tuples(), key=lambda pair: (-pair[1], pair[0]))


def reported_bodies() -> list[str]:
    """List the bodies that there are reports for."""
    return sorted(row[0] for row in Report.select(Report.body).distinct().tuples())


def lost() -> int:
    """Count the corrections whose adding failed after the deletion: the body has nothing of them."""
    return Delivery.select().where(Delivery.alarm).count()


@dataclass(frozen=True)
class BodyQueue:
    """What goes to a body by a destination: how many reports wait, whether a coordinator paused it, and the breaker
    that is open while it does not answer."""

    destination: str
    body: str
    waiting: int
    failing: Breaker | None
    paused: bool

    @property
    def name(self) -> str:
        """What the breaker of the body is called."""
        return f"{self.destination}/{self.body}"

    @property
    def label(self) -> str:
        """The name of the body."""
        return bodies.name_of(self.body)


def body_queues() -> list[BodyQueue]:
    """List each body that there are reports for, for each destination."""
    waiting = (
        Report.select(Report.destination, Report.body, fn.COUNT(Report.id))
        .join(Delivery)
        .where(Delivery.state.in_(("waiting", "sent")))
        .group_by(Report.destination, Report.body)
    )
    numbers = {(destination, body): count for destination, body, count in waiting.tuples()}
    every = Report.select(Report.destination, Report.body).distinct().order_by(Report.destination, Report.body)
    kept = {row.name: row for row in Breaker.select()}
    found = []
    for destination, body in every.tuples():
        rows = [kept[name] for name in (destination, f"{destination}/{body}") if name in kept]
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
    """Ask that many reports are sent again; the worker does it, and the row tells how far it is."""
    with db.atomic():
        now = clock.now()
        made = Resending.create(person=person.id, asked=now, reports=ids, due=now)
        audit_log.note("reports.again", f"resending:{made.id}", by=by, count=len(ids))
        queue.wake()
    return made


def waiting_resendings() -> list[Resending]:
    """List what coordinators asked to send again and is not done."""
    return list(Resending.select().where(Resending.due.is_null(False), LEASE.is_due()).order_by(Resending.id))


def go_on(row: Resending) -> bool:
    """Send the next report of what was asked again; False when that was the last, or another process has it."""
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
            pass  # it was sent again, or may not be told, meanwhile
    row.done, row.changed = row.done + 1, row.changed + changed
    Resending.update(done=row.done, changed=row.changed).where(Resending.id == row.id).execute()
    return True
