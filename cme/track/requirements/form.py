"""The form of a cycle: read into what its terms keep, and written back as it was kept or typed."""

from __future__ import annotations

import re
from datetime import date

from cme.base import text
from cme.base.domain.credit import Credit
from cme.base.domain.topics import TOPICS
from cme.track.requirements import rule_terms
from cme.track.requirements.dates import rules as dates

OWN_ROWS = 2  # empty rows for topics of one's own
MOST_TOPICS = 40
LARGEST = 10_000_00
PERS = (
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
APPLIES = (("yes", "Yes"), ("no", "No"), ("unsaid", "I do not know yet"))


def per_of(topic: dict) -> str:
    """Write how often a topic is asked for as the form's list does."""
    count = topic.get(topic["per"]) if topic["per"] in ("months", "cycles") else None
    return f"{topic['per']}:{count}" if count else topic["per"]


def pers(topic: dict | None = None) -> list[tuple[str, str]]:
    """List how often a topic may be asked for, with what this one says."""
    mine = per_of(topic) if topic else ""
    known = mine in dict(PERS) or not mine
    return list(PERS) if known else [*PERS, (mine, rule_terms.how_often(topic).capitalize())]


def fill(figures: dict) -> dict:
    """Write figures into the fields of the form."""
    said = {name: _amount(figures.get(name)) for name in ("total", "category1", "carry_over", "carried")}
    said["category1"] = said["category1"] if figures.get("category1") else ""
    for name in ("starts", "ends"):
        said[name] = figures[name].isoformat() if figures.get(name) else ""
    said["months"] = str(figures.get("months") or "")
    for n, topic in enumerate(figures["topics"]):
        said[f"hours-{n}"], said[f"per-{n}"] = _amount(topic["hundredths"]), per_of(topic)
        said[f"applies-{n}"] = topic["applies"]
    return said


def _amount(value) -> str:
    return "" if value is None else str(Credit(value))


def read(form, topics: list[dict], today: date, others: list[tuple[date, date]]) -> tuple[dict, dict[str, str]]:
    """Read the form: what to keep, and what is wrong by field. `topics` are those that the form showed.

    `others` are the days of the body's other cycles, which this one may not meet.
    """
    errors: dict[str, str] = {}
    said = {"total": _read_amount(form, "total", errors), "category1": _read_amount(form, "category1", errors) or 0}
    said["carry_over"], said["carried"] = (_read_amount(form, name, errors) for name in ("carry_over", "carried"))
    if said["total"] is not None and said["category1"] > said["total"] and "category1" not in errors:
        errors["category1"] = "More of Category 1 than of all credit cannot be asked for"
    _read_days(form, said, errors, today, others)
    said["topics"] = _read_topics(form, topics, errors)
    return said, errors


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


def _read_days(form, said, errors, today, others) -> None:
    days = {}
    for name in ("starts", "ends"):
        days[name], fault = dates.read(form.get(name, ""))
        if fault:
            errors[name] = fault
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
    said["starts"], said["ends"], said["months"] = settled
    if fault := dates.fault(said["starts"], said["ends"], today, others):
        errors["starts"] = fault


def _read_topics(form, topics, errors) -> list[dict]:
    kept = []
    for n, topic in enumerate(topics):
        hours = _read_amount(form, f"hours-{n}", errors)
        each = topic | {"hundredths": hours, "applies": _one_of(form.get(f"applies-{n}"), APPLIES, topic["applies"])}
        each |= _read_per(form.get(f"per-{n}"), topic)
        if not (each["applies"] == "no" and topic["code"].startswith("own-")):  # one's own goes when it does not apply
            kept.append(each)
    for n in range(OWN_ROWS):
        code = form.get(f"own-{n}", "")
        hours = _read_amount(form, f"own_hours-{n}", errors)
        if code and code not in TOPICS:
            errors[f"own-{n}"] = "Choose a topic from the list"
        elif not code and hours is not None:
            errors[f"own-{n}"] = "Choose the topic of these hours"
        elif code and any(each["code"] == f"own-{code}" for each in kept):
            errors[f"own-{n}"] = "You have this topic already: change it above"
        elif code and len(kept) < MOST_TOPICS:
            own = {"per": "cycle", "months": 0, "cycles": 0}
            kept.append(
                {
                    "code": f"own-{code}",
                    "name": TOPICS[code],
                    "hundredths": hours,
                    "counts": [code],
                    "condition": "",
                    "note": "",
                    "applies": "yes",
                    **own,
                    **_read_per(form.get(f"own_per-{n}"), own),
                }
            )
    return kept


def _one_of(typed, choices, otherwise) -> str:
    return typed if typed in dict(choices) else otherwise


def _read_per(typed, topic) -> dict:
    per, _, count = (typed or "").partition(":")
    if typed not in dict(PERS):
        return {name: topic[name] for name in ("per", "months", "cycles")}
    return {"per": per, "months": int(count) if per == "months" else 0, "cycles": int(count) if per == "cycles" else 0}


def read_body(typed: str | None) -> tuple[str, str | None]:
    """Read the name of a body; the second is what is wrong."""
    try:
        body = text.line(typed, 160)
    except text.TooLong as fault:
        return "", str(fault)
    return body, None if body else "Enter the name of the board, hospital or employer"
