"""The form of a cycle: its fields read into the values of terms, and terms written into its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from cme.base import text
from cme.base.domain.credit import Credit
from cme.base.domain.topics import TOPICS
from cme.track.requirements import rule_terms
from cme.track.requirements.dates import rules as dates

OWN_ROWS = 2  # empty rows for the clinician's own topics
MOST_TOPICS = 40
LARGEST = 10_000_00
FREQUENCY_CHOICES = (
    ("cycle", "Each cycle"),
    ("once", "Once"),
    ("months:12", "Every year"),
    ("months:24", "Every 2 years"),
    ("months:36", "Every 3 years"),
    ("months:48", "Every 4 years"),
    ("months:60", "Every 5 years"),
    ("months:72", "Every 6 years"),
    ("cycles:3", "Every 3 cycles"),
)
APPLIES_CHOICES = (("yes", "Yes"), ("no", "No"), ("unsaid", "I do not know yet"))


def frequency_value(topic: dict) -> str:
    """Return how often a topic is required as a value of the form's list: "months:24"."""
    count = topic.get(topic["per"]) if topic["per"] in ("months", "cycles") else None
    return f"{topic['per']}:{count}" if count else topic["per"]


def frequency_choices(topic: dict | None = None) -> list[tuple[str, str]]:
    """List how often a topic may be required, including the frequency of this one."""
    if topic is None or frequency_value(topic) in dict(FREQUENCY_CHOICES):
        return list(FREQUENCY_CHOICES)
    return [*FREQUENCY_CHOICES, (frequency_value(topic), rule_terms.how_often(topic).capitalize())]


def fill(figures: dict) -> dict[str, str]:
    """Return the fields of the form, filled in with figures."""
    fields = {name: _amount(figures.get(name)) for name in ("total", "category1", "carry_over", "carried")}
    fields["category1"] = fields["category1"] if figures.get("category1") else ""
    for name in ("starts", "ends"):
        fields[name] = figures[name].isoformat() if figures.get(name) else ""
    fields["months"] = str(figures.get("months") or "")
    for n, topic in enumerate(figures["topics"]):
        fields[f"hours-{n}"], fields[f"per-{n}"] = _amount(topic["hundredths"]), frequency_value(topic)
        fields[f"applies-{n}"] = topic["applies"]
    return fields


def _amount(value) -> str:
    return "" if value is None else str(Credit(value))


def read(
    form: Mapping[str, str], topics: list[dict], today: date, others: list[tuple[date, date]]
) -> tuple[dict, dict[str, str]]:
    """Read the form; return the values of the cycle's terms, and errors by field.

    `topics` are those that the form showed, `others` the days of the body's other cycles, which must not overlap.
    """
    errors: dict[str, str] = {}
    values: dict[str, Any] = {
        "total": _read_amount(form, "total", errors),
        "category1": _read_amount(form, "category1", errors) or 0,
    }
    values["carry_over"], values["carried"] = (_read_amount(form, name, errors) for name in ("carry_over", "carried"))
    if values["total"] is not None and values["category1"] > values["total"] and "category1" not in errors:
        errors["category1"] = "More of Category 1 than of all credit cannot be asked for"
    _read_days(form, values, errors, today, others)
    values["topics"] = _read_topics(form, topics, errors)
    return values, errors


def _read_amount(form, name, errors) -> int | None:
    typed = (form.get(name) or "").strip()
    if not typed:
        return None
    try:
        amount = Credit.parse(typed).hundredths
    except ValueError:
        errors[name] = "Enter a number of credits such as 50 or 2.5, or leave it empty"
        return None
    if amount > LARGEST:
        errors[name] = "No body asks for that much: check the number"
        return None
    return amount


def _read_days(form, values, errors, today, others) -> None:
    days = {}
    for name in ("starts", "ends"):
        days[name], error = dates.read(form.get(name, ""))
        if error:
            errors[name] = error
    months = (form.get("months") or "").strip()
    if months and not re.fullmatch(r"\d{1,3}", months, re.ASCII):
        errors["months"] = "Enter the months as a whole number such as 24"
    if errors.keys() & {"starts", "ends", "months"}:
        return
    settled = dates.settle(days["starts"], days["ends"], int(months) if months else None)
    if isinstance(settled, str):
        field = (
            "months" if settled.startswith(("A cycle", f"{months} months")) else "ends" if days["starts"] else "starts"
        )
        errors[field] = settled
        return
    values["starts"], values["ends"], values["months"] = settled
    if error := dates.cycle_error(values["starts"], values["ends"], today, others):
        errors["starts"] = error


def _read_topics(form, topics, errors) -> list[dict]:
    found: list[dict] = []
    for n, topic in enumerate(topics):
        hours = _read_amount(form, f"hours-{n}", errors)
        each: dict = topic | {
            "hundredths": hours,
            "applies": _one_of(form.get(f"applies-{n}"), APPLIES_CHOICES, topic["applies"]),
        }
        each |= _read_frequency(form.get(f"per-{n}"), topic)
        if not (
            each["applies"] == "no" and topic["code"].startswith("own-")
        ):  # a clinician's own topic is dropped when it does not apply
            found.append(each)
    for n in range(OWN_ROWS):
        code = form.get(f"own-{n}", "")
        hours = _read_amount(form, f"own_hours-{n}", errors)
        if code and code not in TOPICS:
            errors[f"own-{n}"] = "Choose a topic from the list"
        elif not code and hours is not None:
            errors[f"own-{n}"] = "Choose the topic of these hours"
        elif code and any(each["code"] == f"own-{code}" for each in found):
            errors[f"own-{n}"] = "You have this topic already: change it above"
        elif code and len(found) < MOST_TOPICS:
            own = {"per": "cycle", "months": 0, "cycles": 0}
            found.append(
                {
                    "code": f"own-{code}",
                    "name": TOPICS[code],
                    "hundredths": hours,
                    "counts": [code],
                    "condition": "",
                    "note": "",
                    "applies": "yes",
                    **own,
                    **_read_frequency(form.get(f"own_per-{n}"), own),
                }
            )
    return found


def _one_of(typed, choices, otherwise) -> str:
    return typed if typed in dict(choices) else otherwise


def _read_frequency(typed, topic) -> dict:
    per, _, count = (typed or "").partition(":")
    if typed not in dict(FREQUENCY_CHOICES):
        return {name: topic[name] for name in ("per", "months", "cycles")}
    return {"per": per, "months": int(count) if per == "months" else 0, "cycles": int(count) if per == "cycles" else 0}


def read_body(typed: str | None) -> tuple[str, str | None]:
    """Read the name of a body; return it and an error, of which one is empty."""
    try:
        body = text.line(typed, 160)
    except text.TooLong as error:
        return "", str(error)
    return body, None if body else "Enter the name of the board, hospital or employer"
