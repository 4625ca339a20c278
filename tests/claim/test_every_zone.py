"""F9: a claim-by date ends at the first instant of the next local day, in every zone that there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from cme.base import clock as clocks
from cme.claim import rules
from cme.earn.records import Entry
from tests.claim.test_claim_by import at
from tests.ledger_audit import assert_ledger_balances

ZONES = sorted(available_timezones() - {"localtime", "posixrules"})
DAYS = (date(2026, 12, 31), date(2028, 2, 29), date(2027, 2, 28), date(2011, 12, 30))  # the last was none in Apia
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def clock_changes(zone: str, year: int = 2026) -> list[date]:
    """Find the days of a year on which a zone's clocks are changed; two days in spring and autumn where none are."""
    tz = ZoneInfo(zone)
    noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + n * DAY for n in range(366)]
    found = [
        after.astimezone(tz).date()
        for before, after in zip(noons, noons[1:], strict=False)
        if before.astimezone(tz).utcoffset() != after.astimezone(tz).utcoffset()
    ]
    return (found + [date(year, 3, 29), date(year, 10, 25)])[:2]


@cache
def deadline(day: date, zone: str) -> datetime:
    """Find the first instant after a local day, by halving: no arithmetic with local times."""
    tz = ZoneInfo(zone)
    before = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * DAY
    low, high = 0, 5 * 86400
    while low < high:
        middle = (low + high) // 2
        if (before + middle * SECOND).astimezone(tz).date() > day:
            high = middle
        else:
            low = middle + 1
    return before + low * SECOND


def line(claim_by):
    return rules.Line(1, None, 50, "to-claim", claim_by, "ama-pra-1", 25)


def may_claim(day: date, moment: datetime, zone: str) -> bool:
    """Whether a line with this claim-by date is let through at a moment."""
    return rules.line_refusal(line(day), "ama-pra-1", clocks.local_date(moment, zone)) is None


@cache
def cases():
    """List every zone with its six days."""
    return [(zone, day) for zone in ZONES for day in (*DAYS, *clock_changes(zone))]


def test_every_zone_and_every_awkward_day():
    """599 zones and six days each, on this machine's database of zones or thereabouts."""
    errors = []
    for zone, day in cases():
        end = deadline(day, zone)
        allowed = [may_claim(day, end + apart, zone) for apart in (-DAY / 2, -SECOND, timedelta(0), SECOND, DAY / 2)]
        if allowed != [True, True, False, False, False]:
            errors.append(f"{zone}, {day}: {allowed} around {end}")
    assert len(cases()) >= 6 * 590
    assert not errors, errors[:20]


def test_the_end_is_local_midnight_or_the_hour_that_stands_in_its_place():
    """The same instant by another way: midnight of the next day on the local clock, in a gap what follows it."""
    for zone, day in cases():
        following = day + DAY
        midnight = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        assert deadline(day, zone) == midnight, (zone, day)


def test_the_day_that_samoa_skipped_ends_where_it_would_have_begun():
    """30 December 2011 was no day in Apia: what could be claimed until then ended with the 29th."""
    assert deadline(date(2011, 12, 30), "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert deadline(date(2011, 12, 29), "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "naive",
    [
        lambda day, moment, zone: moment.date() <= day,
        lambda day, moment, zone: moment < datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY,
        lambda day, moment, zone: (
            moment < datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC) + DAY
        ),
    ],
    ids=["the day in UTC", "midnight in UTC", "24 hours after local midnight"],
)
def test_a_careless_deadline_would_be_seen(naive):
    """The check has power: days that are not 24 hours long, and zones that are not UTC."""
    wrong = [
        (zone, day)
        for zone, day in cases()
        if [naive(day, deadline(day, zone) + apart, zone) for apart in (-SECOND, timedelta(0))] != [True, False]
    ]
    assert len(wrong) >= 100


FAR_APART = (
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Cairo",
    "Pacific/Apia",
)


@pytest.mark.parametrize("zone", FAR_APART)
def test_a_form_sent_a_second_before_is_claimed_and_one_at_the_instant_is_not(cast, clock, visitor, zone):
    end = deadline(date(2026, 12, 31), zone)
    kai = cast.person("kai@example.org", name="Kai", role="physician", country="US", zone=zone)
    clock.set("2024-06-01 12:00:00+00:00")
    entries = [cast.reviewed(kai, f"question {n}") for n in range(3)]
    clock.set(end - timedelta(hours=1))
    browser = visitor(kai)
    answers = []
    for n, (entry, apart) in enumerate(zip(entries, (-SECOND, timedelta(0), SECOND), strict=True)):
        at(kai, clock, end + apart)
        browser.post("/cme/claims", {"key": f"key-{n:020}", "type": "ama-pra-1", "entry": entry.id}, follow=False)
        answers.append(browser.status)
    assert answers == [303, 422, 422]
    browser.has("has passed")
    assert_ledger_balances()


def test_a_clock_that_is_put_back_an_hour_claims_nothing_twice(cast, clock, visitor):
    alice, entry = cast.physician, cast.reviewed(cast.physician)
    browser = visitor(alice)
    form = {"key": "key-0000000000000001", "type": "ama-pra-1", "entry": entry.id}
    first = browser.post("/cme/claims", form, follow=False).answer.location
    clock.forward(hours=-1)
    assert browser.post("/cme/claims", form, follow=False).answer.location == first
    browser.post("/cme/claims", form | {"key": "key-0000000000000002"}, follow=False)
    assert browser.status == 422 and browser.has("already claimed")
    assert_ledger_balances()


def test_a_clock_that_is_put_on_a_year_signs_out_and_lapses_and_breaks_nothing(cast, clock, visitor):
    alice, entry = cast.physician, cast.reviewed(cast.physician)
    browser = visitor(alice)
    clock.forward(days=365 * 3)
    assert browser.get("/cme/claim").address.startswith("/sign-in")
    browser.sign_in(alice).get("/cme/claim").has("Lapsed")
    assert Entry.get_by_id(entry.id).claim_by == date(2028, 12, 31)
    assert_ledger_balances()
