"""The links that we mail: random, kept as a hash, for one purpose, once, for a while."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from peewee import CharField

from cme.base import clock
from cme.base.store.db import Row, When, db

LASTS = {
    "sign-up": timedelta(hours=24),
    "reset": timedelta(hours=1),
    "first-password": timedelta(hours=72),
    "address": timedelta(hours=24),
}


class Link(Row):
    """A mailed link; `payload` is the password hash of a sign-up or the new address of a change."""

    hash = CharField(max_length=64, primary_key=True)
    purpose = CharField(max_length=20)
    email = CharField(max_length=254)
    payload = CharField(max_length=254, default="")
    made = When(index=True)
    used = When(null=True)


def make(purpose: str, email: str, payload: str = "") -> str:
    """Make a link's secret."""
    token = secrets.token_urlsafe(32)
    Link.create(hash=_hash(token), purpose=purpose, email=email, payload=payload, made=clock.now())
    return token


def find(purpose: str, token: str) -> Link | None:
    """Find a link that still works for this purpose."""
    link = Link.get_or_none(Link.hash == _hash(token), Link.purpose == purpose, Link.used.is_null())
    if link is None or clock.now() >= link.made + LASTS[purpose]:
        return None
    return link


def use(link: Link) -> bool:
    """Use a link up; False when somebody else just did. Older links of the same purpose die with it."""
    now = clock.now()
    with db.atomic():
        won = Link.update(used=now).where(Link.hash == link.hash, Link.used.is_null()).execute()
        Link.update(used=now).where(
            Link.email == link.email, Link.purpose == link.purpose, Link.used.is_null()
        ).execute()
    return bool(won)


def end_all(email: str) -> None:
    """End the links that would set a password: it was just set in another way."""
    Link.update(used=clock.now()).where(
        Link.email == email, Link.purpose.in_(("reset", "first-password")), Link.used.is_null()
    ).execute()


def forget(email: str, person_id: int) -> None:
    """Drop every link that was mailed to an account that is deleted, and to the address that it was to have."""
    moving = (Link.purpose == "address") & (Link.payload == str(person_id))
    Link.delete().where((Link.email == email) | moving).execute()


def _hash(token: str) -> str:
    return hashlib.sha256((token or "").encode("utf-8", "replace")).hexdigest()


def forget_old() -> None:
    """Drop links that are a week old."""
    with db.atomic():
        Link.delete().where(Link.made < clock.now() - timedelta(days=7)).execute()
