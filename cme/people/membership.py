"""Membership (P7): coordinators grant and renew it, claims may require it, and mails announce its end."""

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

NOTICE_PERIOD = timedelta(days=30)


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
    """A mail about the end of a membership, of the kind "soon" or "over"; each is sent once."""

    membership = ForeignKeyField(Membership)
    kind = CharField(max_length=10)
    at = When()

    class Meta:
        indexes = ((("membership", "kind"), True),)


@dataclass(frozen=True)
class MissingMembership:
    """Why a person cannot claim: the last day of the membership (None: there was none), its start, and a link."""

    since: date | None
    link: str
    starts: date | None = None

    @property
    def sentence(self) -> str:
        """The reason in one sentence."""
        if self.starts:
            return f"Your membership begins on {_format_day(self.starts)}: you can claim from that day on."
        if self.since:
            return f"Your membership ended on {_format_day(self.since)}: renew it to claim."
        return "Claiming needs a membership, and you have none yet."


def _format_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def spans(person: Person) -> list[Membership]:
    """List the memberships of a person, oldest first."""
    return list(Membership.select().where(Membership.person == person.id).order_by(Membership.starts))


def last_day(person: Person) -> date | None:
    """Return the last day on which a person is or was a member, or None."""
    return max((row.until for row in spans(person)), default=None)


def missing(person: Person, today: date) -> MissingMembership | None:
    """Return why a person without membership cannot claim on a day; None for members, or where none is required."""
    settings = provider.current()
    if not settings.membership_required:
        return None
    mine = spans(person)
    if any(row.starts <= today <= row.until for row in mine):
        return None
    past = [row.until for row in mine if row.until < today]
    future = [row.starts for row in mine if row.starts > today]
    return MissingMembership(max(past, default=None), settings.membership_link, min(future, default=None))


def grant(person: Person, by: str, until: date | None = None, seen: date | None | bool = False) -> Membership:
    """Grant or renew a membership, for a year unless an end is given; a renewal begins where the last one ends.

    `by` is "shell" or "person:3". `seen` is the last day that the form showed: where another one is stored by now,
    the form was sent twice, and the newest membership is returned unchanged. Raises Refused where it would end
    before it begins.
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
            raise Refused(
                f"The membership would end on {_format_day(until)}, before it begins on {_format_day(starts)}."
            )
        membership = Membership.create(person=person, starts=starts, until=until, by=by, at=clock.now())
        audit_log.note("membership.granted", f"person:{person.id}", by=by, starts=str(starts), until=str(until))
    return membership


def members(words: str = "", limit: int = 200) -> list[dict]:
    """List at most `limit` people by name, with the last day of their membership or None.

    `words` is a part of the name or of the address; each row has `id`, `email`, `name` and `until`.
    """
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


def send_end_notices() -> int:
    """Mail everybody whose membership ends within 30 days or has ended, once each; return how many."""
    settings = provider.current()
    if not settings.membership_required:
        return 0
    today = clock.today(settings.zone)
    sent = 0
    last = Membership.select(fn.MAX(Membership.id)).group_by(Membership.person)
    near = Membership.until.between(today - NOTICE_PERIOD, today + NOTICE_PERIOD)
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
                until=_format_day(row.until),
                link=settings.membership_link,
                page=web.absolute("/cme/claim"),
            )
        sent += 1
    return sent
