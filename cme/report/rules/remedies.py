"""What a rejection means in plain words, and how to correct it. Plain values in and out."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Remedy:
    """The meaning of a rejection code, advice, and the field of the profile to change ("" where none helps)."""

    words: str
    advice: str
    field: str = ""
    link: str = ""


NUMBER = ("number", "Change your number")
CODES = {
    "no-match": Remedy(
        "The board found nobody with this name and this number.",
        "Most often a digit of the number is wrong. Compare it with your certificate or license, letter by letter.",
        *NUMBER,
    ),
    "number": Remedy(
        "A number is needed, and there is none.", "Enter your number with this board, or your NPI.", *NUMBER
    ),
    "birth": Remedy(
        "The month and day of birth are not those that the board has.",
        "Check both. The board never gets the year from us.",
        "birth_month",
        "Change your birth day",
    ),
    "name": Remedy(
        "The board has this number under another name.",
        "Say how the board writes your given and family name. Your certificates keep your name as it is printed.",
        "given",
        "Change your name as boards have it",
    ),
    "inactive": Remedy(
        "The license or certificate with this number is not active.",
        "If you have a newer number, enter it. If not, only the board can make it active again.",
        *NUMBER,
    ),
    "activity": Remedy(
        "The board does not know this activity, or does not take it.",
        "There is nothing for you to mend: our CME office has to register the activity. Ask us for help.",
    ),
    "window": Remedy(
        "The completion is outside the dates that the board takes.",
        "There is nothing for you to mend. Download the certificate and send it to the board yourself, or ask us.",
    ),
    "duplicate": Remedy(
        "The board has this completion already.",
        "There is nothing to mend: it counts there. If your account at the board does not show it, ask us for help.",
    ),
}
OTHER = Remedy(
    "The board gave a reason that we do not know.",
    "Check your details. If they are right, ask us for help.",
    "given",
    "Look at your details",
)
FOR_THE_OFFICE = Remedy(
    "It could not be delivered.",
    "There is nothing for you to mend: our CME office looks after it, and nothing is lost.",
)


def of(state: str, code: str) -> Remedy:
    """Return the remedy for a report in a state, with our code for the body's answer."""
    if state == "rejected":
        return CODES.get(code, OTHER)
    return FOR_THE_OFFICE


def differences(then: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Compare the learner that was sent with the one now: rows of label, value then, value now, whether they differ."""
    names = (
        ("given", "Given name"),
        ("family", "Family name"),
        ("birth", "Birth month and day"),
        ("number", "Number"),
        ("npi", "NPI"),
    )
    then, now = (learner | {"birth": birth_day(learner.get("birth", ""))} for learner in (then, now))
    return [
        (label, then.get(key, ""), now.get(key, ""), then.get(key, "") != now.get(key, ""))
        for key, label in names
        if then.get(key) or now.get(key)
    ]


def birth_day(month_day: str) -> str:
    """Format "04-17" as "April 17"; empty where there is none."""
    month, _, day = month_day.partition("-")
    return f"{month_name[int(month)]} {int(day)}" if day else ""
