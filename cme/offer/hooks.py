"""What the pages and commands of the offer show and only later steps know."""

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
    """What a person earned, claimed and let lapse of an activity (its title) in one type of credit (its name)."""

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
    """Sum what a person earned, claimed and let lapse of an activity, for each credit type."""


@hook
def accepted_points(person: Person, activity: Activity) -> list[tuple[str, Credit]]:
    """List the boards that accepted MOC points of a person for an activity, each with how many."""


@hook
def credit_corrected_key(correction: KeyCorrection) -> int:
    """Credit the people whom the old key of a question cost a point; return how many."""
