"""Sums of a transcript by credit type and activity, credit from here apart from external credit (T1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cme.base.domain.credit import Credit
from cme.track.transcript import Item


@dataclass
class Sum:
    """The hundredths of one credit type from one activity, or from all of them where it is ""."""

    credit_type: str
    type_name: str
    activity: str = ""
    here: int = 0
    external_credit: int = 0
    lines: list[Sum] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """Add one credit."""
        if item.here:
            self.here += item.hundredths
        else:
            self.external_credit += item.hundredths

    @property
    def total(self) -> Credit:
        """The sum of both."""
        return Credit(self.here + self.external_credit)


def of(items: Iterable[Item]) -> list[Sum]:
    """Return the sums by credit type, each with a line for each activity; the largest first."""
    types: dict[tuple, Sum] = {}
    for item in items:
        key = (item.credit_type, item.credit_name)
        whole = types.setdefault(key, Sum(*key))
        whole.add(item)
        line = next((each for each in whole.lines if each.activity == item.activity), None)
        if line is None:
            line = Sum(*key, activity=item.activity)
            whole.lines.append(line)
        line.add(item)
    for whole in types.values():
        whole.lines.sort(key=lambda each: (-each.total.hundredths, each.activity))
    return sorted(types.values(), key=lambda each: (-each.total.hundredths, each.type_name))
