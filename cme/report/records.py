"""The tags of claims, from the snapshot of recipients that each claim kept."""

from __future__ import annotations

from cme.base import bodies
from cme.claim.records import Recipient
from cme.report import rules


def tags(claims: list) -> dict[int, dict]:
    """Map claims to their tag: key, text, tone, why; fills claim's slot."""
    recipients: dict[int, list[dict]] = {}
    ids = [claim.id for claim in claims]
    for row in Recipient.select().where(Recipient.claim.in_(ids)) if ids else ():
        recipients.setdefault(row.claim_id, []).append({"body": row.body, "consent": row.consent})
    found = {}
    for claim in claims:
        key, why = rules.tag(recipients.get(claim.id, []), claim.holder["role"], claim.credit_type, bodies.takes)
        text, tone = rules.TAGS[key]
        found[claim.id] = {"key": key, "text": text, "tone": tone, "why": why}
    return found
