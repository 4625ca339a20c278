"""Sentences of the pages of courses that depend on numbers or dates."""

from __future__ import annotations

from datetime import date

from cme.base.domain.plural import quantity
from cme.base.http.web import day

HOW_TO_CLAIM = (
    "What you pass stands under To claim at once, once for each credit type. "
    "Tick it, lower the amount if you took less, and confirm the preview."
)


def topics(total: int, passed: int) -> str:
    """Return how many topics a course has, and how many of them are passed, in words."""
    return quantity(total, "topic") + (f", {passed} passed" if passed else "")


def valid(start: date, end: date | None) -> str:
    """Return from when until when a course is valid, for the middle of a sentence."""
    return f"from {day(start)}" + (f" until {day(end)}" if end else "")


def evaluation(waiting: int) -> str:
    """Return what an evaluation is for; `waiting` is the number of topics whose credit waits for it."""
    if waiting:
        return f"With it the credit of {quantity(waiting, 'topic')} is yours."
    return "Three questions, once for the whole course."


def attempts(left: int | None, of: int | None) -> str:
    """Return how many attempts at a post-test are left, in words; `left` is None where there is no limit."""
    return "You may try as often as you like." if left is None else f"{left} of {of} attempts left."


def attempts_with_this(left: int | None, of: int | None) -> str:
    """Return how many attempts at a post-test are left, in words, counting the one that is about to be used."""
    return attempts(left, of) if left is None else f"{left} of {of} attempts left; this is one."
