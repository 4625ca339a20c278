"""What stands above the tabs of every CME page and only claiming knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cme.base.http.hooks import hook

if TYPE_CHECKING:
    from cme.people.records import Person


@hook
def page_header(person: Person, tab: str, activity: str = "") -> dict:
    """Gather tabs with counts, totals and the profile's line; `activity` is the slug that filters the page."""


@hook
def tab_counts(person: Person) -> dict[str, int]:
    """Count the entries under each tab: review, claim, claimed."""
