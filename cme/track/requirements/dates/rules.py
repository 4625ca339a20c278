"""Where a cycle begins and ends, counted in months. Plain values in, days and sentences out."""

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
    """Move a day by months; where the month has no such day, to its last (31 August + 1: 30 September)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(starts: date, months: int) -> date:
    """Tell the last day of a cycle: the day before the one that ends its months (29 February + 12: 28 February)."""
    end = add_months(starts, months)
    return end if end.day < starts.day else end - ONE_DAY


def first_day(ends: date, months: int) -> date:
    """Tell the first day of a cycle that ends on a day."""
    return add_months(ends + ONE_DAY, -months)


def read(text: str) -> tuple[date | None, str | None]:
    """Read a date as a browser sends it: the day, or what is wrong in a sentence; empty is neither."""
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
    """Work out what was left empty of start, end and months; a sentence where they do not fit together."""
    if months is not None and not 1 <= months <= LONGEST:
        return f"A cycle has between 1 and {LONGEST} months"
    if starts and ends:
        if ends < starts:
            return f"The cycle would end on {said(ends)}, before it begins"
        exact = _months(starts, ends)
        if months and last_day(starts, months) != ends and first_day(ends, months) != starts:
            return (
                f"{months} months from {said(starts)} end on {said(last_day(starts, months))}, not on {said(ends)}. "
                "Change one of the three, or leave the end empty"
            )
        return starts, ends, months or exact
    if starts and months:
        return starts, last_day(starts, months), months
    if ends and months:
        return first_day(ends, months), ends, months
    return "Enter the first or the last day, and the months"


def _months(starts: date, ends: date) -> int:
    """Count the months of a span, the last one begun taken as whole."""
    count = max(1, (ends.year - starts.year) * 12 + ends.month - starts.month)
    return count if last_day(starts, count) >= ends else count + 1


def fault(starts: date, ends: date, today: date, others: list[tuple[date, date]]) -> str | None:
    """Say what is wrong with the days of a cycle, beside other cycles of the same body; None when nothing is."""
    if starts < EARLIEST:
        return f"The year {starts.year} is too long ago: check the first day"
    if starts > add_months(today, AHEAD * 12):
        return f"{said(starts)} is more than ten years ahead: check the year"
    if _months(starts, ends) > LONGEST:
        return f"From {said(starts)} to {said(ends)} are more than {LONGEST // 12} years: check the years"
    for other_starts, other_ends in sorted(others):
        if starts <= other_ends and other_starts <= ends:
            return (
                f"This meets your cycle of {said(other_starts)} to {said(other_ends)} at the same body. "
                f"Begin on {said(other_ends + ONE_DAY)}, or change that cycle first"
            )
    return None


def following(starts: date, ends: date, months: int) -> tuple[date, date]:
    """Tell the days of the cycle after one."""
    begins = ends + ONE_DAY
    return begins, last_day(begins, months)


def elapsed(starts: date, ends: date, today: date) -> tuple[int, int]:
    """Tell how many whole days of a span have passed, and how many it has."""
    whole = (ends - starts).days + 1
    return min(max((today - starts).days, 0), whole), whole


def said(day: date) -> str:
    """Write a day: "31 March 2026"."""
    return f"{day.day} {day:%B} {day.year}"
