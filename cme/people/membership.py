"""Membership (P7): spans that coordinators grant and renew, what a claim lacks without one, and mails before it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from peewee import CharField, DateField, ForeignKeyField, fn

from cme.base import audit_log, clock, mail, provider
from cme.base.domain.refusal import Refused
from cme.base.http import web
from cme.base.store import db as database
from cme.base.store.db import Row, When, db
from cme.people import rules
from cme.people.records import Person, Profile

TOLD_BEFORE = timedelta(days=30)


class Membership(Row):
    """A span of days in which somebody is a member; both ends inside."""

    person = ForeignKeyField(Person)
    starts = DateField()
    until = DateField()
    by = CharField(max_length=40)  # "shell" or "person:3"
    at = When()

    class Meta:
        indexes = ((("person", "starts"), True), (("until",), False))


class MembershipNotice(Row):
    """A mail that told of the end of a membership: "soon" or "over"; each is sent once."""

    membership = ForeignKeyField(Membership)
    kind = CharField(max_length=10)
    at = When()

    class Meta:
        indexes = ((("membership", "kind"), True),)


@dataclass(frozen=True)
class MissingMembership:
    """What keeps a person from claiming: since when there is no membership (None: there was none), and the link."""

    since: date | None
    link: str
    starts: date | None = None

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        if self.starts:
            return f"Your membership begins on {_said(self.starts)}: you can claim from that day on."
        if self.since:
            return f"Your membership ended on {_said(self.since)}: renew it to claim."
        return "Claiming needs a membership, and you have none yet."


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def spans(person) -> list[Membership]:
    """List the memberships of a person, oldest first."""
    return list(Membership.select().where(Membership.person == person.id).order_by(Membership.starts))


def last_day(person) -> date | None:
    """Tell until when somebody is or was a member."""
    return max((row.until for row in spans(person)), default=None)


def missing(person, today: date) -> MissingMembership | None:
    """Tell what keeps a person from claiming on a day; None where nothing does, or the provider asks for nothing."""
    by = provider.current()
    if not by.membership_required:
        return None
    mine = spans(person)
    if any(row.starts <= today <= row.until for row in mine):
        return None
    past = [row.until for row in mine if row.until < today]
    ahead = [row.starts for row in mine if row.starts > today]
    return MissingMembership(max(past, default=None), by.membership_link, min(ahead, default=None))


def grant(person: Person, by: str, until: date | None = None, seen: date | None | bool = False) -> Membership:
    """Grant or renew a membership, for a year unless an end is given; a renewal begins where the last one ends.

    `by` is "shell" or "person:3". `seen` is the last day that a form showed: where it is another by now, a second
    press of the button came late, and what was granted stands.
    """
    with db.atomic():
        database.lock(person)
        today = clock.today(person.zone)
        mine = spans(person)
        end = max((row.until for row in mine), default=None)
        if mine and seen is not False and seen != end:
            return max(mine, key=lambda row: row.until)
        starts = today if end is None or end < today else end + timedelta(days=1)
        until = until or rules.year_from(starts)
        if until < starts:
            raise Refused(f"The membership would end on {_said(until)}, before it begins on {_said(starts)}.")
        made = Membership.create(person=person, starts=starts, until=until, by=by, at=clock.now())
        audit_log.note("membership.granted", f"person:{person.id}", by=by, starts=str(starts), until=str(until))
    return made


def members(words: str = "", limit: int = 200) -> list[dict]:
    """List people by name with the last day of their membership (None where there is none); at most so many."""
    last = fn.MAX(Membership.until)
    query = (
        Person.select(Person.id, Person.email, Profile.name, last)
        .join(Profile, on=(Profile.person == Person.id))
        .switch(Person)
        .left_outer_join(Membership)
        .group_by(Person.id, Person.email, Profile.name)
        .order_by(fn.LOWER(Profile.name), Person.email)
        .limit(limit)
    )
    if words:
        like = f"%{words.lower().replace('%', '')}%"
        query = query.where((fn.LOWER(Person.email) ** like) | (fn.LOWER(Profile.name) ** like))
    return [
        {"id": number, "email": email, "name": name, "until": _date(until)}
        for number, email, name, until in query.tuples()
    ]


def _date(value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def tell_of_ends() -> int:
    """Write to whose membership ends within 30 days, and to whose has ended; once each. Returns how many."""
    by = provider.current()
    if not by.membership_required:
        return 0
    today = clock.today(by.zone)
    told = 0
    last = Membership.select(fn.MAX(Membership.id)).group_by(Membership.person)
    near = Membership.until.between(today - TOLD_BEFORE, today + TOLD_BEFORE)
    for row in Membership.select(Membership, Person).join(Person).where(Membership.id.in_(last), near):
        kind = "over" if row.until < today else "soon"
        with db.atomic():
            database.lock(row.person)
            notice = MembershipNotice.membership == row, MembershipNotice.kind == kind
            if MembershipNotice.select().where(*notice).exists():
                continue
            MembershipNotice.create(membership=row, kind=kind, at=clock.now())
            mail.write(
                row.person.email,
                f"membership_{kind}",
                until=_said(row.until),
                link=by.membership_link,
                page=web.absolute("/cme/claim"),
            )
        told += 1
    return told
