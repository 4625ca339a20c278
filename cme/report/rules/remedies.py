"""What a rejection means in plain words, and what mends it. Plain values in and out."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mending:
    """What a code of a body means: plain words, what to do, and the field of the profile ("" where none helps)."""

    words: str
    do: str
    field: str = ""
    link: str = ""


NUMBER = ("number", "Change your number")
CODES = {
    "no-match": Mending(
        "The board found nobody with this name and this number.",
        "Most often a digit of the number is wrong. Compare it with your certificate or license, letter by letter.",
        *NUMBER,
    ),
    "number": Mending(
        "A number is needed, and there is none.", "Enter your number with this board, or your NPI.", *NUMBER
    ),
    "birth": Mending(
        "The month and day of birth are not those that the board has.",
        "Check both. The board never gets the year from us.",
        "birth_month",
        "Change your birth day",
    ),
    "name": Mending(
        "The board has this number under another name.",
        "Say how the board writes your given and family name. Your certificates keep your name as it is printed.",
        "given",
        "Change your name as boards have it",
    ),
    "inactive": Mending(
        "The license or certificate with this number is not active.",
        "If you have a newer number, enter it. If not, only the board can make it active again.",
        *NUMBER,
    ),
    "activity": Mending(
        "The board does not know this activity, or does not take it.",
        "There is nothing for you to mend: our CME office has to register the activity. Ask us for help.",
    ),
    "window": Mending(
        "The completion is outside the dates that the board takes.",
        "There is nothing for you to mend. Download the certificate and send it to the board yourself, or ask us.",
    ),
    "duplicate": Mending(
        "The board has this completion already.",
        "There is nothing to mend: it counts there. If your account at the board does not show it, ask us for help.",
    ),
}
OTHER = Mending(
    "The board gave a reason that we do not know.",
    "Check your details. If they are right, ask us for help.",
    "given",
    "Look at your details",
)
OF_THE_OFFICE = Mending(
    "It could not be delivered.",
    "There is nothing for you to mend: our CME office looks after it, and nothing is lost.",
)


def of(state: str, code: str) -> Mending:
    """Tell what mends a report in a state, with a code of ours for what the body said."""
    if state == "rejected":
        return CODES.get(code, OTHER)
    return OF_THE_OFFICE


def differences(then: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Pair what was sent with what would be sent now: name, then, now, and whether they differ."""
    names = (
        ("given", "Given name"),
        ("family", "Family name"),
        ("birth", "Birth month and day"),
        ("number", "Number"),
        ("npi", "NPI"),
    )
    then, now = (said | {"birth": birth_day(said.get("birth", ""))} for said in (then, now))
    return [
        (label, then.get(key, ""), now.get(key, ""), then.get(key, "") != now.get(key, ""))
        for key, label in names
        if then.get(key) or now.get(key)
    ]


def birth_day(said: str) -> str:
    """Write "04-17" as people do; empty for none."""
    month, _, day = said.partition("-")
    return f"{month_name[int(month)]} {int(day)}" if day else ""
