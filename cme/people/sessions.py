"""Signing in as a row: what the cookie holds is worth nothing once the row is ended."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import request, session
from flask_login import LoginManager, login_user
from peewee import CharField, ForeignKeyField, IntegerField

from cme.base import clock, queue, text
from cme.base.db import Row, When, db
from cme.people.records import Person, Profile

IDLE, LONGEST = timedelta(hours=8), timedelta(hours=12)
KEPT = timedelta(days=30)  # "stay signed in on this device"
SEEN_EVERY = timedelta(minutes=1)

manager = LoginManager()
# The addresses of people on phones change; a session bound to one would end between two patients.
manager.session_protection = None


class SignIn(Row):
    """One session of a person on one device."""

    id_hash = CharField(max_length=64, primary_key=True)
    person = ForeignKeyField(Person, on_delete="CASCADE")
    created = When()
    last_seen = When()
    ends = When()
    idle_seconds = IntegerField()
    device = CharField(max_length=200, default="")
    ended = When(null=True)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(person: Person, stay: bool = False) -> None:
    """Sign a person in under a new id; whatever the browser brought along before is dropped."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    idle, longest = (KEPT, KEPT) if stay else (IDLE, LONGEST)
    SignIn.create(
        id_hash=_hash(token),
        person=person,
        created=now,
        last_seen=now,
        ends=now + longest,
        idle_seconds=int(idle.total_seconds()),
        device=text.line((request.user_agent.string or "")[:200], 1000)[:200],
    )
    end_current()
    session.clear()
    session.permanent = stay
    person.sign_in_token = token
    login_user(person)


@manager.user_loader
def load(token: str) -> Person | None:
    """Find the person of a session that is neither ended nor too old."""
    if not isinstance(token, str) or len(token) > 100:
        return None
    row = (
        SignIn.select(SignIn, Person, Profile)
        .join(Person)
        .join(Profile, on=(Profile.person == Person.id), attr="profile_joined")
        .where(SignIn.id_hash == _hash(token), SignIn.ended.is_null())
        .first()
    )
    now = clock.now()
    if row is None or now >= row.ends or now >= row.last_seen + timedelta(seconds=row.idle_seconds):
        return None
    if now - row.last_seen > SEEN_EVERY:
        SignIn.update(last_seen=now).where(SignIn.id_hash == row.id_hash).execute()
    person = row.person
    person.sign_in, person.sign_in_token = row, token
    person.__dict__["_profile"] = person.profile_joined
    return person


def end_current() -> None:
    """End the session that this request came with."""
    if token := session.get("_user_id"):
        SignIn.update(ended=clock.now()).where(SignIn.id_hash == _hash(str(token)), SignIn.ended.is_null()).execute()


def end_all(person: Person, but: str | None = None) -> int:
    """End every session of a person (but one, by its hash); returns how many."""
    query = SignIn.update(ended=clock.now()).where(SignIn.person == person, SignIn.ended.is_null())
    if but:
        query = query.where(SignIn.id_hash != but)
    return query.execute()


def whose(token: str | None) -> int | None:
    """Tell whose session a cookie was, even when it has ended; for keeping a half-filled form."""
    row = SignIn.get_or_none(SignIn.id_hash == _hash(token)) if isinstance(token, str) else None
    return row.person_id if row else None


@queue.nightly
def forget_old() -> None:
    """Drop sessions that ended a month ago."""
    with db.atomic():
        SignIn.delete().where(SignIn.ends < clock.now() - KEPT).execute()
