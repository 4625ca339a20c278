"""Sentences of the coordinator's pages of questions that depend on numbers."""

from __future__ import annotations

# What a list calls an import, and the tone of its tag, by its state.
STATES = {
    "reading": ("Being read", "info"),
    "preview": ("Not imported yet", "wait"),
    "waiting": ("Waiting", "info"),
    "running": ("Running", "info"),
    "stopped": ("Stopped", "wait"),
    "done": ("Imported", "good"),
    "failed": ("Failed", "bad"),
}
_WORKING = {
    "reading": "The file is being read. Nothing is imported yet.",
    "waiting": "The import begins in a moment.",
    "running": "The questions are being imported.",
}


def questions(count: int, categories: int) -> str:
    """Return how many questions there are in how many categories, as a sentence."""
    many = "One question for board review" if count == 1 else f"{count:,} questions for board review"
    within = f" in {categories} {'category' if categories == 1 else 'categories'}" if categories else ""
    return f"{many}{within}."


def working(state: str) -> str:
    """Return what an import is doing, as a sentence; "" when it is doing nothing."""
    return _WORKING.get(state, "")


def good(count: int) -> str:
    """Return how many questions can be imported, in words."""
    return f"{count:,} {'question' if count == 1 else 'questions'}"


def nothing_new(refused: int, unchanged: int) -> str:
    """Return why nothing of a file can be imported, as a sentence."""
    if refused and not unchanged:
        return "No question of this file can be imported."
    return "Everything good in it is here already."


def stopped(position: int, total: int) -> str:
    """Return how far a stopped import came, as a sentence."""
    return f"{position:,} of {total:,} are done and stay. It can go on from there."


def refused(shown: int, total: int) -> str:
    """Return that only the first refusals are shown, as a sentence."""
    return f"Only the first {shown} of {total:,} are shown."


def sample(shown: int, total: int) -> str:
    """Return the heading of the questions that a preview shows."""
    return "The questions" if shown == total else f"The first {shown} questions"
