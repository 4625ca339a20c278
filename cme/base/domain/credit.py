"""Exact amounts of credit: whole hundredths inside, the shortest decimal outside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DECIMAL = re.compile(r"^(\d{1,6})(?:[.,](\d{1,2}))?$", re.ASCII)


@dataclass(frozen=True, order=True)
class Credit:
    """An amount of credit in hundredths; never negative, never a float."""

    hundredths: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.hundredths, int) or isinstance(self.hundredths, bool):
            raise TypeError("credit is counted in whole hundredths")
        if self.hundredths < 0:
            raise ValueError("credit is never negative")

    @classmethod
    def parse(cls, text: str) -> Credit:
        """Read "2.5" or "2,50"; ValueError with a sentence for anything else."""
        found = _DECIMAL.match((text or "").strip())
        if not found:
            raise ValueError("Enter an amount such as 0.5 or 2.25")
        whole, part = found.groups()
        return cls(int(whole) * 100 + int((part or "0").ljust(2, "0")))

    def __add__(self, other: Credit) -> Credit:
        return Credit(self.hundredths + other.hundredths)

    def __sub__(self, other: Credit) -> Credit:
        return Credit(self.hundredths - other.hundredths)

    def __bool__(self) -> bool:
        return self.hundredths > 0

    def __str__(self) -> str:
        whole, part = divmod(self.hundredths, 100)
        return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)


def total(amounts: Iterable[Credit]) -> Credit:
    """Sum amounts exactly; nothing sums to zero."""
    return Credit(sum(amount.hundredths for amount in amounts))


def counted(amount: Credit, noun: str = "credit") -> str:
    """Say an amount with its noun: "1 credit", "0.5 credits", "0 credits"."""
    return f"{amount} {noun}" if amount.hundredths == 100 else f"{amount} {noun}s"
