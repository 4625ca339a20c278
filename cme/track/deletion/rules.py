"""How long the records of a deleted account are kept (C7). Plain values in and out."""

from __future__ import annotations

from datetime import date

YEARS = 6


def kept_until(day: date) -> date:
    """Tell the last day on which the record of an activity is kept: six years after it; 29 February: 1 March."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return date(day.year + YEARS, 3, 1)


def is_due(day: date, today: date) -> bool:
    """Whether the six years after an activity are over."""
    return today > kept_until(day)
