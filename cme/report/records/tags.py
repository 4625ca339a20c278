"""The tags of claimed entries (R3): what each of the bodies that stood in the profile knows of it."""

from __future__ import annotations

from peewee import JOIN

from cme.base.domain import bodies
from cme.claim.records import Recipient
from cme.people import records as people
from cme.report import rules
from cme.report.records import points
from cme.report.records.tables import Errand, Included, Planned, Report, Revision, Stop


def of(claims: list, lines: dict[int, list]) -> dict[int, dict]:
    """Map the lines of claims (of one person) to their tag.

    A tag has key, text, tone, why, and `parts`: for each body that is asked, its label, state, text, reason,
    report (its number, None before there is one), and since when.
    """
    ids = [claim.id for claim in claims]
    if not ids:
        return {}
    recipients: dict[int, list[Recipient]] = {}
    for row in Recipient.select().where(Recipient.claim.in_(ids)).order_by(Recipient.id):
        recipients.setdefault(row.claim_id, []).append(row)
    stands = {row.body for row in people.told(claims[0].person_id) if row.consented} if recipients else set()
    reported = _reported(ids) if recipients else {}
    offered = points.types_offered({line.entry.activity_id for id_ in recipients for line in lines.get(id_, [])})
    planned = {row.claim_id for row in Planned.select().where(Planned.claim.in_(ids))} if recipients else set()
    return {
        line.id: _tag(claim, line, recipients.get(claim.id, []), stands, reported, claim.id in planned, offered)
        for claim in claims
        for line in lines.get(claim.id, [])
    }


def _reported(claim_ids) -> dict[tuple[int, int], dict]:
    query = (
        Included.select(
            Included.line,
            Included.recipient,
            Report.id,
            Errand.state,
            Errand.code,
            Errand.reason,
            Errand.since,
            Stop.why,
        )
        .join(Recipient)
        .switch(Included)
        .join(Revision)
        .join(Report)
        .join(Errand)
        .join(Stop, JOIN.LEFT_OUTER, on=(Stop.revision == Revision.id))
        .where(Recipient.claim.in_(claim_ids))
    )
    names = ("report", "state", "code", "reason", "since", "stopped")
    return {(line, to): dict(zip(names, rest, strict=True)) for line, to, *rest in query.tuples()}


def _tag(claim, line, recipients, stands, reported, planned, offered) -> dict:
    in_time = claim.claimed_on <= bodies.taken_until(line.completed_on)
    asked = [
        {
            "body": row.body,
            "label": row.label,
            "number": row.number,
            "consent": row.consent,
            "stands": row.body in stands,
            "takes": bodies.takes(row.body, claim.holder["role"], claim.credit_type),
            "points": bodies.counts_points(row.body)
            and bodies.points_type(row.body, offered[line.entry.activity_id]) == claim.credit_type,
            **_state(reported.get((line.id, row.id)), planned),
        }
        for row in recipients
    ]
    key, why, parts = rules.tag(asked, in_time)
    text, tone = rules.TAGS[key]
    return {"key": key, "text": text, "tone": tone, "why": why, "parts": parts}


def _state(found: dict | None, planned: bool) -> dict:
    if found is None:
        return {"state": "waiting", "report": None, "code": "", "reason": "", "since": None}
    if found.pop("stopped"):
        found["state"] = "stopped"
    return found
