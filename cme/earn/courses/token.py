"""What the form of a post-test carries: signed, who was shown which version, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import current_app
from flask_login import current_user
from itsdangerous import BadData, URLSafeSerializer


@dataclass(frozen=True)
class Shown:
    """Which versions of a course and of its topic were shown, and the key of that showing."""

    activity_version: int
    topic_version: int
    key: str


def _signer():
    return URLSafeSerializer(current_app.secret_key, salt="post-test")


def write(activity_version: int, topic_version: int) -> str:
    """Sign what is shown to the person who is signed in."""
    return _signer().dumps([current_user.id, activity_version, topic_version, secrets.token_urlsafe(12)])


def read(signed: str) -> Shown | None:
    """Read what was shown; None when it is forged, or was another person's."""
    try:
        person, activity_version, topic_version, key = _signer().loads(signed)
    except (BadData, ValueError, TypeError):
        return None
    return Shown(activity_version, topic_version, key) if person == current_user.id else None
