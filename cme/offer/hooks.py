"""What the pages and commands of the offer show that only later steps know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cme.base.http.hooks import hook

if TYPE_CHECKING:
    from cme.base.domain.credit import Credit
    from cme.offer.questions.records import KeyCorrection
    from cme.offer.records import Activity
    from cme.people.records import Person


@dataclass(frozen=True)
class ActivityTotal:
    """The credits that a person earned, claimed and let lapse of an activity in one credit type, all by name."""

    id: int  # of the activity
    slug: str
    activity: str
    href: str
    type: str
    earned: Credit
    claimed: Credit
    lapsed: Credit


@hook
def activity_totals(person: Person, activity: Activity) -> list[ActivityTotal]:
    """Return the credits that a person earned, claimed and let lapse of an activity, for each credit type."""


@hook
def accepted_points(person: Person, activity: Activity) -> list[tuple[str, Credit]]:
    """List the boards that accepted MOC points of a person for an activity, each with the points."""


@hook
def credit_corrected_key(correction: KeyCorrection) -> int:
    """Credit the people whom the old key of a question cost a point; return how many."""
