"""When a digest goes out: monthly, weekly when a deadline is near, never when nothing is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.track.reminders.rules import due
from tests.conftest import FULL

D = date.fromisoformat
FAR, NEAR = D("2027-12-31"), D("2027-01-20")
TODAY = D("2026-11-22")


@pytest.mark.parametrize(
    ("last", "today", "deadlines", "expected"),
    [
        (None, TODAY, [], ""),
        (None, TODAY, [TODAY - timedelta(days=1)], ""),
        (None, TODAY, [FAR], "monthly"),
        ("2026-11-01", TODAY, [FAR], ""),
        ("2026-10-31", TODAY, [FAR], "monthly"),
        ("2026-10-31", D("2026-11-01"), [FAR], ""),
        ("2026-10-31", D("2026-11-14"), [FAR], "monthly"),
        ("2025-11-22", TODAY, [FAR], "monthly"),
        (None, TODAY, [FAR, NEAR], "weekly"),
        ("2026-11-15", TODAY, [NEAR], "weekly"),
        ("2026-11-16", TODAY, [NEAR], ""),
        ("2026-11-01", TODAY, [TODAY], "weekly"),
        ("2026-11-01", TODAY, [TODAY + timedelta(days=59)], "weekly"),
        ("2026-11-01", TODAY, [TODAY + timedelta(days=60)], ""),
    ],
)
def test_which_digest_is_due(last, today, deadlines, expected):
    assert due(D(last) if last else None, today, deadlines) == expected


@settings(max_examples=500 if FULL else 30, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=5), st.integers(20, 400))
def test_a_year_of_nights_brings_no_more_than_a_mail_a_week_and_no_fewer_than_one_in_46_days(offsets, nights):
    deadlines = [TODAY + timedelta(days=700 + each) for each in offsets]
    deadlines[0] = TODAY + timedelta(days=nights)
    last, sent = None, []
    for n in range(nights + 1):
        night = TODAY + timedelta(days=n)
        if due(last, night, deadlines):
            sent.append(night)
            last = night
    gaps = [(b - a).days for a, b in zip(sent, sent[1:], strict=False)]
    assert sent[0] == TODAY and all(7 <= gap <= 46 for gap in gaps)
    assert len([day for day in sent if (deadlines[0] - day).days < 60]) >= min(nights, 59) // 7
