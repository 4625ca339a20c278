"""The decisions of the sandbox's boards and their reasons. Plain values in and out."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

BOARDS = {"ABA", "ABIM", "ABOHNS", "ABOS", "ABP", "ABPATH", "ABS", "ABTS"}


def verdict(
    fields: dict[str, Any], roster: list[dict[str, Any]], accepted: list[dict[str, Any]], today: date, last_day: date
) -> tuple[str, str]:
    """Return the decision about a record, a code and the board's words; both are empty when it is accepted.

    `fields` has domain, value, given, family, birth ("MM-DD" or ""), activity, completed (ISO) and credits;
    `accepted` are records of the same shape; `last_day` is the last day on which such a completion is accepted.
    """
    board = fields["domain"] in BOARDS
    if board and fields["activity"].startswith("9"):
        return "activity", f"The activity {fields['activity']} is not registered for MOC with {fields['domain']}."
    if day(fields) > today + timedelta(days=1):
        return "window", f"The completion date {fields['completed']} is in the future."
    if today > last_day:
        return (
            "window",
            f"The completion date {fields['completed']} is outside the window: it was taken until {last_day}.",
        )
    code, reason = identity(fields, roster)
    if code:
        return code, reason
    if any(same(fields, other) for other in accepted):
        return "duplicate", "Duplicate: this activity has already been reported for the learner on this date."
    return "", ""


def identity(fields: dict[str, Any], roster: list[dict[str, Any]]) -> tuple[str, str]:
    """Return why a learner does not match the roster, as a code and words; both are empty when they match."""
    domain, number_name = fields["domain"], _number_name(fields["domain"])
    needs_birth = domain in BOARDS or domain == "NPI"
    learner = find(fields, roster)
    if learner:
        # ABP compares the birth day where the name differs
        by_birth = domain == "ABP" and fields["birth"] == learner["birth"]
        if _names(fields) != _names(learner) and not by_birth:
            return "name", f"The name does not match the name on file for this {number_name}."
    elif _is_unknown(fields, roster):
        return "no-match", f"No match: no learner with this name and this {number_name} was found."
    if needs_birth and not fields["birth"]:
        return "birth", "The birth month and day are missing."
    if learner and fields["birth"] and fields["birth"] != learner["birth"]:
        return "birth", "The birth month and day do not match those on file."
    if learner and domain in learner.get("inactive", ()):
        return "inactive", f"The {number_name} is not active: {learner['inactive'][domain]}."
    return "", ""


def find(fields: dict[str, Any], roster: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the learner of the roster with this number; None where nobody has it."""
    for learner in roster:
        known = learner.get("npi") if fields["domain"] == "NPI" else learner.get("numbers", {}).get(fields["domain"])
        if known and _number(known) == _number(fields["value"]):
            return learner
    return None


def _is_unknown(fields: dict[str, Any], roster: list[dict[str, Any]]) -> bool:
    """Return whether a number that is not in the roster is no match.

    It is for people of the roster, who have another number. Anybody else who tries the demo is accepted, unless the
    number ends in 0, so that a rejection can be tried, and corrected with another last digit.
    """
    known = any(_names(fields) == _names(one) and _has_number(one, fields["domain"]) for one in roster)
    return known or _number(fields["value"]).endswith("0") or not _number(fields["value"])


def _has_number(learner: dict[str, Any], domain: str) -> bool:
    return bool(learner.get("npi") if domain == "NPI" else domain in learner.get("numbers", {}))


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two records have the same learner, body, activity and date."""
    if one["domain"] == "NPI":
        return False  # an NPI names no body: reports to two states may both have it
    return all(one[key] == other[key] for key in ("domain", "activity", "completed")) and _number(
        one["value"]
    ) == _number(other["value"])


def day(fields: dict[str, Any]) -> date:
    """Return the completion date of a record."""
    return date.fromisoformat(fields["completed"][:10])


def _number_name(domain: str) -> str:
    return "NPI" if domain == "NPI" else f"{domain} number" if domain in BOARDS else f"{domain} license"


def _number(text: str) -> str:
    return re.sub(r"[\s-]", "", text).casefold()


def _names(fields: dict[str, Any]) -> tuple[str, ...]:
    """Return both names as boards compare them: in lower case, without accents, the first given name only."""
    plain = unicodedata.normalize("NFKD", f"{fields['given'].split(' ')[0]} {fields['family']}")
    text = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return tuple(re.findall(r"\w+", text))
