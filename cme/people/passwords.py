"""Passwords: argon2id with OWASP's numbers, and a guess at how easily one is guessed."""

from __future__ import annotations

import re
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cme.base.ops import demo_people

MINIMUM, MAXIMUM = 12, 1000
# 19 MiB, two passes, one lane: OWASP's first choice. The library's default takes 64 MiB a sign-in.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_at_once = threading.BoundedSemaphore(4)
_nobody = None
hashed = 0  # how many hashes were computed; tests of enumeration count them


def make(password: str) -> str:
    """Hash a password."""
    global hashed
    with _at_once:
        hashed += 1
        return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one; for nobody's it takes just as long."""
    global _nobody, hashed
    if _nobody is None:
        _nobody = _hasher.hash("nobody's password")
    with _at_once:
        hashed += 1
        try:
            return _hasher.verify(stored or _nobody, password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether a stored hash was made with other numbers than today's."""
    return _hasher.check_needs_rehash(stored)


def fault(password: str, about: list[str]) -> str | None:
    """Say why a new password cannot be taken, or None; `about` are words that an attacker tries first."""
    if len(password) < MINIMUM:
        return f"Use at least {MINIMUM} characters. Several words in a row are easy to remember."
    if len(password) > MAXIMUM:
        return f"Use at most {MAXIMUM} characters."
    if guessable(password, about):
        return "This password is among those that are tried first. Use several words that do not belong together."
    return None


def guessable(password: str, about: list[str]) -> bool:
    """Whether a password falls to the first hundred million guesses (zxcvbn, score below 3)."""
    from zxcvbn import zxcvbn  # a second of dictionaries: only where a password is chosen

    words = [part for word in about for part in re.split(r"[\W_]+", word.casefold()) if len(part) > 2] + ["cme", "desk"]
    if password == demo_people.PASSWORD or _is_made_of(password, words):
        return True
    return zxcvbn(password[:72], user_inputs=words)["score"] < 3


def _is_made_of(password: str, words: list[str]) -> bool:
    """Whether hardly a letter is left of a password without these words: a name and a year, say."""
    rest = whole = re.sub(r"[\W_]", "", password.casefold())
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != whole and len(re.sub(r"\d", "", rest)) < 4
