"""The signed token in the links of a page of results: who searched for what, when, where, as which question."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from flask_login import current_user
from itsdangerous import BadData, URLSafeSerializer

from cme.base import clock
from cme.earn import rules


@dataclass(frozen=True)
class Ticket:
    """A search of the person who is signed in; a page of results has one nonce, however often it is used."""

    term: str
    searched: datetime
    zone: str
    nonce: str
    is_new_question: bool


def _signer():
    return URLSafeSerializer(current_app.secret_key, salt="opened-from-a-search")


def write(term: str, question: str = "") -> str:
    """Sign a search at this moment; `question` is the stamp of a new question, whose pages are one search."""
    nonce = _nonce(term, question) if question else secrets.token_urlsafe(9)
    payload = [current_user.id, term, int(clock.now().timestamp()), current_user.zone, nonce, int(bool(question))]
    return _signer().dumps(payload)


def read(signed: str) -> Ticket | None:
    """Read a ticket; None when it is forged, or another person's."""
    try:
        person, term, at, zone, nonce, is_new = _signer().loads(signed)
    except (BadData, ValueError, TypeError):
        return None
    return (
        Ticket(term, datetime.fromtimestamp(at, UTC), zone, nonce, bool(is_new)) if person == current_user.id else None
    )


def _nonce(term: str, question: str) -> str:
    # bound to the person and the term: who copies the URL asks a question of their own
    key = f"{current_user.id}\n{rules.term_key(term)}\n{question}"
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def new_question() -> str:
    """Return the stamp of a new question, for the URL, so that going back and forth stays with the question."""
    return f"{int(clock.now().timestamp()):08x}-{secrets.token_hex(4)}"


def is_fresh(stamp: str) -> bool:
    """Return whether a stamp is one of the last 24 hours."""
    if not re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{8}", stamp):
        return False
    return rules.still_counts(datetime.fromtimestamp(int(stamp[:8], 16), UTC), clock.now())
