"""Sentences of the pages of board review that depend on values."""

from __future__ import annotations

from cme.earn.questions.rules import PER_CREDIT


def on_the_way(answers: int) -> str:
    """Return the heading of the answers that wait for the next credit."""
    return "The answer that waits for it" if answers == 1 else f"The {answers} answers that wait for it"


def session(day: str, answered: int, total: int) -> str:
    """Return the accessible name of an unfinished session, for its buttons."""
    return f"session of {day}, {answered} of {total} answered"


def _before(first_only: bool) -> str:
    return "before; only the first attempt counts" if first_only else "correctly before"


def practice(first_only: bool) -> str:
    """Return why a question is practice."""
    return f"You have answered this one {_before(first_only)}."


def some_practice(practice: int, counting: int, first_only: bool) -> tuple[str, str]:
    """Return that some questions of a session are practice: a title and a text."""
    before = _before(first_only).replace(";", ":")
    title = f"{practice} of them {'is' if practice == 1 else 'are'} practice"
    other = "The other" if practice == 1 else "The others"
    text = f"{counting} can count. {other} you have answered {before}."
    return title, f"{text} Practice earns nothing; each such question says so."


def all_practice(first_only: bool) -> str:
    """Return that all questions of a session are practice."""
    before = _before(first_only).replace(";", ", and")
    return f"You have answered all of these {before}. Practice earns nothing."


def verdict_sentence(
    verdict: str, *, correct: bool, after_all: bool, completed_credit: bool, waiting: int, first_only: bool
) -> str:
    """Return the sentence about the verdict on an answer (see rules.verdict).

    `after_all`: the key was corrected, and this answer counts now; `completed_credit`: it is one of the answers of
    a credit; `waiting` is the number of answers that wait for the next one.
    """
    if after_all:
        return "The right answer of this question was mended, and yours counts."
    if verdict == "counts" and completed_credit:
        return "This answer is one of six that made a credit."
    return {
        "counts": f"It counts: {waiting} of {PER_CREDIT} on the way to your next credit.",
        "practice": f"It counted before, so this was practice{'' if correct else '; nothing is lost'}.",
        "late": "Only the first attempt at a question counts here.",
        "closed": "The activity is not valid today, so it does not count.",
        "student": "Student mode: it earns nothing and uses nothing up.",
        "wrong": "Only the first attempt at a question counts here."
        if first_only
        else "It can still count: answer it correctly another time.",
    }[verdict]
