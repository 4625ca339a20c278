"""What the pages of searching and reading say, as far as it depends on something."""

from __future__ import annotations

from cme.base.domain.quantity import quantity

# Where the head of an article leads to, by what opening it did (Opened.state).
TO_CREDIT = {
    "earned": "On For review",
    "going-on": "On For review",
    "consulted": "Listed as consulted",
    "done": "This search is reviewed",
    "student": "Student mode",
}


def found(total: int, term: str, specialty: str) -> str:
    """Say how many articles a search found."""
    return f"{quantity(total, 'article')} for “{term}”" + (f" in {specialty}" if specialty else "")


def looks_like(warnings: list[tuple[str, str]]) -> str:
    """List what in a term looks like patient data: pairs of what it looks like and the words that do."""
    return ", ".join(f"“{words}” looks like {what}" for what, words in warnings)


def to_credit(state: str) -> str:
    """Name the link from the head of an article to its credit."""
    return TO_CREDIT.get(state, "How to earn here")


def consulted(term: str, counts: bool) -> str:
    """Say why an article is a source only; `counts` tells whether it is in the CME library by now."""
    why = "was not in the CME library when you opened it" if counts else "is not in the CME library"
    return f"This article {why}. It is kept with your search “{term}” as a source;"
