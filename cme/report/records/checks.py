"""Check my details (R5): does PARS know this person by name, birth day and number? Asked by the worker."""

from __future__ import annotations

from cme.base import clock, queue
from cme.base.lease import Lease
from cme.base.store import db as database
from cme.base.store.db import db
from cme.people import records as people
from cme.report.records import deliveries, outbox
from cme.report.records.tables import MatchCheck, Reply, Transmission

LEASE = Lease(MatchCheck.due, seconds=deliveries.LEASE.seconds, farthest=deliveries.FAR)


def ask(person) -> int:
    """Ask about each body that is told with consent; gives how many are asked."""
    listed, now = [row for row in people.reporting_bodies(person) if row.consented], clock.now()
    with db.atomic():
        database.lock(person)  # a second press asks after the first, not beside it
        MatchCheck.delete().where(MatchCheck.person == person.id).execute()
        for row in listed:
            MatchCheck.create(person=person.id, listing=row.id, asked=now, due=now)
        queue.wake()
    return len(listed)


def of(person) -> list[MatchCheck]:
    """List what was asked last, each with its `.listing`."""
    query = MatchCheck.select(MatchCheck, people.Listing).join(people.Listing).where(MatchCheck.person == person.id)
    return list(query.order_by(MatchCheck.id))


def due() -> list[MatchCheck]:
    """List what waits to be asked."""
    query = MatchCheck.select().where(MatchCheck.due.is_null(False), LEASE.is_due())
    return list(query.order_by(MatchCheck.id).limit(20))


def take(check: MatchCheck) -> bool:
    """Take a question for a while; whoever moves `due` asks it, and nobody once its consent is withdrawn."""
    if not any(row.consented for row in people.reporting_bodies(check.person_id) if row.id == check.listing_id):
        MatchCheck.delete().where(MatchCheck.id == check.id).execute()  # consent was withdrawn while it waited
        return False
    return LEASE.take(check)


def learner_of(check: MatchCheck) -> dict:
    """Say who the person is by the profile, with the number of this body."""
    profile = people.Profile.get(people.Profile.person == check.person_id)
    return outbox.learner(
        profile.latin_name or profile.name,
        (profile.given, profile.family),
        profile.npi,
        check.listing.number,
        profile.birth_month,
        profile.birth_day,
    )


def asking(check: MatchCheck, destination: str, address: str, fields: dict) -> Transmission:
    """Write down that the question leaves the house."""
    return Transmission.create(
        person=check.person_id,
        body=check.listing.body,
        action="match",
        destination=destination,
        address=address[:200],
        fields=fields,
        at=clock.now(),
    )


def finish(check: MatchCheck, answer, sent: Transmission | None) -> None:
    """Keep what came of a question."""
    with db.atomic():
        if sent:
            Reply.insert(
                transmission=sent,
                kind=answer.kind,
                code=answer.code[:40],
                reason=answer.reason,
                raw=answer.raw,
                at=clock.now(),
            ).on_conflict_ignore().execute()
        LEASE.release(check.id, kind=answer.kind, code=answer.code[:40], reason=answer.reason)
