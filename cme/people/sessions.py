"""Sessions as rows: the token in a cookie is worth nothing once its row has ended."""

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
STAY_SIGNED_IN = timedelta(days=30)  # "stay signed in on this device"
SEEN_EVERY = timedelta(minutes=1)
FRESH = timedelta(minutes=15)  # how long a full sign-in is good for changing how one signs in
HALF_SIGN_IN_LIFETIME = timedelta(minutes=10)


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
    second = BooleanField(default=False)  # a second factor was verified
    ended = When(null=True)


class HalfSignIn(Row):
    """A sign-in whose password was right and whose second factor is still to come."""

    id_hash = CharField(max_length=64, primary_key=True)
    person = ForeignKeyField(Person, on_delete="CASCADE")
    stay = BooleanField()
    created = When(column_name="made")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(person: Person, stay: bool = False, second: bool = False) -> bool:
    """Sign a person in under a new session id; the session that the browser had before ends.

    Return False, with nobody signed in, when the account was locked meanwhile.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    idle, longest = (STAY_SIGNED_IN, STAY_SIGNED_IN) if stay else (IDLE, LONGEST)
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
    """Replace the session after a full sign-in; `second` says whether a second factor was verified, None as before."""
    before = person.sign_in
    stay = before.idle_seconds == int(STAY_SIGNED_IN.total_seconds())
    begin(person, stay, before.second if second is None else second)


def is_fresh(person: Person) -> bool:
    """Return whether the full sign-in of this session is recent enough for changing how one signs in."""
    return clock.now() < person.sign_in.proved + FRESH


def begin_half(person: Person, stay: bool) -> None:
    """Save for ten minutes that this browser had the right password."""
    session["half"] = secrets.token_urlsafe(32)
    HalfSignIn.create(id_hash=_hash(session["half"]), person=person, stay=stay, created=clock.now())


def half_sign_in() -> HalfSignIn | None:
    """Find the half sign-in of this browser that is not too old."""
    token = session.get("half")
    row = HalfSignIn.get_or_none(HalfSignIn.id_hash == _hash(token)) if isinstance(token, str) else None
    return row if row and clock.now() < row.created + HALF_SIGN_IN_LIFETIME else None


def end_half(row: HalfSignIn) -> bool:
    """Use a half sign-in up; False when another request just did."""
    return bool(HalfSignIn.delete().where(HalfSignIn.id_hash == row.id_hash).execute())


def load(token: str) -> Person | None:
    """Find the person of a session that is neither ended nor too old."""
    if not isinstance(token, str) or len(token) > 100:
        return None
    rows = _sign_ins(_hash(token))
    now = clock.now()
    if not rows or now >= rows[0].ends or now >= rows[0].last_seen + timedelta(seconds=rows[0].idle_seconds):
        return None
    row = rows[0]
    if now - row.last_seen > SEEN_EVERY:
        if_free(SignIn.update(last_seen=now).where(SignIn.id_hash == row.id_hash))  # reading waits for nobody
    person = row.person
    person.sign_in, person.sign_in_token = row, token
    person.profile_row = person.profile_joined
    return person


@compiled_query
def _sign_ins(id_hash: str):
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
    """End every session of a person, but the one with the hash `but`; return how many."""
    query = SignIn.update(ended=clock.now()).where(SignIn.person == person, SignIn.ended.is_null())
    if but:
        query = query.where(SignIn.id_hash != but)
    HalfSignIn.delete().where(HalfSignIn.person == person.id).execute()
    return query.execute()


def active(person: Person) -> list[SignIn]:
    """List the sessions of a person that are neither ended nor too old, the one seen last first."""
    now = clock.now()
    rows = SignIn.select().where(SignIn.person == person.id, SignIn.ended.is_null(), SignIn.ends > now)
    alive = [row for row in rows if now < row.last_seen + timedelta(seconds=row.idle_seconds)]
    return sorted(alive, key=lambda row: row.last_seen, reverse=True)


def end(row: SignIn) -> None:
    """End one session."""
    SignIn.update(ended=clock.now()).where(SignIn.id_hash == row.id_hash, SignIn.ended.is_null()).execute()


def forget_second(person: Person) -> None:
    """Record that no session has a second factor, after a person removed the last one."""
    SignIn.update(second=False).where(SignIn.person == person.id).execute()


def owner_id(token: str | None) -> int | None:
    """Return the id of the person of a session, even when it has ended; for saving a half-filled form."""
    row = SignIn.get_or_none(SignIn.id_hash == _hash(token)) if isinstance(token, str) else None
    return row.person_id if row else None


def forget_old() -> None:
    """Delete sessions that ended a month ago, and half sign-ins that are too old."""
    with db.atomic():
        SignIn.delete().where(SignIn.ends < clock.now() - STAY_SIGNED_IN).execute()
        HalfSignIn.delete().where(HalfSignIn.created <= clock.now() - HALF_SIGN_IN_LIFETIME).execute()
