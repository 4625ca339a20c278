"""The tag that a claimed entry carries (R3). Plain values in and out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

TAGS = {
    "not-submitted": ("Not submitted", "neutral"),
    "submitting": ("Submitting", "wait"),
    "submitted": ("Submitted", "good"),
    "rejected": ("Rejected", "bad"),
}


class StateLabel(NamedTuple):
    """How the state of a report is shown: the clinician's text, the office's text, the tone of the tag."""

    clinician: str
    office: str
    tone: str


STATES = {
    "waiting": StateLabel("Waits to be sent", "Waits to be sent", "wait"),
    "sent": StateLabel("Sent; the body has not answered yet", "Waits for an answer", "wait"),
    "delayed": StateLabel("Delayed; our CME office looks after it", "Delayed", "bad"),
    "failed": StateLabel("Delayed; our CME office looks after it", "Failed", "bad"),
    "accepted": StateLabel("Accepted", "Accepted", "good"),
    "rejected": StateLabel("Rejected", "Rejected", "bad"),
    "stopped": StateLabel("Not sent", "Stopped", "neutral"),
}
OUTSTANDING = ("waiting", "sent", "delayed", "failed")


@dataclass(frozen=True)
class RecipientStatus:
    """A body that was in the profile when an entry was claimed, and the state of the entry's report to it.

    `takes`: it accepts this credit from this role; `consent` is that of the claim; `listed`: the body is still in the
    profile, with consent; `state` is a key of STATES, `code` our code for the body's answer, `words` the meaning of a
    rejection; `report` is the report's number, None before there is one; `points`: the body counts the credit as MOC
    points.
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
        """Return the text of the state for the clinician."""
        return STATES[self.state].clinician


@dataclass(frozen=True)
class Tag:
    """The tag of an entry: a key of TAGS, a sentence that gives the reason, and the recipients that count."""

    key: str
    why: str
    recipients: list[RecipientStatus]

    @property
    def text(self) -> str:
        """Return the text of the tag."""
        return TAGS[self.key][0]

    @property
    def tone(self) -> str:
        """Return the tone of the tag."""
        return TAGS[self.key][1]


def tag(recipients: list[RecipientStatus], in_time: bool = True) -> Tag:
    """Return the tag of an entry (R3); only bodies that accept the credit, with consent, count.

    `in_time`: the claim was made before the end of the bodies' window.
    """
    if not recipients:
        return Tag("not-submitted", "No board or state that we tell stood in your profile when you claimed.", [])
    counted = [each for each in recipients if each.takes]
    if not counted:
        return Tag("not-submitted", "The boards in your profile do not take this credit from your clinical role.", [])
    if not in_time:
        return Tag(
            "not-submitted",
            "It was completed too long before the claim: the boards in your profile no longer take it.",
            [],
        )
    counted = [each for each in counted if each.consent]
    if not counted:
        return Tag("not-submitted", "You had withdrawn your consent to telling the boards in your profile.", [])
    # what waits for a body that was removed will not be sent: the worker has not stopped it yet
    counted = [each if each.listed or each.state != "waiting" else replace(each, state="stopped") for each in counted]
    sent = [each for each in counted if each.state != "stopped"]
    if not sent:
        return Tag(
            "not-submitted",
            "You took the boards off your profile, or withdrew your consent, before they were told.",
            counted,
        )
    return Tag(*_worst({each.state for each in sent}, {each.code for each in sent if each.state == "waiting"}), counted)


def _worst(states: set[str], codes: set[str]) -> tuple[str, str]:
    """Return the key and the sentence of a tag, from the states of all reports and the codes of those that wait."""
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
