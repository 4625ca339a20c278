"""Days as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from cme.base.domain.days import order_refusals, read_day, read_required_day
from cme.base.domain.refusal import Reason, Refused


def test_a_day_is_read_and_nothing_is_none():
    assert read_day("2026-03-31", "until") == date(2026, 3, 31)
    assert read_day("", "until") is read_day(None, "until") is None


@pytest.mark.parametrize("typed", ["tomorrow", "2026-02-30", "31.3.2026", " "])
def test_what_is_no_day_is_refused_with_an_example(typed):
    with pytest.raises(Refused) as refused:
        read_day(typed, "until")
    assert refused.value.reasons == [Reason("until", f"{typed} is not a date such as 2026-03-31.")]
    with pytest.raises(Refused):
        read_required_day("", "until")
    with pytest.raises(Refused, match="such as 2027-06-30"):
        read_day(typed, "until", example="2027-06-30")


def test_the_last_day_does_not_lie_before_the_first():
    first, names = date(2026, 2, 1), ("the first day", "The last day")
    assert order_refusals(first, None, "until", names) == order_refusals(first, first, "until", names) == []
    assert order_refusals(first, date(2026, 1, 31), "until", names) == [
        Reason("until", "The last day lies before the first day.")
    ]
