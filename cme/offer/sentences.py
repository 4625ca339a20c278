"""Sentences of the offer's pages that depend on numbers or dates."""

from __future__ import annotations

from datetime import date

from cme.base.http.web import day

HOW_TO_CLAIM = "Review each entry under For review, tick it under To claim, and confirm the preview."
HOW_TO_CLAIM_QUESTIONS = (
    "Six counted answers put a credit under To claim. Tick it there and confirm the preview; "
    "there is nothing to review."
)


def validity(start: date, end: date | None) -> str:
    """Return from when until when something is valid, as a sentence."""
    return f"From {day(start)}" + (f" until {day(end)}" if end else ", until further notice")


def library(count: int) -> str:
    """Return how so many articles of the CME library count, as a sentence."""
    if count == 1:
        return "This article counts when a search of yours leads to it."
    return f"These {count} articles count when a search of yours leads to them."
