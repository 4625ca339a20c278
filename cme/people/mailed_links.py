"""Links in mails: a random token, stored as a hash, for one purpose, good once and for a limited time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from peewee import CharField

from cme.base import clock
from cme.base.store.db import Row, When, db

LIFETIMES = {
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
    created = When(index=True, column_name="made")
    used = When(null=True)


def make(purpose: str, email: str, payload: str = "") -> str:
    """Create a link and return its token, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    Link.create(hash=_hash(token), purpose=purpose, email=email, payload=payload, created=clock.now())
    return token


def find(purpose: str, token: str) -> Link | None:
    """Find the link of a token that still works for this purpose."""
    link = Link.get_or_none(Link.hash == _hash(token), Link.purpose == purpose, Link.used.is_null())
    if link is None or clock.now() >= link.created + LIFETIMES[purpose]:
        return None
    return link


def use(link: Link) -> bool:
    """Use a link up, with the others of its address and purpose; False when another request just did."""
    now = clock.now()
    with db.atomic():
        won = Link.update(used=now).where(Link.hash == link.hash, Link.used.is_null()).execute()
        Link.update(used=now).where(
            Link.email == link.email, Link.purpose == link.purpose, Link.used.is_null()
        ).execute()
    return bool(won)


def end_all(email: str) -> None:
    """End the links of an address that would set a password, after it was set in another way."""
    Link.update(used=clock.now()).where(
        Link.email == email, Link.purpose.in_(("reset", "first-password")), Link.used.is_null()
    ).execute()


def forget(email: str, person_id: int) -> None:
    """Delete the links mailed to an account that is deleted, and to the address that it was to have."""
    of_new_address = (Link.purpose == "address") & (Link.payload == str(person_id))
    Link.delete().where((Link.email == email) | of_new_address).execute()


def _hash(token: str) -> str:
    return hashlib.sha256((token or "").encode("utf-8", "replace")).hexdigest()


def forget_old() -> None:
    """Delete links that are a week old."""
    with db.atomic():
        Link.delete().where(Link.created < clock.now() - timedelta(days=7)).execute()
