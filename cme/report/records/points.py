"""Points of continuing certification (MOC) that boards accepted, each piece of work counted once."""

from __future__ import annotations

from functools import reduce
from operator import or_

from peewee import fn

from cme.base.domain import bodies
from cme.offer.courses.records import Designation
from cme.offer.records import Activity, ActivityVersion
from cme.people.records import Person
from cme.report.records.models import Delivery, Report, Revision, Verdict


def types_offered(activities: set[int]) -> dict[int, set[str]]:
    """Map activities to the types of credit that they give or gave in any version."""
    found: dict[int, set[str]] = {activity: set() for activity in activities}
    versions = ActivityVersion.activity.in_(list(activities) or [0])
    of_versions = (
        ActivityVersion.select(ActivityVersion.activity, ActivityVersion.credit_type).where(versions).distinct()
    )
    of_designations = (
        Designation.select(ActivityVersion.activity, Designation.credit_type)
        .join(ActivityVersion)
        .where(versions)
        .distinct()
    )
    for activity, credit_type in [*of_versions.tuples(), *of_designations.tuples()]:
        found[activity].add(credit_type)
    return found


def points_accepted(person: Person, activity: Activity) -> list[tuple[str, int]]:
    """List the boards that accepted MOC points of a person for an activity, and how many, in hundredths."""
    offered = types_offered({activity.id})[activity.id]
    newer, verdict = Revision.alias(), Verdict.alias()
    later = (
        newer.select(newer.id)
        .join(verdict, on=(verdict.revision == newer.id))
        .where(newer.report == Revision.report, newer.number > Revision.number, verdict.kind == "accepted")
    )
    boards: dict[str, list[str]] = {}
    for code in filter(bodies.counts_points, bodies.REPORTING_BODIES):
        boards.setdefault(bodies.points_type(code, offered), []).append(code)
    counts = reduce(or_, ((Report.credit_type == type_) & Report.body.in_(codes) for type_, codes in boards.items()))
    query = (
        Report.select(Report.body, fn.SUM(Revision.hundredths))
        .join(Delivery)
        .switch(Report)
        .join(Revision)
        .join(Verdict)
        .where(Report.person == person.id, Report.activity == activity, counts)
        .where(Delivery.state == "accepted", Verdict.kind == "accepted", ~fn.EXISTS(later))
        .group_by(Report.body)
        .order_by(Report.body)
    )
    return [(body, int(sum_)) for body, sum_ in query.tuples()]
