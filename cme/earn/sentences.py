"""Sentences of the pages of search and articles that depend on values."""

from __future__ import annotations

from cme.base.domain.plural import quantity

# The link from the head of an article to its credit, by Opened.state.
TO_CREDIT = {
    "earned": "On For review",
    "going-on": "On For review",
    "consulted": "Listed as consulted",
    "done": "This search is reviewed",
    "student": "Student mode",
}


def found(total: int, term: str, specialty: str) -> str:
    """Return how many articles a search found, in words."""
    return f"{quantity(total, 'article')} for “{term}”" + (f" in {specialty}" if specialty else "")


def looks_like(warnings: list[tuple[str, str]]) -> str:
    """Return what in a term looks like patient data; `warnings` are pairs of what it looks like and the words."""
    return ", ".join(f"“{words}” looks like {what}" for what, words in warnings)


def to_credit(state: str) -> str:
    """Return the text of the link from the head of an article to its credit."""
    return TO_CREDIT.get(state, "How to earn here")


def consulted(term: str, counts: bool) -> str:
    """Return why an article is only a source; `counts` is whether it is in the CME library by now."""
    reason = "was not in the CME library when you opened it" if counts else "is not in the CME library"
    return f"This article {reason}. It is kept with your search “{term}” as a source;"
