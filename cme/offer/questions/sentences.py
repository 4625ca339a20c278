"""What the coordinator's pages of questions say, as far as it depends on numbers."""

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
    """Say how many questions there are in how many categories."""
    many = "One question for board review" if count == 1 else f"{count:,} questions for board review"
    within = f" in {categories} {'category' if categories == 1 else 'categories'}" if categories else ""
    return f"{many}{within}."


def working(state: str) -> str:
    """Say what an import is doing; "" when it is doing nothing."""
    return _WORKING.get(state, "")


def good(count: int) -> str:
    """Name the questions that can be imported."""
    return f"{count:,} {'question' if count == 1 else 'questions'}"


def nothing_new(refused: int, unchanged: int) -> str:
    """Say why nothing of a file can be imported."""
    if refused and not unchanged:
        return "No question of this file can be imported."
    return "Everything good in it is here already."


def stopped(position: int, total: int) -> str:
    """Say how far an import came that was stopped."""
    return f"{position:,} of {total:,} are done and stay. It can go on from there."


def refused(shown: int, total: int) -> str:
    """Say that only the first questions that were refused are shown."""
    return f"Only the first {shown} of {total:,} are shown."


def sample(shown: int, total: int) -> str:
    """Head the questions of a file that are shown before it is imported."""
    return "The questions" if shown == total else f"The first {shown} questions"
