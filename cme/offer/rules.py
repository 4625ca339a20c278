"""Decisions about what is offered: eligibility, dates, amounts. Plain values in and out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cme.base.domain.claim_window import claim_by
from cme.base.domain.days import order_refusals
from cme.base.domain.refusal import Reason, Refused

DAYS = ("the first day", "The last day")  # as a page calls them
LETTERS = "abcdefgh"
QUESTIONS_A_CREDIT = 6


def meet(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Return whether two spans share a day or are adjacent, with no day between them."""
    (start, end), (begin, until) = one, other
    after = end is not None and end.toordinal() + 1 < begin.toordinal()
    before = until is not None and until.toordinal() + 1 < start.toordinal()
    return not (after or before)


def is_valid(valid_from: date, valid_until: date | None, on: date) -> bool:
    """Return whether an activity is offered on a day."""
    return valid_from <= on and (valid_until is None or on <= valid_until)


def span_refusals(first: date, last: date | None, names: tuple[str, str] = DAYS) -> list[Reason]:
    """Return why articles cannot be in the CME library on these days; `names` are what the reader calls the days."""
    return order_refusals(first, last, "until", names)


def activity_refusals(
    valid_from: date, valid_until: date | None, window: str, names: tuple[str, str] = DAYS
) -> list[Reason]:
    """Return why an activity cannot be offered on these days with this claim window; `names` as for spans."""
    reasons = order_refusals(valid_from, valid_until, "valid_until", names)
    try:
        claim_by(valid_from, window)
    except ValueError:
        reasons.append(Reason("window", f"{window} is not a window such as year-end+2 or anniversary+3."))
    return reasons


def article_refusals(found: int, missing: Sequence[str]) -> list[Reason]:
    """Return why a command cannot run on articles, of which so many were found and these slugs are missing."""
    if missing:
        return [Reason("slugs", "There is no article " + ", ".join(missing) + ". Nothing was changed.")]
    return [] if found else [Reason("slugs", "Name at least one article.")]


def answer_position(letter: str) -> int:
    """Return the position, counted from 0, of the answer with a letter, "A" or "a"; Refused."""
    plain = letter.strip().lower()
    if len(plain) != 1 or plain not in LETTERS:
        raise Refused([Reason("answer", f"{letter} is not a letter from A to H.")])
    return LETTERS.index(plain)


def board_review_maximum(questions: int) -> int:
    """Return for how many credits so many questions are designated: a sixth of them, at least one."""
    return max(1, questions // QUESTIONS_A_CREDIT)
