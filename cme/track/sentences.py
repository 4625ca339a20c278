"""What the pages of tracking say, as far as it depends on numbers or on what was chosen."""

from __future__ import annotations

from cme.base.domain.quantity import quantity

NOTHING_YET = (
    "What you claim here appears by itself. "
    "Credit from elsewhere you add by hand, with its certificate, or from a table."
)


def due(day: str, days: int | None) -> str:
    """Say when something is due; `days` from today, None where that need not be said."""
    if days is None:
        return day
    return f"{day}, {quantity(days, 'day') if days else 'today'}"


def lapses_next(beside: str, day: str, entries: int) -> str:
    """Say what stands beside the amount that lapses next: its unit, the day, and of how many entries it is."""
    return f"{beside}, {day}, {quantity(entries, 'entry', 'entries')}"


def claim_all(type_name: str, entries: int, more: int) -> str:
    """Say what a button claims that claims all that lapse this year; `more` entries do not fit into it."""
    rest = f"; {more} more after that" if more else ""
    return f"{type_name}, {quantity(entries, 'entry', 'entries')}{rest}."


def printed(name: str, credentials: str, start: str, end: str, today: str, provider: str) -> str:
    """Head a transcript on paper; `start` and `end` are the days of its range, "" where it has none."""
    holder = ", ".join(filter(None, (name, credentials)))
    span = " ".join([f"from {start}"] * bool(start) + [f"to {end}"] * bool(end))
    what = f"Completed {span}" if span else "Everything that was completed"
    return f"{holder}. {what}, as of {today}. Kept by {provider}; what is from elsewhere was told by its holder."


def files_from_before(names: list[str]) -> str:
    """Say which files of a form that was not accepted are still there; "" for none."""
    if not names:
        return ""
    listed = ", ".join(f"“{name}”" for name in names)
    return f"Kept from before: {listed}. You need not choose {'it' if len(names) == 1 else 'them'} again."


def leave_out(files: int) -> str:
    """Offer to leave such files out."""
    return f"Leave {'it' if files == 1 else 'them'} out"
