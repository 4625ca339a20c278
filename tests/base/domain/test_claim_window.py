"""Until which day something can be claimed, in plain values (E7)."""

from __future__ import annotations

import os
import re
from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.base.domain import claim_window

MANY = 2000 if os.environ.get("FULL") == "1" else 100
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("earned", "window", "by"),
    [
        (date(2024, 9, 15), "year-end+2", date(2026, 12, 31)),  # the example of E7
        (date(2024, 1, 1), "year-end+2", date(2026, 12, 31)),
        (date(2024, 12, 31), "year-end+2", date(2026, 12, 31)),
        (date(2024, 2, 29), "year-end+2", date(2026, 12, 31)),
        (date(2026, 11, 22), "year-end+0", date(2026, 12, 31)),
        (date(2026, 11, 22), "anniversary+3", date(2029, 11, 22)),
        (date(2024, 2, 29), "anniversary+3", date(2027, 2, 28)),
        (date(2024, 2, 29), "anniversary+4", date(2028, 2, 29)),
        (date(2023, 2, 28), "anniversary+1", date(2024, 2, 28)),
        (date(2096, 2, 29), "anniversary+4", date(2100, 2, 28)),  # no leap year
    ],
)
def test_claim_by(earned, window, by):
    assert claim_window.claim_by(earned, window) == by


@given(DAYS, st.integers(0, 9))
@settings(max_examples=MANY)
def test_the_end_of_a_year_is_its_last_day(earned, years):
    by = claim_window.claim_by(earned, f"year-end+{years}")
    assert (by.year, by + timedelta(days=1)) == (earned.year + years, date(earned.year + years + 1, 1, 1))


@given(DAYS, st.integers(0, 9))
@settings(max_examples=MANY)
def test_an_anniversary_is_the_same_day_or_the_28th(earned, years):
    by = claim_window.claim_by(earned, f"anniversary+{years}")
    leap_day_lost = (earned.month, earned.day) == (2, 29) and not isleap(by.year)
    assert (by.year, by.month) == (earned.year + years, earned.month)
    assert by.day == (28 if leap_day_lost else earned.day)


@given(DAYS, DAYS, st.sampled_from(["year-end+2", "anniversary+3"]))
@settings(max_examples=MANY)
def test_what_is_earned_later_never_lapses_earlier(one, other, window):
    first, second = sorted([one, other])
    assert claim_window.claim_by(first, window) <= claim_window.claim_by(second, window)


@pytest.mark.parametrize(
    "window", ["", "year-end", "year-end+", "year-end+x", "year-end+-1", "decade+2", "anniversary+9999", "year-end+2 "]
)
def test_what_is_no_window_is_refused(window):
    with pytest.raises(ValueError, match="window|year"):
        claim_window.claim_by(date(2026, 1, 1), window)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("year-end+2", "until 31 December of the second year after the year in which it was earned"),
        ("anniversary+3", "until the third anniversary of the day on which it was earned"),
        ("anniversary+1", "until the first anniversary of the day on which it was earned"),
        ("year-end+4", "until 31 December of the fourth year after the year in which it was earned"),
        ("anniversary+5", "until the fifth anniversary of the day on which it was earned"),
        ("anniversary+6", "until the 6th anniversary of the day on which it was earned"),
    ],
)
def test_a_window_is_said_in_words(window, words):
    assert claim_window.in_words(window) == words


@pytest.mark.parametrize("window", ["decade+2", "year-end+x", "anniversary+", "anniversary+100", "+2"])
def test_a_window_that_is_none_is_named(window):
    with pytest.raises(ValueError, match=f"^{re.escape(repr(window))} is not a claim window$"):
        claim_window.claim_by(date(2026, 1, 1), window)


def test_a_window_of_99_years_is_the_longest():
    assert claim_window.claim_by(date(2026, 1, 1), "year-end+99") == date(2125, 12, 31)
    assert claim_window.claim_by(date(2026, 1, 1), "anniversary+10") == date(2036, 1, 1)
