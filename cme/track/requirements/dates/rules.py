"""Where a cycle begins and ends, counted in months: plain values in, days and sentences out."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
LONGEST = 240  # months; the longest cycle of the packs is ten years
AHEAD = 10  # years that a cycle may lie ahead
EARLIEST = date(1950, 1, 1)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def add_months(day: date, months: int) -> date:
    """Add months to a day; where that month has no such day, return its last one (31 August + 1: 30 September)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(starts: date, months: int) -> date:
    """Return the last day of a cycle, the day before its months are over (29 February + 12: 28 February)."""
    end = add_months(starts, months)
    return end if end.day < starts.day else end - ONE_DAY


def first_day(ends: date, months: int) -> date:
    """Return the first day of a cycle of so many months that ends on a day."""
    return add_months(ends + ONE_DAY, -months)


def read(text: str) -> tuple[date | None, str | None]:
    """Read a date as a browser sends it; return the day and an error, both None where the text is empty."""
    text = (text or "").strip()
    if not text:
        return None, None
    found = _ISO.fullmatch(text)
    if not found:
        return None, "Enter a date such as 2026-03-31"
    year, month, day = map(int, found.groups())
    try:
        return date(year, month, day), None
    except ValueError:
        if 1 <= month <= 12 and 1 <= day <= 31 and year:
            return None, f"There is no {day} {date(2000, month, 1):%B} {year}"
        return None, "There is no such date"


def settle(starts: date | None, ends: date | None, months: int | None) -> tuple[date, date, int] | str:
    """Work out which of start, end and months was left empty; return an error where they do not fit together."""
    if months is not None and not 1 <= months <= LONGEST:
        return f"A cycle has between 1 and {LONGEST} months"
    if starts and ends:
        if ends < starts:
            return f"The cycle would end on {format_day(ends)}, before it begins"
        exact = _months(starts, ends)
        if months and last_day(starts, months) != ends and first_day(ends, months) != starts:
            return (
                f"{months} months from {format_day(starts)} end on {format_day(last_day(starts, months))}, "
                f"not on {format_day(ends)}. "
                "Change one of the three, or leave the end empty"
            )
        return starts, ends, months or exact
    if starts and months:
        return starts, last_day(starts, months), months
    if ends and months:
        return first_day(ends, months), ends, months
    return "Enter the first or the last day, and the months"


def _months(starts: date, ends: date) -> int:
    """Count the months of a span; one that has begun counts as whole."""
    count = max(1, (ends.year - starts.year) * 12 + ends.month - starts.month)
    return count if last_day(starts, count) >= ends else count + 1


def cycle_error(starts: date, ends: date, today: date, others: list[tuple[date, date]]) -> str | None:
    """Return what is wrong with the days of a cycle, given the days of the body's other cycles, or None."""
    if starts < EARLIEST:
        return f"The year {starts.year} is too long ago: check the first day"
    if starts > add_months(today, AHEAD * 12):
        return f"{format_day(starts)} is more than ten years ahead: check the year"
    if _months(starts, ends) > LONGEST:
        return f"From {format_day(starts)} to {format_day(ends)} are more than {LONGEST // 12} years: check the years"
    for other_starts, other_ends in sorted(others):
        if starts <= other_ends and other_starts <= ends:
            return (
                f"This meets your cycle of {format_day(other_starts)} to {format_day(other_ends)} at the same body. "
                f"Begin on {format_day(other_ends + ONE_DAY)}, or change that cycle first"
            )
    return None


def following(starts: date, ends: date, months: int) -> tuple[date, date]:
    """Return the first and last day of the cycle that follows one."""
    begins = ends + ONE_DAY
    return begins, last_day(begins, months)


def elapsed(starts: date, ends: date, today: date) -> tuple[int, int]:
    """Return how many whole days of a span have passed, and how many it has."""
    whole = (ends - starts).days + 1
    return min(max((today - starts).days, 0), whole), whole


def format_day(day: date) -> str:
    """Format a day: "31 March 2026"."""
    return f"{day.day} {day:%B} {day.year}"
