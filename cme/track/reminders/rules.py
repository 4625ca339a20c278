"""When a digest goes out. Plain values in, a word out."""

from __future__ import annotations

from datetime import date

LAST_DAYS = 60  # before a deadline, in which the digest comes weekly
WEEK, APART = 7, 14  # days: between two weekly digests, and at least between two monthly ones


def due(last: date | None, today: date, deadlines: list[date]) -> str:
    """Tell which digest is due: "weekly" in the last 60 days of a deadline, else "monthly"; "" for none.

    Without a deadline ahead nothing is written; `last` is the day of the last digest.
    """
    ahead = [day for day in deadlines if day >= today]
    if not ahead:
        return ""
    if (min(ahead) - today).days < LAST_DAYS:
        return "weekly" if last is None or (today - last).days >= WEEK else ""
    if last is None:
        return "monthly"
    another_month = (last.year, last.month) != (today.year, today.month)
    return "monthly" if another_month and (today - last).days >= APART else ""
