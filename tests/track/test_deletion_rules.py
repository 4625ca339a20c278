"""How long the records of a deleted account are retained (C7): six years, to the day."""

from __future__ import annotations

from datetime import date

import pytest

from cme.track.deletion import rules


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 22), date(2032, 11, 22)),
        (date(2024, 2, 29), date(2030, 3, 1)),
        (date(2022, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2032, 12, 31)),
    ],
)
def test_a_record_is_retained_for_six_years_with_the_last_day(day, last):
    assert rules.retained_until(day) == last
    assert not rules.is_due(day, last) and rules.is_due(day, date.fromordinal(last.toordinal() + 1))
