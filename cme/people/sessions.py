"""Signing in as a row: what the cookie holds is worth nothing once the row is ended."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import request, session
from flask_login import login_user
from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

from cme.base import clock, text
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import Row, When, db, if_free, lock
from cme.people.records import Person, Profile, is_locked

IDLE, LONGEST = timedelta(hours=8), timedelta(hours=12)
KEPT = timedelta(days=30)  # "stay signed in on this device"
SEEN_EVERY = timedelta(minutes=1)
FRESH = timedelta(minutes=15)  # how long a full sign-in is good for changing how one signs in
HALFWAY = timedelta(minutes=10)


class SignIn(Row):
    """One session of a person on one device."""

    id_hash = CharField(max_length=64, primary_key=True)
    person = ForeignKeyField(Person, on_delete="CASCADE")
    created = When()
    last_seen = When()
    ends = When()
    idle_seconds = IntegerField()
    device = CharField(max_length=200, default="")
    proved = When()  # the last full sign-in; a new one is a new row
    second = BooleanField(default=False)  # a second factor was shown
    ended = When(null=True)


class HalfSignIn(Row):
    """A password was right, the second factor is still to come."""

    id_hash = CharField(max_length=64, primary_key=True)
    person = ForeignKeyField(Person, on_delete="CASCADE")
    stay = BooleanField()
    made = When()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(person: Person, stay: bool = False, second: bool = False) -> bool:
    """Sign a person in under a new id; whatever the browser brought along before is dropped.

    False when the account was locked meanwhile: then nobody is signed in.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    idle, longest = (KEPT, KEPT) if stay else (IDLE, LONGEST)
    with db.atomic():
        lock(person)  # a lock ends the sessions that are there: it comes before or after this one, never beside it
        if is_locked(person):
            return False
        row = SignIn.create(
            id_hash=_hash(token),
            person=person,
            created=now,
            last_seen=now,
            ends=now + longest,
            idle_seconds=int(idle.total_seconds()),
            device=text.line((request.user_agent.string or "")[:200], 1000)[:200],
            proved=now,
            second=second,
        )
        end_current()
    session.clear()
    session.permanent = stay
    person.sign_in, person.sign_in_token = row, token
    login_user(person)
    return True


def renew(person: Person, second: bool | None = None) -> None:
    """Give a person who just signed in fully again a new id; the old one dies. `second`: None keeps what was shown."""
    before = person.sign_in
    stay = before.idle_seconds == int(KEPT.total_seconds())
    begin(person, stay, before.second if second is None else second)


def is_fresh(person: Person) -> bool:
    """Whether the full sign-in of this session is recent enough for changing how one signs in."""
    return clock.now() < person.sign_in.proved + FRESH


def begin_half(person: Person, stay: bool) -> None:
    """Remember for ten minutes that this browser knew the password."""
    session["half"] = secrets.token_urlsafe(32)
    HalfSignIn.create(id_hash=_hash(session["half"]), person=person, stay=stay, made=clock.now())


def half() -> HalfSignIn | None:
    """Find who is halfway signed in at this browser."""
    token = session.get("half")
    row = HalfSignIn.get_or_none(HalfSignIn.id_hash == _hash(token)) if isinstance(token, str) else None
    return row if row and clock.now() < row.made + HALFWAY else None


def end_half(row: HalfSignIn) -> bool:
    """Use a half sign-in up; False when somebody just did."""
    return bool(HalfSignIn.delete().where(HalfSignIn.id_hash == row.id_hash).execute())


def load(token: str) -> Person | None:
    """Find the person of a session that is neither ended nor too old."""
    if not isinstance(token, str) or len(token) > 100:
        return None
    found = _found(_hash(token))
    now = clock.now()
    if not found or now >= found[0].ends or now >= found[0].last_seen + timedelta(seconds=found[0].idle_seconds):
        return None
    row = found[0]
    if now - row.last_seen > SEEN_EVERY:
        if_free(SignIn.update(last_seen=now).where(SignIn.id_hash == row.id_hash))  # reading waits for nobody
    person = row.person
    person.sign_in, person.sign_in_token = row, token
    person.profile_row = person.profile_joined
    return person


@compiled_query
def _found(id_hash: str):
    return (
        SignIn.select(SignIn, Person, Profile)
        .join(Person)
        .join(Profile, on=(Profile.person == Person.id), attr="profile_joined")
        .where(SignIn.id_hash == id_hash, SignIn.ended.is_null())
    )


def end_current() -> None:
    """End the session that this request came with."""
    if token := session.get("_user_id"):
        SignIn.update(ended=clock.now()).where(SignIn.id_hash == _hash(str(token)), SignIn.ended.is_null()).execute()


def end_all(person: Person, but: str | None = None) -> int:
    """End every session of a person (but one, by its hash); returns how many."""
    query = SignIn.update(ended=clock.now()).where(SignIn.person == person, SignIn.ended.is_null())
    if but:
        query = query.where(SignIn.id_hash != but)
    HalfSignIn.delete().where(HalfSignIn.person == person.id).execute()
    return query.execute()


def active(person: Person) -> list[SignIn]:
    """List the sessions of a person that would still be let in, the one seen last first."""
    now = clock.now()
    rows = SignIn.select().where(SignIn.person == person.id, SignIn.ended.is_null(), SignIn.ends > now)
    alive = [row for row in rows if now < row.last_seen + timedelta(seconds=row.idle_seconds)]
    return sorted(alive, key=lambda row: row.last_seen, reverse=True)


def end(row: SignIn) -> None:
    """End one session."""
    SignIn.update(ended=clock.now()).where(SignIn.id_hash == row.id_hash, SignIn.ended.is_null()).execute()


def forget_second(person: Person) -> None:
    """Let no session count as one with a second factor: the person has none any more."""
    SignIn.update(second=False).where(SignIn.person == person.id).execute()


def whose(token: str | None) -> int | None:
    """Tell whose session a cookie was, even when it has ended; for keeping a half-filled form."""
    row = SignIn.get_or_none(SignIn.id_hash == _hash(token)) if isinstance(token, str) else None
    return row.person_id if row else None


def forget_old() -> None:
    """Drop sessions that ended a month ago, and what stopped halfway."""
    with db.atomic():
        SignIn.delete().where(SignIn.ends < clock.now() - KEPT).execute()
        HalfSignIn.delete().where(HalfSignIn.made <= clock.now() - HALFWAY).execute()
