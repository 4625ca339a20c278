"""The tag that a claim carries (R3). Plain values in and out."""

from __future__ import annotations

TAGS = {
    "not-submitted": ("Not submitted", "neutral"),
    "submitting": ("Submitting", "wait"),
    "submitted": ("Submitted", "good"),
    "rejected": ("Rejected", "bad"),
}


def tag(recipients: list[dict], role: str, credit_type: str, takes) -> tuple[str, str]:
    """Tell a claim's tag and why: pairs of a key of TAGS and a sentence.

    `recipients` are dicts of body and consent as they stood at the claim; `takes` tells whether a
    body takes a type of credit from a role. Only those that do are asked and counted.
    """
    if not recipients:
        return "not-submitted", "No board or state that we tell stood in your profile when you claimed."
    asked = [r for r in recipients if takes(r["body"], role, credit_type)]
    if not asked:
        return "not-submitted", "The boards in your profile do not take this credit from your clinical role."
    if not any(r["consent"] for r in asked):
        return "not-submitted", "You had withdrawn your consent to telling the boards in your profile."
    return "submitting", "It goes to your boards after the ten minutes for undoing; a board takes up to a day."
