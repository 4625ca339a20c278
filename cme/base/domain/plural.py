"""A number with its noun."""

from __future__ import annotations


def quantity(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: "1 report", "2 reports"; `many` where the plural takes more than an "s"."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"
