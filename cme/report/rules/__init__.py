"""The tag that a claimed entry carries (R3). Plain values in and out."""

from __future__ import annotations

from typing import Any

TAGS = {
    "not-submitted": ("Not submitted", "neutral"),
    "submitting": ("Submitting", "wait"),
    "submitted": ("Submitted", "good"),
    "rejected": ("Rejected", "bad"),
}
# Where a report stands: what a clinician reads, what the desk reads, the tone.
STATES = {
    "waiting": ("Waits to be sent", "Waits to be sent", "wait"),
    "sent": ("Sent; the body has not answered yet", "Waits for an answer", "wait"),
    "delayed": ("Delayed; our CME office looks after it", "Delayed", "bad"),
    "failed": ("Delayed; our CME office looks after it", "Failed", "bad"),
    "accepted": ("Accepted", "Accepted", "good"),
    "rejected": ("Rejected", "Rejected", "bad"),
    "stopped": ("Not sent", "Stopped", "neutral"),
}
OUTSTANDING = ("waiting", "sent", "delayed", "failed")


def tag(recipients: list[dict[str, Any]], in_time: bool = True) -> tuple[str, str, list[dict[str, Any]]]:
    """Tell an entry's tag, why, and the recipients that are asked and counted.

    `recipients` are dicts of body, takes (this credit from this role), consent as it stood at the claim, stands
    (whether the body is listed and consented to still) and state (of STATES); `in_time` tells whether the claim
    came before the end of their window. Only bodies that take it are asked and counted.
    """
    if not recipients:
        return "not-submitted", "No board or state that we tell stood in your profile when you claimed.", []
    asked = [r for r in recipients if r["takes"]]
    if not asked:
        return "not-submitted", "The boards in your profile do not take this credit from your clinical role.", []
    if not in_time:
        return (
            "not-submitted",
            "It was completed too long before the claim: the boards in your profile no longer take it.",
            [],
        )
    asked = [r for r in asked if r["consent"]]
    if not asked:
        return "not-submitted", "You had withdrawn your consent to telling the boards in your profile.", []
    # what waits for a body that may not be told any more is not sent: the worker only has not come by yet
    asked = [r if r["stands"] or r["state"] != "waiting" else r | {"state": "stopped"} for r in asked]
    told = [r for r in asked if r["state"] != "stopped"]
    if not told:
        return (
            "not-submitted",
            "You took the boards off your profile, or withdrew your consent, before they were told.",
            asked,
        )
    states = {r["state"] for r in told}
    if "rejected" in states:
        return "rejected", "A board rejected it. See why, mend it, and send it again.", asked
    if states & {"delayed", "failed"}:
        return (
            "submitting",
            "Delayed: it could not be delivered yet. Our CME office looks after it; nothing is lost.",
            asked,
        )
    if any(r.get("code") == "not-accredited" for r in told if r["state"] == "waiting"):
        return "submitting", "We are not accredited to tell your boards yet. It is kept, and sent when we are.", asked
    if any(r.get("code") == "no-address" for r in told if r["state"] == "waiting"):
        return (
            "submitting",
            "Our CME office is not connected to your boards yet. It is kept, and sent when it is.",
            asked,
        )
    if states & set(OUTSTANDING):
        return "submitting", "It goes to your boards when it can no longer be undone; a board takes up to a day.", asked
    return "submitted", "Your boards have accepted it.", asked
