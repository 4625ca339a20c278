"""The tags of claimed entries (R3): the state of their reports to each body that was in the profile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from peewee import JOIN

from cme.base.domain import bodies
from cme.claim.records import Claim, Line, Recipient
from cme.people import records as people
from cme.report import rules
from cme.report.records import points
from cme.report.records.models import Delivery, Included, Report, Revision, Stop
from cme.report.rules import remedies


@dataclass(frozen=True)
class _Reported:
    """The state of the report of a line to a recipient; `stopped` is why it was not sent, None where it is sent."""

    report: int
    state: str
    code: str
    since: datetime
    stopped: str | None


def of(claims: list[Claim], lines: dict[int, list[Line]]) -> dict[int, rules.Tag]:
    """Map the lines of claims, all of one person, to their tags."""
    ids = [claim.id for claim in claims]
    if not ids:
        return {}
    recipients: dict[int, list[Recipient]] = {}
    for row in Recipient.select().where(Recipient.claim.in_(ids)).order_by(Recipient.id):
        recipients.setdefault(row.claim_id, []).append(row)
    listed = (
        {row.body for row in people.reporting_bodies(claims[0].person_id) if row.consented} if recipients else set()
    )
    reported = _reported(ids) if recipients else {}
    offered = points.types_offered({line.entry.activity_id for id_ in recipients for line in lines.get(id_, [])})
    return {
        line.id: _tag(claim, line, recipients.get(claim.id, []), listed, reported, offered)
        for claim in claims
        for line in lines.get(claim.id, [])
    }


def _reported(claim_ids: list[int]) -> dict[tuple[int, int], _Reported]:
    query = (
        Included.select(
            Included.line, Included.recipient, Report.id, Delivery.state, Delivery.code, Delivery.since, Stop.why
        )
        .join(Recipient)
        .switch(Included)
        .join(Revision)
        .join(Report)
        .join(Delivery)
        .join(Stop, JOIN.LEFT_OUTER, on=(Stop.revision == Revision.id))
        .where(Recipient.claim.in_(claim_ids))
    )
    return {(line, recipient): _Reported(*rest) for line, recipient, *rest in query.tuples()}


def _tag(
    claim: Claim,
    line: Line,
    recipients: list[Recipient],
    listed: set[str],
    reported: dict[tuple[int, int], _Reported],
    offered: dict[int, set[str]],
) -> rules.Tag:
    statuses = [
        _status(claim, row, row.body in listed, reported.get((line.id, row.id)), offered[line.entry.activity_id])
        for row in recipients
    ]
    return rules.tag(statuses, in_time=claim.claimed_on <= bodies.accepted_until(line.completed_on))


def _status(
    claim: Claim, row: Recipient, listed: bool, reported: _Reported | None, offered: set[str]
) -> rules.RecipientStatus:
    status = rules.RecipientStatus(
        body=row.body,
        takes=bodies.takes(row.body, claim.holder["role"], claim.credit_type),
        consent=row.consent,
        listed=listed,
        state="waiting",
        label=row.label,
        points=bodies.counts_points(row.body) and bodies.points_type(row.body, offered) == claim.credit_type,
    )
    if reported is None:
        return status
    state = "stopped" if reported.stopped else reported.state
    return replace(
        status,
        state=state,
        words=remedies.of(state, reported.code).words if state == "rejected" else "",
        code=reported.code,
        report=reported.report,
        since=reported.since,
    )
