"""The tag that a claim carries (R3). Plain values in and out."""

from __future__ import annotations

TAGS = {
    "not-submitted": ("Not submitted", "neutral"),
    "submitting": ("Submitting", "wait"),
    "submitted": ("Submitted", "good"),
    "rejected": ("Rejected", "bad"),
}


def tag(recipients: list[dict], role: str, credit_type: str, takes, in_time: bool = True) -> tuple[str, str]:
    """Tell an entry's tag and why: a key of TAGS and a sentence.

    `recipients` are dicts of body, of consent as it stood at the claim, and of stands: whether the body
    is listed and consented to still. `takes` tells whether a body takes a type of credit from a role,
    `in_time` whether the claim came before the end of their window. Only bodies that do are asked and counted.
    """
    if not recipients:
        return "not-submitted", "No board or state that we tell stood in your profile when you claimed."
    asked = [r for r in recipients if takes(r["body"], role, credit_type)]
    if not asked:
        return "not-submitted", "The boards in your profile do not take this credit from your clinical role."
    if not in_time:
        return "not-submitted", "It was completed too long before the claim: the boards in your profile no longer take it."
    if not any(r["consent"] for r in asked):
        return "not-submitted", "You had withdrawn your consent to telling the boards in your profile."
    if not any(r["consent"] and r["stands"] for r in asked):
        return "not-submitted", "You took the boards off your profile, or withdrew your consent, before they were told."
    return "submitting", "It goes to your boards when it can no longer be undone; a board takes up to a day."
