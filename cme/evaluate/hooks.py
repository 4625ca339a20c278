"""What stands above the tabs of every CME page and only claiming knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cme.base.http.hooks import hook

if TYPE_CHECKING:
    from cme.offer.hooks import ActivityTotal
    from cme.people.records import Person


@dataclass(frozen=True)
class HeaderActivity:
    """An activity that a page is filtered by."""

    id: int
    slug: str
    title: str


@dataclass(frozen=True)
class PageHeader:
    """What stands above the tabs; `activity` is the one that the page is filtered by, `tabs` are dicts for ui/parts.

    `activity_choices` are the activities that the person has entries of, as (slug, title).
    """

    activity_choices: list[tuple[str, str]]
    activity: HeaderActivity | None
    tabs: list[dict]
    totals: list[ActivityTotal]
    profile: dict


@hook
def page_header(person: Person, tab: str, activity: str = "") -> PageHeader:
    """Gather tabs with counts, totals and the profile's line; `activity` is the slug that filters the page."""


@hook
def tab_counts(person: Person) -> dict[str, int]:
    """Count the entries under each tab: review, claim, claimed."""
