"""What stands above the tabs on every CME page: counts, totals, the profile in one line, what lapses."""

from __future__ import annotations

from datetime import date

from flask import url_for
from peewee import Case, fn

from cme.base import clock
from cme.base.domain import credit_types
from cme.base.domain.credit import Credit
from cme.base.store.compiled_query import compiled_query
from cme.claim.records import Claim, active
from cme.earn.records import Entry, balance_expression
from cme.evaluate.hooks import HeaderActivity, PageHeader
from cme.evaluate.records import completed_expression, dismissed_expression
from cme.offer import records as offer
from cme.offer.hooks import ActivityTotal
from cme.offer.records import Activity, ActivityVersion
from cme.people import records as people
from cme.people import rules as people_rules
from cme.people.records import Person

TABS = (
    ("review", "For review", "evaluate.index"),
    ("claim", "To claim", "claim.index"),
    ("claimed", "Claimed", "claim.claimed"),
)


def header(person: Person, tab: str, activity: str = "") -> PageHeader:
    """Gather what the head of a CME page shows; `activity` is the slug of the activity that the page is filtered by."""
    numbers = counts(person)
    sums = totals(person)
    activities = list({row.slug: HeaderActivity(row.id, row.slug, row.activity) for row in sums}.values())
    chosen = next((each for each in activities if each.slug == activity), None)
    return PageHeader(
        activity_choices=[(row.slug, row.title) for row in activities],
        activity=chosen,
        tabs=[
            {
                "label": label,
                "href": url_for(endpoint, activity=chosen and chosen.slug),
                "count": numbers[key],
                "current": key == tab,
                "id": f"n-{key}",
            }
            for key, label, endpoint in TABS
        ],
        totals=[row for row in sums if chosen is None or row.slug == chosen.slug],
        profile=profile_line(person),
    )


def counts(person) -> dict[str, int]:
    """Count what stands under each tab."""
    (waiting,) = _waiting(person.id, clock.today(person.zone))
    ((claims,),) = _claims(person.id)
    return {"review": waiting["review"] or 0, "claim": waiting["claim"] or 0, "claimed": claims}


@compiled_query
def _waiting(person_id: int, today: date):
    live = Entry.claim_by >= today
    return (
        Entry.select(
            fn.SUM(Case(None, [((live & ~completed_expression() & ~dismissed_expression()), 1)], 0)).alias("review"),
            fn.SUM(Case(None, [((live & completed_expression() & (balance_expression() > 0)), 1)], 0)).alias("claim"),
        )
        .where(Entry.person == person_id)
        .dicts()
    )


@compiled_query
def _claims(person_id: int):
    return Claim.select(fn.COUNT(Claim.id)).where(Claim.person == person_id, active()).tuples()


def find_activity(slug: str) -> Activity | None:
    """Find the activity that a page is filtered by."""
    return offer.find_activity(slug) if slug else None


def of_activity(person, activity) -> list[ActivityTotal]:
    """Sum what a person has of one activity, per credit type."""
    return totals(person, activity)


def totals(person, activity=None) -> list[ActivityTotal]:
    """Sum per activity (all, or one) and credit type what was earned, claimed and lapsed (L1, E7).

    What lapsed is not counted as earned; a dismissed search never was.
    """
    number = None if activity is None else activity.id if isinstance(activity, Activity) else activity
    sums = {
        (activity, kind): (int(amount - lapsed), int(amount - balance), int(lapsed))
        for activity, kind, amount, balance, lapsed in _sums(person.id, clock.today(person.zone), number)
    }
    titles = _titles([activity for activity, _ in sums])
    order = {kind.code: at for at, kind in enumerate(credit_types.ordered(person.profile_row.role))}
    return [
        ActivityTotal(
            id=activity,
            slug=titles[activity][0],
            activity=titles[activity][1],
            href=url_for("offer.activity", slug=titles[activity][0]),
            type=credit_types.CREDIT_TYPES[kind].name,
            earned=Credit(earned),
            claimed=Credit(claimed),
            lapsed=Credit(lapsed),
        )
        for (activity, kind), (earned, claimed, lapsed) in sorted(
            sums.items(), key=lambda each: (each[0][0], order[each[0][1]])
        )
    ]


@compiled_query
def _sums(person_id: int, today: date, activity_id: int | None):
    lapsed = Case(None, [(Entry.claim_by < today, balance_expression())], 0)
    query = Entry.select(
        Entry.activity, Entry.credit_type, fn.SUM(Entry.amount), fn.SUM(balance_expression()), fn.SUM(lapsed)
    ).where(Entry.person == person_id, ~dismissed_expression())
    if activity_id is not None:
        query = query.where(Entry.activity == activity_id)
    return query.group_by(Entry.activity, Entry.credit_type).tuples()


def _date(value) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _titles(activity_ids) -> dict[int, tuple[str, str]]:
    return (
        {number: (slug, title) for number, slug, title in _activity_titles(list(activity_ids))} if activity_ids else {}
    )


@compiled_query
def _activity_titles(activity_ids: list[int]):
    return (
        ActivityVersion.select(Activity.id, Activity.slug, ActivityVersion.title)
        .join(Activity)
        .where(Activity.id.in_(activity_ids))
        .order_by(ActivityVersion.id)
        .tuples()
    )


def profile_line(person) -> dict:
    """Say the profile in one line: name, role, bodies; and what is missing for claiming (P4), also in words."""
    profile = person.profile_row
    name = ", ".join(filter(None, (profile.name, profile.credentials)))
    missing = people_rules.missing_to_claim(profile.name, profile.role, profile.country, profile.zone)
    return {
        "name": name,
        "role": credit_types.ROLE_NAMES.get(profile.role, ""),
        "bodies": [listing.label for listing in people.reporting_bodies(person)],
        "missing": missing,
        "missing_words": people_rules.in_words(missing) if missing else "",
    }


def lapsing_next(person) -> dict | None:
    """Return what lapses next: the day, how many entries, and how much of each type; None when nothing waits."""
    today = clock.today(person.zone)
    rows = _next(person.id, today)
    if not rows:
        return None
    next_day = rows[0][0]
    first = [(kind, count, int(amount)) for day, kind, count, amount in rows if day == next_day]
    sums = credit_types.by_type(person.profile_row.role, {kind: amount for kind, _, amount in first})
    return {"day": _date(next_day), "count": sum(count for _, count, _ in first), "sums": sums}


@compiled_query
def _next(person_id: int, today: date):
    return (
        Entry.select(Entry.claim_by, Entry.credit_type, fn.COUNT(Entry.id), fn.SUM(balance_expression()))
        .where(Entry.person == person_id, Entry.claim_by >= today, balance_expression() > 0, ~dismissed_expression())
        .group_by(Entry.claim_by, Entry.credit_type)
        .order_by(Entry.claim_by)
        .tuples()
    )


def claimed_in(person, year: int) -> list[tuple[credit_types.CreditType, Credit]]:
    """Sum what was claimed in a year and stands, for each type, the role's own first."""
    rows = _claimed_between(person.id, date(year, 1, 1), date(year, 12, 31))
    return credit_types.by_type(person.profile_row.role, {kind: int(amount) for kind, amount in rows})


@compiled_query
def _claimed_between(person_id: int, first: date, last: date):
    return (
        Claim.select(Claim.credit_type, fn.SUM(Claim.total))
        .where(Claim.person == person_id, Claim.claimed_on.between(first, last), active())
        .group_by(Claim.credit_type)
        .tuples()
    )
