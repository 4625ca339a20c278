"""What a claim's form asks for: ticks, and of a course's line how much; read the same wherever the form is sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cme.base import text
from cme.base.domain.credit import Credit

MOST = 16  # digits of a row's number, and of an amount that was typed


@dataclass(frozen=True)
class Asked:
    """Ticks in their order, amounts as they were typed (by entry), the type and the activity chosen, all of them."""

    ticks: list[int] = field(default_factory=list)
    typed: dict[int, str] = field(default_factory=dict)
    type: str = ""
    activity: str = ""
    everything: bool = False


def read(form) -> Asked:
    """Read a form, or the address that it makes."""
    ticks = [number for each in form.getlist("entry") if (number := text.number(each, MOST)) is not None]
    typed = {}
    for name, value in form.items():
        number = text.number(name.removeprefix("amount-"), MOST) if name.startswith("amount-") else None
        if number is not None:
            typed[number] = value.strip()[:MOST]
    return Asked(
        list(dict.fromkeys(ticks)),
        typed,
        form.get("type", "")[:20],
        form.get("activity", "")[:80],
        bool(form.get("all")),
    )


def amounts(rows: list, typed: dict[int, str]) -> tuple[list, dict[int, str]]:
    """Give rows that wait with what is asked of each, and why an amount that was typed cannot be read.

    Nothing typed, or the whole, asks for the whole; what can only be claimed whole takes no amount.
    """
    made, faults = [], {}
    for row in rows:
        said = typed.get(row.entry.id, "") if row.divisible else ""
        asked = None
        if said:
            try:
                asked = Credit.parse(said)
            except ValueError as fault:
                faults[row.entry.id] = str(fault) + "."
        made.append(row if asked is None or asked == row.balance else replace(row, asked=asked))
    return made, faults
