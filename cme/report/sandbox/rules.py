"""What the sandbox's boards decide, and the reasons that they give. Plain values in and out."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

BOARDS = {"ABA", "ABIM", "ABOHNS", "ABOS", "ABP", "ABPATH", "ABS", "ABTS"}


def verdict(
    said: dict[str, Any], roster: list[dict[str, Any]], accepted: list[dict[str, Any]], today: date, last_day: date
) -> tuple[str, str]:
    """Decide about a record: a code and the board's words, both empty when it is accepted.

    `said` has domain, value, given, family, birth ("MM-DD" or ""), activity, completed (ISO) and credits;
    `accepted` are records of the same shape; `last_day` is the last on which such a completion is taken.
    """
    board = said["domain"] in BOARDS
    if board and said["activity"].startswith("9"):
        return "activity", f"The activity {said['activity']} is not registered for MOC with {said['domain']}."
    if day(said) > today + timedelta(days=1):
        return "window", f"The completion date {said['completed']} is in the future."
    if today > last_day:
        return (
            "window",
            f"The completion date {said['completed']} is outside the window: it was taken until {last_day}.",
        )
    code, reason = identity(said, roster)
    if code:
        return code, reason
    if any(same(said, other) for other in accepted):
        return "duplicate", "Duplicate: this activity has already been reported for the learner on this date."
    return "", ""


def identity(said: dict[str, Any], roster: list[dict[str, Any]]) -> tuple[str, str]:
    """Decide whether a learner matches the roster: a code and words, both empty when they do."""
    domain, what = said["domain"], _called(said["domain"])
    needs_birth = domain in BOARDS or domain == "NPI"
    learner = find(said, roster)
    if learner:
        # ABP turns to the birth day where the name differs
        by_birth = domain == "ABP" and said["birth"] == learner["birth"]
        if _names(said) != _names(learner) and not by_birth:
            return "name", f"The name does not match the name on file for this {what}."
    elif _is_nobodys(said, roster):
        return "no-match", f"No match: no learner with this name and this {what} was found."
    if needs_birth and not said["birth"]:
        return "birth", "The birth month and day are missing."
    if learner and said["birth"] and said["birth"] != learner["birth"]:
        return "birth", "The birth month and day do not match those on file."
    if learner and domain in learner.get("inactive", ()):
        return "inactive", f"The {what} is not active: {learner['inactive'][domain]}."
    return "", ""


def find(said: dict[str, Any], roster: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Find the learner to whom a number belongs."""
    for learner in roster:
        known = learner.get("npi") if said["domain"] == "NPI" else learner.get("numbers", {}).get(said["domain"])
        if known and _number(known) == _number(said["value"]):
            return learner
    return None


def _is_nobodys(said: dict[str, Any], roster: list[dict[str, Any]]) -> bool:
    """Whether a number that nobody has is a fault.

    It is for people of the roster, who have another one. Whoever else tries the demo is believed, unless
    the number ends in 0: so that a rejection can be had, and mended by another last digit.
    """
    known = any(_names(said) == _names(one) and _has_number(one, said["domain"]) for one in roster)
    return known or _number(said["value"]).endswith("0") or not _number(said["value"])


def _has_number(learner: dict[str, Any], domain: str) -> bool:
    return bool(learner.get("npi") if domain == "NPI" else domain in learner.get("numbers", {}))


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two records are the same learner's, for one body, activity and date."""
    if one["domain"] == "NPI":
        return False  # an NPI names no body: two states may both be told by it
    return all(one[key] == other[key] for key in ("domain", "activity", "completed")) and _number(
        one["value"]
    ) == _number(other["value"])


def day(said: dict[str, Any]) -> date:
    """Tell the completion date of a record."""
    return date.fromisoformat(said["completed"][:10])


def _called(domain: str) -> str:
    return "NPI" if domain == "NPI" else f"{domain} number" if domain in BOARDS else f"{domain} license"


def _number(text: str) -> str:
    return re.sub(r"[\s-]", "", text).casefold()


def _names(said: dict[str, Any]) -> tuple[str, ...]:
    """Write both names the way boards compare them: small letters of ASCII, first given name only."""
    plain = unicodedata.normalize("NFKD", f"{said['given'].split(' ')[0]} {said['family']}")
    kept = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return tuple(re.findall(r"\w+", kept))
