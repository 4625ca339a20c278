"""What the pages of claiming say, as far as it depends on numbers or on what was chosen."""

from __future__ import annotations


def hidden(count: int, by_activity: bool) -> str:
    """Say how many entries the filters hide; "" when they hide none."""
    others = "types or activities" if by_activity else "types"
    return f"{count} of other {others} are not shown: one claim is of one type." if count else ""


def boards(bodies: list[tuple[str, str]]) -> str:
    """List the bodies that are told of a claim as pairs of their name and why one is not told ("" if it is)."""
    if not bodies:
        return "None. No board is told of this claim."
    return ", ".join(f"{label} ({why_not})" if why_not else label for label, why_not in bodies)


def too_late(count: int) -> str:
    """Say of how many entries of a claim no board is told any more."""
    was, it = ("was", "it") if count == 1 else ("were", "them")
    return f"{count} of these entries {was} completed so long ago that the boards in your profile no longer take {it}."


def lowered(entries: list[tuple[str, object, object]]) -> str:
    """List entries of which a part is claimed: their name, the amount claimed and the whole; "" for none."""
    parts = [f"“{name}”: {amount} of {whole}" for name, amount, whole in entries]
    return "; ".join(parts) + "." if parts else ""
