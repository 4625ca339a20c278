"""WebAuthn challenges, which a passkey signs: for one purpose, good once and for five minutes."""

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

LIFETIME = timedelta(minutes=5)
MILLISECONDS = 300_000


class Challenge(Row):
    """A challenge that waits for its response; `person` is None where the passkey identifies the person."""

    value = CharField(max_length=43, primary_key=True)
    purpose = CharField(max_length=10)
    person = ForeignKeyField(Person, null=True, on_delete="CASCADE")
    handle = CharField(max_length=86, default="")  # how a new passkey names its person
    created = When(column_name="made")

    @property
    def bytes(self) -> bytes:
        from webauthn.helpers import base64url_to_bytes

        return base64url_to_bytes(self.value)


def relying_party_id() -> str:
    """Return the relying party ID of our passkeys: the host of BASE_URL."""
    return urlsplit(current_app.settings.base_url).hostname or ""


def are_supported() -> bool:
    """Return whether browsers allow passkeys at BASE_URL: a host name (no IP address) with https, or localhost."""
    host = relying_party_id()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return current_app.settings.https or host == "localhost" or host.endswith(".localhost")
    return False


def begin(purpose: str, person: Person | None, handle: str = "") -> Challenge:
    """Create a challenge and store its value in this browser's session."""
    session["ceremony"] = secrets.token_urlsafe(32)
    person_id = person.id if person else None
    return Challenge.create(
        value=session["ceremony"], purpose=purpose, person=person_id, handle=handle, created=clock.now()
    )


def take(purpose: str, person: Person | None) -> Challenge | None:
    """Return this browser's challenge and delete it; None for another purpose or person, or after five minutes."""
    value = session.pop("ceremony", None)
    row = Challenge.get_or_none(Challenge.value == value) if isinstance(value, str) else None
    if row is None or not Challenge.delete().where(Challenge.value == value).execute():
        return None
    matches = row.purpose == purpose and row.person_id == (person.id if person else None)
    return row if matches and row.created > clock.now() - LIFETIME else None


def forget_old() -> None:
    """Delete challenges that nobody answered."""
    Challenge.delete().where(Challenge.created < clock.now() - LIFETIME).execute()
