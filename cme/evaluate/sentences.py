"""What the pages of For review say, as far as it depends on something."""

from __future__ import annotations


def reword_term(warnings: list[tuple[str, str]]) -> str:
    """Ask for other words where a search term looks like patient data; "" where it does not.

    `doubts` are pairs of what it looks like and the words that do.
    """
    if not warnings:
        return ""
    what, words = warnings[0]
    return f"“{words}” looks like {what}. Reword the term if it tells who a patient is."
