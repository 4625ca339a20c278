"""What a browser is asked to sign with a passkey (WebAuthn): a challenge, for one purpose, once, for five minutes."""

from __future__ import annotations

import ipaddress
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app, session
from peewee import CharField, ForeignKeyField

from cme.base import clock
from cme.base.store.db import Row, When
from cme.people.records import Person

LASTS = timedelta(minutes=5)
MILLISECONDS = 300_000


class Challenge(Row):
    """A challenge that waits for its answer; `person` is None where the passkey will tell who it is."""

    value = CharField(max_length=43, primary_key=True)
    purpose = CharField(max_length=10)
    person = ForeignKeyField(Person, null=True, on_delete="CASCADE")
    handle = CharField(max_length=86, default="")  # how a new passkey names its person
    made = When()

    @property
    def bytes(self) -> bytes:
        from webauthn.helpers import base64url_to_bytes

        return base64url_to_bytes(self.value)


def site() -> str:
    """Name the site that passkeys belong to: BASE_URL's host."""
    return urlsplit(current_app.settings.base_url).hostname


def possible() -> bool:
    """Whether browsers do passkeys at BASE_URL: a name (no number), by https, or this machine itself."""
    host = site()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return current_app.settings.https or host == "localhost" or host.endswith(".localhost")
    return False


def begin(purpose: str, person: Person | None, handle: str = "") -> Challenge:
    """Make a challenge and let this browser's session remember it."""
    session["ceremony"] = secrets.token_urlsafe(32)
    whose = person.id if person else None
    return Challenge.create(value=session["ceremony"], purpose=purpose, person=whose, handle=handle, made=clock.now())


def take(purpose: str, person: Person | None) -> Challenge | None:
    """Take the challenge of this browser's session; it is gone afterwards, whatever becomes of it."""
    value = session.pop("ceremony", None)
    row = Challenge.get_or_none(Challenge.value == value) if isinstance(value, str) else None
    if row is None or not Challenge.delete().where(Challenge.value == value).execute():
        return None
    meant = row.purpose == purpose and row.person_id == (person.id if person else None)
    return row if meant and row.made > clock.now() - LASTS else None


def forget_old() -> None:
    """Drop challenges that nobody answered."""
    Challenge.delete().where(Challenge.made < clock.now() - LASTS).execute()
