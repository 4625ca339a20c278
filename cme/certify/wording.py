"""The words of the certificates of a claim: one for each activity, in the claim's credit type (C1, C2, C4, C5)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from cme.base import provider
from cme.base.domain import credit_types, statements
from cme.base.domain.credit import Credit
from cme.certify import rules
from cme.claim import records as claims
from cme.claim.records import Claim, EntryToClaim
from cme.earn.questions import records as questions
from cme.earn.records import Entry
from cme.evaluate.records import relevant_titles
from cme.offer.courses import records as courses
from cme.offer.records import BOARD_REVIEW, Activity, ActivityVersion


class Completed(NamedTuple):
    """An entry on a certificate: the day of completion, the entry, its evaluation, the amount (hundredths)."""

    on: date
    entry: Entry | EntryToClaim
    evaluation_id: int | None
    amount: int


def of_claim(claim: Claim) -> list[dict]:
    """Return the words of each certificate of a claim."""
    lines = claims.lines_of([claim.id]).get(claim.id, [])
    rows = [Completed(line.completed_on, line.entry, line.evaluation_id, line.amount) for line in lines]
    return write(claim.holder, claim.credit_type, claim.provider or provider.Unnamed(), rows, claim.claimed_on)


def preview(
    holder: dict, credit_type: str, provider: provider.Provider | provider.Unnamed, waiting: list, today: date
) -> list[dict]:
    """Return the words of the certificates that a claim of these entries would give."""
    rows = [Completed(row.completed_on, row.entry, row.evaluation_id, row.amount.hundredths) for row in waiting]
    return write(holder, credit_type, provider, rows, today)


def write(
    holder: dict, credit_type: str, provider: provider.Provider | provider.Unnamed, rows: list[Completed], issued: date
) -> list[dict]:
    """Return the words of the certificates of some entries; the number of queries does not grow with them."""
    groups: dict[int, list[Completed]] = {}
    for row in sorted(rows, key=lambda row: (row.on, row.entry.id)):
        groups.setdefault(row.entry.activity_id, []).append(row)
    newest = {activity: max(row.entry.activity_version_id for row in mine) for activity, mine in groups.items()}
    versions = _versions(list(newest.values()))
    designations = _designations(list(newest.values()), credit_type)
    titles = relevant_titles((row.entry.search_id, row.evaluation_id) for row in rows)
    sheets = []
    for activity, mine in sorted(groups.items()):
        version = versions[newest[activity]]
        listing = LISTINGS.get(version.activity.kind, _articles)
        sheets.append(
            rules.words(
                holder=holder,
                awarded=credit_types.awarded(holder["role"], credit_type),
                credit_type=credit_types.CREDIT_TYPES[credit_type],
                provider=provider,
                activity=_designated_activity(version, designations.get(version.id)),
                issued=issued,
                lines=[{"completed": row.on, "amount": row.amount} for row in mine],
                fill=statements.fill_statement,
                listing=listing(mine, credit_type, titles),
                designated=designations[version.id].maximum if version.id in designations else None,
            )
        )
    return sheets


def _versions(ids) -> dict[int, ActivityVersion]:
    rows = ActivityVersion.select(ActivityVersion, Activity).join(Activity).where(ActivityVersion.id.in_(ids or [0]))
    return {row.id: row for row in rows}


def _designations(version_ids, credit_type) -> dict[int, courses.Designation]:
    found = courses.designations(version_ids)
    return {version: row for version, rows in found.items() for row in rows if row.credit_type == credit_type}


def _designated_activity(version, designation) -> rules.DesignatedActivity:
    """Return what a version prints for the claim's credit type; a course has a designation for each of its types."""
    return rules.DesignatedActivity(
        title=version.title,
        format=version.format,
        accme_number=version.accme_number,
        designation=designation.words if designation else version.designation,
        maximum=str(Credit(designation.maximum)) if designation else version.maximum,
    )


def _articles(rows, credit_type, titles) -> dict:
    return rules.listing(
        "What was completed",
        "Articles",
        [(row.on, "; ".join(titles[row.entry.search_id, row.evaluation_id]), row.amount) for row in rows],
        credit_types.CREDIT_TYPES[credit_type].noun,
    )


def _topics(rows, credit_type, titles) -> dict:
    return rules.listing(
        "Topics completed",
        "Topic",
        [(row.on, _topic(row.entry), row.amount) for row in rows],
        credit_types.CREDIT_TYPES[credit_type].noun,
    )


def _topic(entry) -> str:
    required = credit_types.state_name(entry.state, entry.state_topic)
    return f"{entry.title} ({required})" if required else entry.title


def _categories(rows, credit_type, titles) -> dict:
    categories = questions.by_category([row.entry.id for row in rows])
    return rules.categories_listing(categories, sum(row.amount for row in rows))


# Functions that return the list of a certificate, by the kind of its activity.
LISTINGS = {courses.COURSE: _topics, BOARD_REVIEW: _categories}
