"""Days as people type them, and their order."""

from __future__ import annotations

from datetime import date

from cme.base.domain.refusal import Reason, Refused


def read_day(typed: str | None, about: str, example: str = "2026-03-31") -> date | None:
    """Read a day such as "2026-03-31"; None for an empty text; Refused, with `example`, where it is not a day."""
    return read_required_day(typed, about, example) if typed else None


def read_required_day(typed: str, about: str, example: str = "2026-03-31") -> date:
    """Read a day like `read_day`; an empty text is Refused too."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused([Reason(about, f"{typed} is not a date such as {example}.")]) from None


def order_refusals(first: date, last: date | None, about: str, names: tuple[str, str]) -> list[Reason]:
    """Return why a last day cannot follow a first one; `names` are what the reader knows the two as, the first first."""
    if last is None or first <= last:
        return []
    return [Reason(about, f"{names[1]} lies before {names[0]}.")]
