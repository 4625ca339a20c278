"""Rules of board-review answers (E5, C5, P5). Plain values in and out."""

from __future__ import annotations

from collections import Counter

PER_CREDIT = 6
MAX_QUESTIONS = 60  # of a session
NUMBERS = (6, 12, 24, 48)
QUARTER = 25


def verdict(*, student: bool, correct: bool, counted: bool, tried: bool, first_only: bool, offered: bool) -> str:
    """Return the verdict on an answer.

    student (earns nothing, uses nothing up), practice (it was answered correctly before), wrong, closed (the
    activity is not valid today), late (only first attempts count, and this is not the first), counts.
    """
    if student:
        return "student"
    if counted:
        return "practice"
    if not correct:
        return "wrong"
    if not offered:
        return "closed"
    return "late" if first_only and tried else "counts"


def may_count(*, counted: bool, tried: bool, first_only: bool) -> bool:
    """Return whether a question can still count for somebody who answers it correctly in Clinician mode."""
    return not counted and not (first_only and tried)


def chosen(candidates: list[tuple[int, str]], number: int) -> list[int]:
    """Choose the questions of a session: new ones first, then those not yet correct, practice last.

    `candidates` are pairs of question and state (new, tried, practice), already shuffled.
    """
    order = {"new": 0, "tried": 1, "practice": 2}
    ranked = sorted(candidates, key=lambda pair: order[pair[1]])  # sorting keeps the shuffled order of equals
    return [question for question, _ in ranked[:number]]


def block_title(categories: list[str]) -> str:
    """Return the title of a credit by its six questions: "6 board-review questions: Cardiology (4), Nephrology (2)"."""
    counts = sorted(Counter(categories).items(), key=lambda pair: (-pair[1], pair[0]))
    return f"{len(categories)} board-review questions: " + ", ".join(f"{name} ({count})" for name, count in counts)


def category_credit(counted: int, credit: int = 100) -> int:
    """Return the credit of a category by its counted answers: n/6, rounded down to the quarter; hundredths (C5)."""
    return counted * credit // PER_CREDIT // QUARTER * QUARTER
