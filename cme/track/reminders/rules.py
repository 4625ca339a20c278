"""When a digest is due: plain values in, its kind out."""

from __future__ import annotations

from datetime import date

LAST_DAYS = 60  # before a deadline, when digests are weekly
WEEK = 7  # days between two weekly digests
LEAST_APART = 14  # days between two monthly ones


def due(last: date | None, today: date, deadlines: list[date]) -> str:
    """Return which digest is due: "weekly" in the last 60 days before a deadline, else "monthly"; "" for none.

    `last` is the day of the last digest. Without a deadline ahead none is due.
    """
    ahead = [day for day in deadlines if day >= today]
    if not ahead:
        return ""
    if (min(ahead) - today).days < LAST_DAYS:
        return "weekly" if last is None or (today - last).days >= WEEK else ""
    if last is None:
        return "monthly"
    another_month = (last.year, last.month) != (today.year, today.month)
    return "monthly" if another_month and (today - last).days >= LEAST_APART else ""
