"""Passwords: argon2id with OWASP's parameters, and an estimate of how easily one is guessed."""

from __future__ import annotations

import re
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cme.base.ops import demo_people

MINIMUM, MAXIMUM = 12, 1000
# 19 MiB, two passes, one lane: OWASP's first choice. The library's default takes 64 MiB a sign-in.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_semaphore = threading.BoundedSemaphore(4)
_dummy_hash = None
hashed = 0  # how many hashes were computed; tests of enumeration count them


def hash_password(password: str) -> str:
    """Hash a password; it takes tens of milliseconds."""
    global hashed
    with _semaphore:
        hashed += 1
        return _hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Return whether a password has the stored hash; where there is none it takes just as long."""
    global _dummy_hash, hashed
    if _dummy_hash is None:
        _dummy_hash = _hasher.hash("nobody's password")
    with _semaphore:
        hashed += 1
        try:
            return _hasher.verify(stored or _dummy_hash, password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Return whether a stored hash has other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def validation_error(password: str, context: list[str]) -> str | None:
    """Return why a new password is not accepted, or None; `context` are words that an attacker tries first."""
    if len(password) < MINIMUM:
        return f"Use at least {MINIMUM} characters. Several words in a row are easy to remember."
    if len(password) > MAXIMUM:
        return f"Use at most {MAXIMUM} characters."
    if is_guessable(password, context):
        return "This password is among those that are tried first. Use several words that do not belong together."
    return None


def is_guessable(password: str, context: list[str]) -> bool:
    """Return whether a password falls to the first hundred million guesses (zxcvbn, score below 3)."""
    from zxcvbn import zxcvbn  # a second of dictionaries: only where a password is chosen

    words = [part for word in context for part in re.split(r"[\W_]+", word.casefold()) if len(part) > 2] + [
        "cme",
        "desk",
    ]
    if password == demo_people.PASSWORD or _consists_of(password, words):
        return True
    return zxcvbn(password[:72], user_inputs=words)["score"] < 3


def _consists_of(password: str, words: list[str]) -> bool:
    """Return whether fewer than four letters of a password are left without these words (a name and a year)."""
    rest = whole = re.sub(r"[\W_]", "", password.casefold())
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != whole and len(re.sub(r"\d", "", rest)) < 4
