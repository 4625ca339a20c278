"""The signed token in the form of a post-test: who was shown which versions, and a key, so that it counts once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_login import current_user
from itsdangerous import BadData, URLSafeSerializer

from cme.base import clock

MAX_AGE = timedelta(days=7)  # of a form, whose test may have changed since


@dataclass(frozen=True)
class Shown:
    """The versions of a course and of a topic that a form showed, the key of the form, and whether it is too old."""

    activity_version: int
    topic_version: int
    key: str
    is_old: bool = False


def _signer():
    return URLSafeSerializer(current_app.secret_key, salt="post-test")


def write(activity_version: int, topic_version: int) -> str:
    """Sign the versions that are shown to the person who is signed in, with a new key."""
    at = int(clock.now().timestamp())
    return _signer().dumps([current_user.id, activity_version, topic_version, secrets.token_urlsafe(12), at])


def read(signed: str) -> Shown | None:
    """Read a token; None when it is forged, or another person's."""
    try:
        person, activity_version, topic_version, key, at = _signer().loads(signed)
    except (BadData, ValueError, TypeError):
        return None
    is_old = clock.now().timestamp() - at > MAX_AGE.total_seconds()
    return Shown(activity_version, topic_version, key, is_old) if person == current_user.id else None
