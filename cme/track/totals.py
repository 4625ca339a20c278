"""Sums of a transcript: per credit type and activity, what came from here marked off from elsewhere (T1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from cme.base.domain.credit import Credit


@dataclass
class Sum:
    """Hundredths of one credit type from one activity (or, without one, from all of them)."""

    credit_type: str
    type_name: str
    activity: str = ""
    here: int = 0
    external_credit: int = 0
    lines: list[Sum] = field(default_factory=list)

    def add(self, item) -> None:
        """Count one credit."""
        if item.here:
            self.here += item.hundredths
        else:
            self.external_credit += item.hundredths

    @property
    def total(self) -> Credit:
        """Everything, whoever gave it."""
        return Credit(self.here + self.external_credit)


def of(items) -> list[Sum]:
    """Sum credits by type, each with a line for each activity; the largest type first."""
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
