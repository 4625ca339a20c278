"""The CME widget: what waits, what is claimed this year, what lapses next and when (L1)."""

from __future__ import annotations

import re

import pytest

from cme.claim import records as claims
from cme.earn.records import Entry
from cme.evaluate import records as evaluate
from tests import courses


def stats(page):
    """The numbers of the widget by their label."""
    found = re.findall(
        r'class="stat-label">(.*?)</p>\s*<p class="stat-value">(.*?)</p>(?:\s*<p class="stat-hint">(.*?)</p>)?',
        page,
        re.DOTALL,
    )
    return {re.sub("<[^>]+>", "", label): (value.strip(), hint.strip()) for label, value, hint in found}


@pytest.fixture
def look(visitor):
    def look(person):
        return stats(visitor(person).get("/dashboard").page)

    return look


def test_a_fresh_dashboard_says_that_nothing_waits(cast, look):
    assert look(cast.physician) == {
        "For review": ("0", ""),
        "To claim": ("0", ""),
        "Claimed in 2026": ("0", "credits"),
        "Lapses next": ("0", "nothing waits"),
    }


def test_it_counts_what_waits_and_sums_what_was_claimed_this_year(cast, look, clock):
    clock.set("2025-12-31 23:00-05:00")  # 1 January already in UTC
    cast.claimed(cast.physician, 3)
    clock.set("2026-01-01 00:00-05:00")
    cast.claimed(cast.physician, 2)
    claims.undo(cast.claimed(cast.physician, 4), by="test")
    cast.entry(cast.physician, "one")
    cast.claimed(cast.stranger, 5)
    found = look(cast.physician)
    assert (found["For review"][0], found["To claim"][0], found["Claimed in 2026"][0]) == ("1", "4", "1")


def test_it_says_what_lapses_next_and_when(cast, look, clock):
    clock.set("2024-06-01 12:00-04:00")
    cast.reviewed(cast.physician, "reviewed")
    cast.entry(cast.physician, "not yet")
    evaluate.dismiss(cast.entry(cast.physician, "not read"))
    cast.claimed(cast.physician)
    clock.set("2025-06-01 12:00-04:00")
    cast.entry(cast.physician, "later")
    assert look(cast.physician)["Lapses next"] == ("1", "AMA PRA Category 1 Credit™, 31 Dec 2026, 2 entries")
    clock.set("2027-01-01 00:00-05:00")
    assert look(cast.physician)["Lapses next"] == ("0.5", "AMA PRA Category 1 Credits™, 31 Dec 2027, 1 entry")


def test_credits_of_different_types_are_never_added(cast, look, clock):
    course = courses.offer(credits={"ama-pra-1": 1.25, "acep-1": 1})
    courses.answer(cast.physician, course)
    assert look(cast.physician)["Lapses next"] == (
        "1.25",
        "AMA PRA Category 1 Credits™ and 1 ACEP Category I credit, 22 Nov 2029, 2 entries",
    )
    for row in Entry.select():
        claims.claim(cast.physician, f"the key of {row.credit_type}", row.credit_type, [(row.id, None)], by="test")
    found = look(cast.physician)
    assert found["Claimed in 2026"] == ("1.25", "AMA PRA Category 1 Credits™ and 1 ACEP Category I credit")
    assert found["Lapses next"] == ("0", "nothing waits")


def test_go_to_cme_credits_leads_to_where_something_waits(cast, visitor):
    cast.reviewed(cast.physician)
    alice = visitor(cast.physician)
    goes = r'class="button button--primary" href="([^"]+)">Go to CME Credits'
    assert re.search(goes, alice.get("/dashboard").page).group(1) == "/cme/claim"
    cast.entry(cast.physician, "one more")
    assert re.search(goes, alice.get("/dashboard").page).group(1) == "/cme/review"


def test_a_newcomer_sees_what_is_needed_before_the_first_claim(cast, visitor):
    page = visitor(cast.newcomer).get("/dashboard")
    page.has(
        "Before your first claim",
        "your name as it is to be printed, your clinical role, your country and your time zone",
    )
    assert page.links(r"/profile\?back=/dashboard")
