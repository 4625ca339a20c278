"""How long the records of a deleted account are retained (C7). Plain values in and out."""

from __future__ import annotations

from datetime import date

YEARS = 6


def retained_until(day: date) -> date:
    """Return the last day on which an activity's record is retained: six years later; after 29 February, 1 March."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return date(day.year + YEARS, 3, 1)


def is_due(day: date, today: date) -> bool:
    """Return whether the six years after an activity are over."""
    return today > retained_until(day)
