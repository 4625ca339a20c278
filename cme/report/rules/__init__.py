"""The tag that a claimed entry carries (R3). Plain values in and out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

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


@dataclass(frozen=True)
class RecipientStatus:
    """A body that stood in the profile when an entry was claimed, and what became of the entry's report there.

    `takes`: it takes this credit from this role; `consent` is that of the claim; `listed`: the body is in the profile,
    with consent, still; `state` is a key of STATES, `code` one of ours for what the body said, `words` what a
    rejection means; `report` is the report's number, None before there is one; `points`: the body counts the credit
    as MOC points.
    """

    body: str
    takes: bool
    consent: bool
    listed: bool
    state: str
    code: str = ""
    label: str = ""
    points: bool = False
    report: int | None = None
    since: datetime | None = None
    words: str = ""

    @property
    def text(self) -> str:
        """What a clinician reads about the state."""
        return STATES[self.state][0]


@dataclass(frozen=True)
class Tag:
    """The tag of an entry: a key of TAGS, a sentence that says why, and the recipients that are asked and counted."""

    key: str
    why: str
    recipients: list[RecipientStatus]

    @property
    def text(self) -> str:
        """What the tag says."""
        return TAGS[self.key][0]

    @property
    def tone(self) -> str:
        """The tone that it is shown in."""
        return TAGS[self.key][1]


def tag(recipients: list[RecipientStatus], in_time: bool = True) -> Tag:
    """Decide an entry's tag; only bodies that take the credit, with consent, are asked and counted.

    `in_time` tells whether the claim came before the end of the bodies' window.
    """
    if not recipients:
        return Tag("not-submitted", "No board or state that we tell stood in your profile when you claimed.", [])
    asked = [each for each in recipients if each.takes]
    if not asked:
        return Tag("not-submitted", "The boards in your profile do not take this credit from your clinical role.", [])
    if not in_time:
        return Tag(
            "not-submitted",
            "It was completed too long before the claim: the boards in your profile no longer take it.",
            [],
        )
    asked = [each for each in asked if each.consent]
    if not asked:
        return Tag("not-submitted", "You had withdrawn your consent to telling the boards in your profile.", [])
    # what waits for a body that may not be told any more is not sent: the worker only has not come by yet
    asked = [each if each.listed or each.state != "waiting" else replace(each, state="stopped") for each in asked]
    sent = [each for each in asked if each.state != "stopped"]
    if not sent:
        return Tag(
            "not-submitted",
            "You took the boards off your profile, or withdrew your consent, before they were told.",
            asked,
        )
    return Tag(*_worst({each.state for each in sent}, {each.code for each in sent if each.state == "waiting"}), asked)


def _worst(states: set[str], codes: set[str]) -> tuple[str, str]:
    """Return the key and the sentence for the states of what is sent, and the codes of what waits."""
    if "rejected" in states:
        return "rejected", "A board rejected it. See why, mend it, and send it again."
    if states & {"delayed", "failed"}:
        return "submitting", "Delayed: it could not be delivered yet. Our CME office looks after it; nothing is lost."
    if "not-accredited" in codes:
        return "submitting", "We are not accredited to tell your boards yet. It is kept, and sent when we are."
    if "no-address" in codes:
        return "submitting", "Our CME office is not connected to your boards yet. It is kept, and sent when it is."
    if states & set(OUTSTANDING):
        return "submitting", "It goes to your boards when it can no longer be undone; a board takes up to a day."
    return "submitted", "Your boards have accepted it."
