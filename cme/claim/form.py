"""What is selected in the form of a claim: ticks, and of a course's entry how much; one reader for every page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cme.base import text
from cme.base.domain.credit import Credit

MOST = 16  # digits of a row's number, and of an amount that was typed


@dataclass(frozen=True)
class Selection:
    """Ticks in their order, amounts as they were typed (by entry), the type and the activity chosen, all of them."""

    ticks: list[int] = field(default_factory=list)
    typed: dict[int, str] = field(default_factory=dict)
    type: str = ""
    activity: str = ""
    everything: bool = False


def read(form) -> Selection:
    """Read a form, or the address that it makes."""
    ticks = [number for each in form.getlist("entry") if (number := text.number(each, MOST)) is not None]
    typed = {}
    for name, value in form.items():
        number = text.number(name.removeprefix("amount-"), MOST) if name.startswith("amount-") else None
        if number is not None:
            typed[number] = value.strip()[:MOST]
    return Selection(
        list(dict.fromkeys(ticks)),
        typed,
        form.get("type", "")[:20],
        form.get("activity", "")[:80],
        bool(form.get("all")),
    )


def amounts(rows: list, typed: dict[int, str]) -> tuple[list, dict[int, str]]:
    """Return the rows with the amount that is requested of each, and by entry why a typed amount cannot be read.

    Nothing typed, or all of it, requests the whole; what can only be claimed whole takes no amount.
    """
    selected, errors = [], {}
    for row in rows:
        amount = typed.get(row.entry.id, "") if row.divisible else ""
        requested = None
        if amount:
            try:
                requested = Credit.parse(amount)
            except ValueError as error:
                errors[row.entry.id] = f"{error}."
        part = requested is not None and requested != row.balance
        selected.append(replace(row, requested=requested) if part else row)
    return selected, errors
