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
        ("2024-10-01", 24, "2026-09-30"), ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-28"),
        ("2023-03-01", 12, "2024-02-29"), ("2024-03-01", 12, "2025-02-28"), ("2024-08-31", 1, "2024-09-30"),
        ("2026-01-01", 120, "2035-12-31"), ("2024-01-31", 1, "2024-02-29"),
    ],
)  # fmt: skip
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
    ("typed", "day", "fault"),
    [
        ("2026-03-31", date(2026, 3, 31), None), ("", None, None), ("2024-02-29", date(2024, 2, 29), None),
        ("2025-02-29", None, "There is no 29 February 2025"), ("2026-04-31", None, "There is no 31 April 2026"),
        ("2026-13-01", None, "There is no such date"), ("0000-01-01", None, "There is no such date"),
        ("soon", None, "Enter a date such as 2026-03-31"), ("٢٠٢٦-٠١-٠١", None, "Enter a date such as 2026-03-31"),
    ],
)  # fmt: skip
def test_a_date_is_read_or_refused_with_a_sentence(typed, day, fault):
    assert rules.read(typed) == (day, fault)


def test_two_of_start_end_and_months_are_enough():
    whole = (date(2024, 10, 1), date(2026, 9, 30), 24)
    assert rules.settle(whole[0], None, 24) == whole
    assert rules.settle(None, whole[1], 24) == whole
    assert rules.settle(whole[0], whole[1], None) == whole
    assert rules.settle(*whole) == whole


@pytest.mark.parametrize(
    ("starts", "ends", "months", "says"),
    [
        (None, None, 24, "Enter the first or the last day"), ("2026-10-01", None, None, "Enter the first or the last day"),
        ("2026-10-01", "2026-09-30", None, "before it begins"), ("2024-10-01", "2026-09-30", 36, "end on 30 September 2027"),
        ("2024-10-01", None, 0, "between 1 and 240"), ("2024-10-01", None, 241, "between 1 and 240"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_said(starts, ends, months, says):
    said = rules.settle(D(starts) if starts else None, D(ends) if ends else None, months)
    assert isinstance(said, str) and says in said


def test_a_cycle_far_ahead_or_long_ago_is_a_slip_of_the_hand():
    today = date(2026, 11, 22)
    assert "more than ten years ahead" in rules.fault(date(2036, 11, 23), date(2038, 1, 1), today, [])
    assert rules.fault(date(2036, 11, 22), date(2038, 1, 1), today, []) is None
    assert "too long ago" in rules.fault(date(1049, 12, 31), date(1951, 1, 1), today, [])
    assert "more than 20 years" in rules.fault(date(2000, 1, 1), date(2026, 1, 1), today, [])


@pytest.mark.parametrize(
    ("starts", "ends", "meets"),
    [
        ("2026-10-01", "2028-09-30", False), ("2026-09-30", "2028-09-29", True), ("2022-10-01", "2024-09-30", False),
        ("2022-10-01", "2024-10-01", True), ("2025-01-01", "2025-12-31", True), ("2020-01-01", "2030-12-31", True),
    ],
)  # fmt: skip
def test_cycles_of_one_body_may_touch_and_not_overlap(starts, ends, meets):
    said = rules.fault(D(starts), D(ends), date(2026, 11, 22), [(date(2024, 10, 1), date(2026, 9, 30))])
    assert (said is not None) == meets
    assert not meets or "1 October 2024 to 30 September 2026" in said and "Begin on 1 October 2026" in said
