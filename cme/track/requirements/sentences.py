"""What the pages of requirements say, as far as it depends on figures or on what a rule says."""

from __future__ import annotations

from cme.base.domain.credit import Credit, counted

NOTHING_YET = (
    "Choose your state, board, hospital or employer: we fill in what the published rules ask for, "
    "and you change what differs."
)
# How a rule was learned, where it is not from the source of its pack.
_LEARNED = {
    "secondary": " (this rule from a secondary list)",
    "background": " (this rule from background knowledge, not from a source)",
}


def filled_in(rule: dict, dated: str, source: str) -> str:
    """Say which published rule a form is filled in from: `rule` as its pack has it, the day and source of the pack."""
    citation = f"{rule['citation']}. " if rule.get("citation") else ""
    note = f"It says: {rule['note']}. " if rule.get("note") else ""
    learned = _LEARNED.get(rule.get("said", ""), "")
    return f"{rule['body']}: {citation}{note}As of {dated}, from {source}{learned}."


def rule(said: dict, dated: str, source: str) -> str:
    """Say which published rule a cycle follows."""
    note = f" ({said['note']})" if said.get("note") else ""
    return f"Rule: {said.get('citation') or said['body']}{note}, as of {dated}, from {source}."


def total(hundredths: int, unit: str, months: int, carried: int) -> str:
    """Say how much credit a cycle asks for; `carried` hundredths are of the cycle before."""
    over = f", {Credit(carried)} of it carried over from the cycle before" if carried else ""
    return f"{Credit(hundredths)} {unit} in {months} months{over}."


def category1(hundredths: int) -> str:
    """Say how much of it must be Category 1."""
    return f"At least {Credit(hundredths)} in Category 1."


def topic(hundredths: int | None, how_often: str, condition: str, note: str) -> str:
    """Say what a cycle asks for on a topic; None hundredths stand for an activity of any amount."""
    amount = "An activity" if hundredths is None else counted(Credit(hundredths))
    only = f", only if {condition}" if condition else ""
    return f"{amount} {how_often}{only}." + (f" The rule says: {note}." if note else "")


def first_few(names: list[str]) -> str:
    """List the first three names, and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")


def people(names: list[str]) -> str:
    """List up to twenty people whose running cycles a change of a rule concerns."""
    return (", ".join(names[:20]) or "nobody") + (f" and {len(names) - 20} more" if names[20:] else "")
