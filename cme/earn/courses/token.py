"""What the form of a post-test carries: signed, who was shown which version, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_login import current_user
from itsdangerous import BadData, URLSafeSerializer

from cme.base import clock

LASTS = timedelta(days=7)  # a form; what it shows may have changed since


@dataclass(frozen=True)
class Shown:
    """Which versions of a course and of its topic were shown, the key of that showing, and whether it is too old."""

    activity_version: int
    topic_version: int
    key: str
    is_old: bool = False


def _signer():
    return URLSafeSerializer(current_app.secret_key, salt="post-test")


def write(activity_version: int, topic_version: int) -> str:
    """Sign what is shown to the person who is signed in."""
    at = int(clock.now().timestamp())
    return _signer().dumps([current_user.id, activity_version, topic_version, secrets.token_urlsafe(12), at])


def read(signed: str) -> Shown | None:
    """Read what was shown; None when it is forged, or was another person's."""
    try:
        person, activity_version, topic_version, key, at = _signer().loads(signed)
    except (BadData, ValueError, TypeError):
        return None
    is_old = clock.now().timestamp() - at > LASTS.total_seconds()
    return Shown(activity_version, topic_version, key, is_old) if person == current_user.id else None
