"""The sentences on the pages of requirements that depend on figures or on a rule."""

from __future__ import annotations

from cme.base.domain.credit import Credit, counted

NOTHING_YET = (
    "Choose your state, board, hospital or employer: we fill in what the published rules ask for, "
    "and you change what differs."
)
# How a rule was learned, where it is not from the source of its pack.
_ORIGINS = {
    "secondary": " (this rule from a secondary list)",
    "background": " (this rule from background knowledge, not from a source)",
}


def filled_in(rule: dict, dated: str, source: str) -> str:
    """Describe the published rule that a form is filled in from; `dated` and `source` are of its pack."""
    citation = f"{rule['citation']}. " if rule.get("citation") else ""
    note = f"It says: {rule['note']}. " if rule.get("note") else ""
    origin = _ORIGINS.get(rule.get("said", ""), "")
    return f"{rule['body']}: {citation}{note}As of {dated}, from {source}{origin}."


def rule(values: dict, dated: str, source: str) -> str:
    """Describe the published rule that a cycle follows."""
    note = f" ({values['note']})" if values.get("note") else ""
    return f"Rule: {values.get('citation') or values['body']}{note}, as of {dated}, from {source}."


def total(hundredths: int, unit: str, months: int, carried: int) -> str:
    """Describe how much credit a cycle asks for; `carried` hundredths are of the cycle before."""
    over = f", {Credit(carried)} of it carried over from the cycle before" if carried else ""
    return f"{Credit(hundredths)} {unit} in {months} months{over}."


def category1(hundredths: int) -> str:
    """Describe how much of it must be Category 1, in hundredths."""
    return f"At least {Credit(hundredths)} in Category 1."


def topic(hundredths: int | None, how_often: str, condition: str, note: str) -> str:
    """Describe what a cycle asks for on a topic; None for `hundredths` means one activity of any amount."""
    amount = "An activity" if hundredths is None else counted(Credit(hundredths))
    only = f", only if {condition}" if condition else ""
    return f"{amount} {how_often}{only}." + (f" The rule says: {note}." if note else "")


def first_few(names: list[str]) -> str:
    """List the first three names and count the rest."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")


def people(names: list[str]) -> str:
    """List up to twenty people whose running cycles a change of a rule concerns, and count the rest."""
    return (", ".join(names[:20]) or "nobody") + (f" and {len(names) - 20} more" if names[20:] else "")
