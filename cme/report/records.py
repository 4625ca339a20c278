"""The tags of claimed entries, from the snapshot of recipients that each claim kept."""

from __future__ import annotations

from cme.base import bodies
from cme.claim.records import Recipient
from cme.people import records as people
from cme.report import rules


def tags(claims: list, lines: dict[int, list]) -> dict[int, dict]:
    """Map the lines of claims (of one person) to their tag: key, text, tone, why; fills claim's slot."""
    recipients: dict[int, list[Recipient]] = {}
    ids = [claim.id for claim in claims]
    for row in Recipient.select().where(Recipient.claim.in_(ids)) if ids else ():
        recipients.setdefault(row.claim_id, []).append(row)
    # nothing leaves before reporting is built, so what was withdrawn since stops all of it (R3)
    stand = {row.body for row in people.told(claims[0].person_id) if row.consented} if recipients else set()
    return {
        line.id: _tag(claim, line, recipients.get(claim.id, []), stand)
        for claim in claims
        for line in lines.get(claim.id, [])
    }


def _tag(claim, line, recipients, stand) -> dict:
    asked = [{"body": row.body, "consent": row.consent, "stands": row.body in stand} for row in recipients]
    in_time = claim.claimed_on <= bodies.taken_until(line.completed_on)
    key, why = rules.tag(asked, claim.holder["role"], claim.credit_type, bodies.takes, in_time)
    text, tone = rules.TAGS[key]
    return {"key": key, "text": text, "tone": tone, "why": why}
