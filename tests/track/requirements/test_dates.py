"""Where cycles begin and end: leap days, months of other lengths, what does not fit together, overlaps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.track.requirements.dates import rules
from tests.conftest import FULL

COUNTS = settings(max_examples=2000 if FULL else 60, deadline=None)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
D = date.fromisoformat


@pytest.mark.parametrize(
    ("starts", "months", "ends"),
    [
        ("2024-10-01", 24, "2026-09-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2023-03-01", 12, "2024-02-29"),
        ("2024-03-01", 12, "2025-02-28"),
        ("2024-08-31", 1, "2024-09-30"),
        ("2026-01-01", 120, "2035-12-31"),
        ("2024-01-31", 1, "2024-02-29"),
    ],
)
def test_the_last_day_is_the_one_before_the_months_are_full(starts, months, ends):
    assert rules.last_day(D(starts), months) == D(ends)


@COUNTS
@given(DAYS, st.integers(1, rules.LONGEST))
def test_one_cycle_begins_where_the_other_ends(starts, months):
    ends = rules.last_day(starts, months)
    assert starts <= ends
    begins, then = rules.following(starts, ends, months)
    assert begins == ends + timedelta(days=1) and then > ends


@COUNTS
@given(DAYS.filter(lambda day: day.day <= 28), st.integers(1, rules.LONGEST))
def test_first_and_last_day_agree(starts, months):
    assert rules.first_day(rules.last_day(starts, months), months) == starts


@pytest.mark.parametrize(
    ("typed", "day", "error"),
    [
        ("2026-03-31", date(2026, 3, 31), None),
        ("", None, None),
        ("2024-02-29", date(2024, 2, 29), None),
        ("2025-02-29", None, "There is no 29 February 2025"),
        ("2026-04-31", None, "There is no 31 April 2026"),
        ("2026-13-01", None, "There is no such date"),
        ("0000-01-01", None, "There is no such date"),
        ("soon", None, "Enter a date such as 2026-03-31"),
        ("٢٠٢٦-٠١-٠١", None, "Enter a date such as 2026-03-31"),
    ],
)
def test_a_date_is_read_or_refused_with_a_sentence(typed, day, error):
    assert rules.read(typed) == (day, error)


def test_two_of_start_end_and_months_are_enough():
    whole = (date(2024, 10, 1), date(2026, 9, 30), 24)
    assert rules.settle(whole[0], None, 24) == whole
    assert rules.settle(None, whole[1], 24) == whole
    assert rules.settle(whole[0], whole[1], None) == whole
    assert rules.settle(*whole) == whole


@pytest.mark.parametrize(
    ("starts", "ends", "months", "says"),
    [
        (None, None, 24, "Enter the first or the last day"),
        ("2026-10-01", None, None, "Enter the first or the last day"),
        ("2026-10-01", "2026-09-30", None, "before it begins"),
        ("2024-10-01", "2026-09-30", 36, "end on 30 September 2027"),
        ("2024-10-01", None, 0, "between 1 and 240"),
        ("2024-10-01", None, 241, "between 1 and 240"),
    ],
)
def test_what_does_not_fit_together_is_said(starts, ends, months, says):
    error = rules.settle(D(starts) if starts else None, D(ends) if ends else None, months)
    assert isinstance(error, str) and says in error


def test_a_cycle_far_ahead_or_long_ago_is_a_slip_of_the_hand():
    today = date(2026, 11, 22)
    assert "more than ten years ahead" in rules.cycle_error(date(2036, 11, 23), date(2038, 1, 1), today, [])
    assert rules.cycle_error(date(2036, 11, 22), date(2038, 1, 1), today, []) is None
    assert "too long ago" in rules.cycle_error(date(1049, 12, 31), date(1951, 1, 1), today, [])
    assert "more than 20 years" in rules.cycle_error(date(2000, 1, 1), date(2026, 1, 1), today, [])


@pytest.mark.parametrize(
    ("starts", "ends", "meets"),
    [
        ("2026-10-01", "2028-09-30", False),
        ("2026-09-30", "2028-09-29", True),
        ("2022-10-01", "2024-09-30", False),
        ("2022-10-01", "2024-10-01", True),
        ("2025-01-01", "2025-12-31", True),
        ("2020-01-01", "2030-12-31", True),
    ],
)
def test_cycles_of_one_body_may_touch_and_not_overlap(starts, ends, meets):
    error = rules.cycle_error(D(starts), D(ends), date(2026, 11, 22), [(date(2024, 10, 1), date(2026, 9, 30))])
    assert (error is not None) == meets
    assert not meets or "1 October 2024 to 30 September 2026" in error and "Begin on 1 October 2026" in error


def test_days_and_months_may_begin_at_either_end_of_a_month():
    assert rules.settle(D("2024-02-29"), D("2025-02-28"), 12) == (D("2024-02-29"), D("2025-02-28"), 12)
    assert rules.settle(D("2024-03-01"), D("2026-02-28"), 24) == (D("2024-03-01"), D("2026-02-28"), 24)
    assert rules.settle(D("2024-01-31"), D("2024-02-29"), 1) == (D("2024-01-31"), D("2024-02-29"), 1), (
        "counted from the first day"
    )
    assert rules.settle(D("2024-01-30"), D("2024-02-29"), 1) == (D("2024-01-30"), D("2024-02-29"), 1)
    assert rules.settle(D("2024-02-01"), D("2024-02-01"), None) == (D("2024-02-01"), D("2024-02-01"), 1), (
        "a day is a month begun"
    )


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        ("2024-10-01", "2026-09-30", 24),
        ("2024-10-01", "2026-10-01", 25),
        ("2024-10-15", "2024-11-13", 1),
        ("2024-10-15", "2024-11-14", 1),
        ("2024-10-15", "2024-11-15", 2),
        ("2024-12-31", "2025-01-01", 1),
        ("2024-01-01", "2024-12-31", 12),
        ("2024-01-01", "2025-01-01", 13),
    ],
)
def test_a_month_that_has_begun_counts_whole(starts, ends, months):
    assert rules.settle(D(starts), D(ends), None) == (D(starts), D(ends), months)


@pytest.mark.parametrize("months", [1, 240])
def test_the_shortest_and_the_longest_cycle(months):
    starts, ends, found = rules.settle(D("2024-10-01"), None, months)
    assert (ends, found) == (rules.last_day(starts, months), months)
    assert rules.cycle_error(starts, ends, D("2026-11-22"), []) is None


def test_what_does_not_fit_names_the_days_that_would():
    assert rules.settle(D("2024-10-01"), D("2026-09-30"), 36) == (
        "36 months from 1 October 2024 end on 30 September 2027, not on 30 September 2026. "
        "Change one of the three, or leave the end empty"
    )
    assert (
        rules.settle(D("2026-10-01"), D("2026-09-30"), 12)
        == "The cycle would end on 30 September 2026, before it begins"
    )
    assert rules.settle(D("2026-10-01"), D("2026-10-01"), None) == (D("2026-10-01"), D("2026-10-01"), 1)


def test_a_cycle_from_1950_of_twenty_years_is_the_furthest_that_goes():
    today = D("2026-11-22")
    assert rules.cycle_error(D("1950-01-01"), D("1969-12-31"), today, []) is None
    assert (
        rules.cycle_error(D("1949-12-31"), D("1951-01-01"), today, [])
        == "The year 1949 is too long ago: check the first day"
    )
    assert rules.cycle_error(D("2000-01-01"), D("2020-01-01"), today, []) == (
        "From 1 January 2000 to 1 January 2020 are more than 20 years: check the years"
    )
    assert (
        rules.cycle_error(D("2036-11-23"), D("2037-01-01"), today, [])
        == "23 November 2036 is more than ten years ahead: check the year"
    )


def test_of_several_cycles_the_earliest_that_is_met_is_named():
    others = [(D("2026-01-01"), D("2026-12-31")), (D("2024-01-01"), D("2024-12-31"))]
    found = rules.cycle_error(D("2024-12-31"), D("2026-01-01"), D("2026-11-22"), others)
    assert found == (
        "This meets your cycle of 1 January 2024 to 31 December 2024 at the same body. "
        "Begin on 1 January 2025, or change that cycle first"
    )
    assert rules.cycle_error(D("2025-01-01"), D("2025-12-31"), D("2026-11-22"), others) is None


@pytest.mark.parametrize(
    ("today", "passed"),
    [
        ("2026-01-01", 0),
        ("2025-12-31", 0),
        ("2026-01-02", 1),
        ("2026-01-10", 9),
        ("2026-01-11", 10),
        ("2026-01-12", 10),
        ("2030-01-01", 10),
    ],
)
def test_whole_days_of_a_span_pass_until_all_have(today, passed):
    assert rules.elapsed(D("2026-01-01"), D("2026-01-10"), D(today)) == (passed, 10)


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-11-30", 0, "2026-11-30"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-01-31", 12, "2027-01-31"),
        ("2024-02-29", -12, "2023-02-28"),
    ],
)
def test_a_day_is_moved_by_months_to_the_same_day_or_the_last(day, months, moved):
    assert rules.add_months(D(day), months) == D(moved)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("2026-00-10", "There is no such date"),
        ("2026-01-00", "There is no such date"),
        ("2026-01-32", "There is no such date"),
        ("2026-12-32", "There is no such date"),
        ("0000-02-31", "There is no such date"),
        ("2026-11-31", "There is no 31 November 2026"),
        ("2026-02-30", "There is no 30 February 2026"),
        ("12026-01-01", "Enter a date such as 2026-03-31"),
        ("2026-01-01 ", None),
        ("2026-1-1", None),
        ("2026-12-31", None),
    ],
)
def test_a_day_that_is_not_in_its_month_is_told_from_what_is_no_date(typed, error):
    assert rules.read(typed)[1] == error


def test_no_text_at_all_is_no_date():
    assert rules.read(None) == rules.read("  ") == (None, None)


def test_months_counted_back_from_the_last_day_fit_as_well():
    days = D("2025-02-28"), D("2025-03-30")  # a month before 31 March is 28 February
    assert rules.settle(*days, 1) == (*days, 1)
    assert isinstance(rules.settle(D("2025-02-27"), D("2025-03-30"), 1), str)
