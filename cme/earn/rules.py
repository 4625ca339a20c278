"""Rules of earning at the point of care (E2, E3, P5). Plain values in and out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

OPENING_COUNTS_FOR = timedelta(hours=24)
SAME_QUESTION_FOR = timedelta(minutes=30)


def term_key(term: str) -> str:
    """Return the key by which terms are the same, regardless of case and spaces."""
    return " ".join(term.casefold().split())[:200]  # ß becomes ss: a key can be longer than its term


def still_counts(searched: datetime, now: datetime) -> bool:
    """Return whether an opening still counts from a search: for 24 hours, and not from the future."""
    return searched - timedelta(minutes=5) <= now < searched + OPENING_COUNTS_FOR


def same_question(last_opening: datetime, now: datetime) -> bool:
    """Return whether the same term goes on with its entry: within 30 minutes of the last opening."""
    return now - last_opening <= SAME_QUESTION_FOR


class Headers(Protocol):
    """The headers of a request."""

    def get(self, name: str, default: str, /) -> str:
        """Return a header, or the default where it is missing."""

    def __contains__(self, name: str, /) -> bool:
        """Return whether a header is there."""


def is_prefetch(headers: Headers) -> bool:
    """Return whether a browser fetches a page that nobody looks at yet."""
    purposes = " ".join(
        headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz", "HX-Preload")
    )
    if "prefetch" in purposes.lower() or "prerender" in purposes.lower() or "preview" in purposes.lower():
        return True
    if "HX-Preload" in headers or "HX-Preloaded" in headers:
        return True
    return headers.get("Sec-Fetch-Dest", "document") not in ("document", "empty")
