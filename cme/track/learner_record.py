"""The transcript as a Comprehensive Learner Record 2.0: one signed credential that holds those of its credits.

What was claimed here is in it as the badges of its certificates, external credit as its holder reported it.
"""

from __future__ import annotations

from cme.base import clock
from cme.base.http import web
from cme.certify import records as certify
from cme.certify.badges import records as badges
from cme.certify.badges import rules
from cme.certify.records import Certificate
from cme.people.records import Person
from cme.track.transcript import Item


def of(person: Person, items: list[Item]) -> dict:
    """Return the learner record of these credits, without certificates that are no longer valid."""
    subject = badges.subject(person)
    holder = rules.profile(
        f"urn:cme-desk:{subject['identityHash'][7:39]}", person.profile_row.name or person.shown_name
    )
    ids = sorted({item.claim_id for item in items if item.claim_id})
    certificates = Certificate.select().where(Certificate.claim.in_(ids)).order_by(Certificate.id) if ids else []
    issued = [badges.credential(each) for each in certificates if certify.status(each) in ("valid", "provisional")]
    external = [
        rules.self_reported(
            holder=holder,
            title=item.title,
            provider=item.provider,
            format_=item.format,
            amount=item.hundredths / 100,
            day=item.completed_on.isoformat(),
            subject=subject,
            unit=f"{item.amount} {item.credit_name}",
        )
        | {"id": f"urn:cme-desk:{subject['identityHash'][7:39]}:{item.key}"}
        for item in items
        if not item.here
    ]
    return rules.record(
        issuer=badges.issuer(),
        subject=subject,
        moment=clock.now(),
        badges=issued + external,
        name="Transcript of continuing education",
        address=web.absolute(f"/transcript#{subject['identityHash'][7:23]}"),
    )


def signed(person: Person, items: list[Item]) -> str:
    """Return the learner record as a signed VC-JWT."""
    return badges.sign(of(person, items))
