"""The sentences of the tracking pages, where they depend on numbers or on what was chosen."""

from __future__ import annotations

from cme.base.domain.plural import quantity

NOTHING_YET = (
    "What you claim here appears by itself. "
    "Credit from elsewhere you add by hand, with its certificate, or from a table."
)


def due(day: str, days: int | None) -> str:
    """Return when something is due; `days` from today, None to leave them out."""
    if days is None:
        return day
    return f"{day}, {quantity(days, 'day') if days else 'today'}"


def lapses_next(beside: str, day: str, entries: int) -> str:
    """Return the text beside the amount that lapses next: its unit, the day, and the number of entries."""
    return f"{beside}, {day}, {quantity(entries, 'entry', 'entries')}"


def claim_all(type_name: str, entries: int, more: int) -> str:
    """Return what the button claims that claims all credit that lapses this year; `more` entries do not fit into it."""
    rest = f"; {more} more after that" if more else ""
    return f"{type_name}, {quantity(entries, 'entry', 'entries')}{rest}."


def print_heading(name: str, credentials: str, start: str, end: str, today: str, provider: str) -> str:
    """Return the heading of a printed transcript; `start` and `end` are the days of its range, "" where it has none."""
    holder = ", ".join(filter(None, (name, credentials)))
    span = " ".join([f"from {start}"] * bool(start) + [f"to {end}"] * bool(end))
    scope = f"Completed {span}" if span else "Everything that was completed"
    return f"{holder}. {scope}, as of {today}. Kept by {provider}; what is from elsewhere was told by its holder."


def files_from_before(names: list[str]) -> str:
    """Return which files of a refused form are still saved; "" for none."""
    if not names:
        return ""
    listing = ", ".join(f"“{name}”" for name in names)
    return f"Kept from before: {listing}. You need not choose {'it' if len(names) == 1 else 'them'} again."


def leave_out(files: int) -> str:
    """Return the label of the box that leaves such files out."""
    return f"Leave {'it' if files == 1 else 'them'} out"
