"""The claim window: until which day what was earned can be claimed (E7)."""

from __future__ import annotations

import re
from datetime import date


def claim_by(earned: date, window: str) -> date:
    """Return the last day, in the zone of the profile, on which something can be claimed (E7).

    `window` is a setting of the activity: "year-end+2" is 31 December of the second year after the
    year earned, "anniversary+3" the third anniversary (29 February becomes 28 February). ValueError for any other.
    """
    kind, _, years = window.partition("+")
    if not re.fullmatch(r"\d{1,2}", years):
        raise ValueError(f"{window!r} is not a claim window")
    year = earned.year + int(years)
    if kind == "year-end":
        return date(year, 12, 31)
    if kind == "anniversary":
        try:
            return earned.replace(year=year)
        except ValueError:  # 29 February
            return date(year, 2, 28)
    raise ValueError(f"{window!r} is not a claim window")


_WINDOWS = {
    "year-end": "until 31 December of the {nth} year after the year in which it was earned",
    "anniversary": "until the {nth} anniversary of the day on which it was earned",
}
_NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth"}


def in_words(window: str) -> str:
    """Return until when one can claim, in words: "until the third anniversary of the day on which it was earned"."""
    kind, _, years = window.partition("+")
    return _WINDOWS[kind].format(nth=_NTH.get(years, f"{years}th"))
