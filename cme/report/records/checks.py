"""Check my details (R5): does PARS know this person by name, birth day and number? The worker sends the request."""

from __future__ import annotations

from cme.base import clock, queue
from cme.base.lease import Lease
from cme.base.store import db as database
from cme.base.store.db import db
from cme.people import records as people
from cme.report.records import deliveries, outbox
from cme.report.records.models import MatchCheck, Reply, Transmission
from cme.report.to import Answer

LEASE = Lease(MatchCheck.due, seconds=deliveries.LEASE.seconds, farthest=deliveries.FAR)


def request(person: people.Person) -> int:
    """Request a check from each body that is reported to with consent; return how many."""
    listed, now = [row for row in people.reporting_bodies(person) if row.consented], clock.now()
    with db.atomic():
        database.lock(person)  # a second request comes after the first, not beside it
        MatchCheck.delete().where(MatchCheck.person == person.id).execute()
        for row in listed:
            MatchCheck.create(person=person.id, listing=row.id, requested=now, due=now)
        queue.wake()
    return len(listed)


def of(person: people.Person) -> list[MatchCheck]:
    """List the last checks of a person, each with its `.listing`."""
    query = MatchCheck.select(MatchCheck, people.Listing).join(people.Listing).where(MatchCheck.person == person.id)
    return list(query.order_by(MatchCheck.id))


def due() -> list[MatchCheck]:
    """List the checks that are due."""
    query = MatchCheck.select().where(MatchCheck.due.is_null(False), LEASE.is_due())
    return list(query.order_by(MatchCheck.id).limit(20))


def take(check: MatchCheck) -> bool:
    """Lease a check to send its request; False where another process has it, or consent was withdrawn."""
    if not any(row.consented for row in people.reporting_bodies(check.person_id) if row.id == check.listing_id):
        MatchCheck.delete().where(MatchCheck.id == check.id).execute()  # consent was withdrawn while it waited
        return False
    return LEASE.take(check)


def learner_of(check: MatchCheck) -> dict:
    """Return the learner as the profile has them now, with the number of this body (see outbox.learner)."""
    profile = people.Profile.get(people.Profile.person == check.person_id)
    return outbox.learner(
        profile.latin_name or profile.name,
        (profile.given, profile.family),
        profile.npi,
        check.listing.number,
        profile.birth_month,
        profile.birth_day,
    )


def record_transmission(check: MatchCheck, destination: str, address: str, fields: dict) -> Transmission:
    """Save that the request is sent now, before it is."""
    return Transmission.create(
        person=check.person_id,
        body=check.listing.body,
        action="match",
        destination=destination,
        address=address[:200],
        fields=fields,
        at=clock.now(),
    )


def finish(check: MatchCheck, answer: Answer, transmission: Transmission | None) -> None:
    """Save the answer to a check; `transmission` is None where nothing was sent."""
    with db.atomic():
        if transmission:
            Reply.insert(
                transmission=transmission,
                kind=answer.kind,
                code=answer.code[:40],
                reason=answer.reason,
                content=answer.raw,
                at=clock.now(),
            ).on_conflict_ignore().execute()
        LEASE.release(check.id, kind=answer.kind, code=answer.code[:40], reason=answer.reason)
