"""course.yaml: the settings of a course, each value checked, each problem with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from cme.base import text
from cme.base.domain import claim_window, designations
from cme.base.domain.credit import Credit
from cme.base.domain.credit_types import CREDIT_TYPES, STATES
from cme.offer import markdown
from cme.offer.importers import files, yaml_lines
from cme.offer.importers.front_matter import FileError, as_date

FILE = "course.yaml"
KNOWN = {
    "slug",
    "title",
    "summary",
    "demo",
    "pass_mark",
    "attempts",
    "evaluation_required",
    "valid_from",
    "valid_until",
    "disclosures",
    "requirements",
    "objectives",
    "credits",
    "topics",
    "format",
    "window",
    "accme_number",
    "designations",
}
KNOWN_OF_TOPIC = {"slug", "title", "file", "questions", "minutes", "tags", "credits"}
MAX_TOPICS = 300


KeyPath = tuple[str | int, ...]  # such as ("topics", 0, "title")


class Reader:
    """Read values of a YAML file by their key paths; an invalid value is reported with its line and read as empty."""

    def __init__(self, data: dict[str, Any], lines: yaml_lines.Lines, problems: list[str]) -> None:
        self.data, self.lines, self.problems = data, lines, problems

    def report(self, path: KeyPath, sentence: str) -> None:
        """Add a problem with a value."""
        self.problems.append(f"{FILE}, line {self.lines.of(*path)}: {sentence}")

    def get(self, path: KeyPath) -> Any:
        """Return the value at a key path, or None."""
        value: Any = self.data
        for key in path:
            value = value[key] if isinstance(key, int) else value.get(key)
            if value is None:
                return None
        return value

    def line(self, path: KeyPath, limit: int, required: bool = False) -> str:
        """Return a line of text of at most `limit` characters."""
        value = self.get(path)
        if value is None or value == "":
            if required:
                self.report(path, f"there is no {path[-1]}")
            return ""
        if isinstance(value, (list, dict)):
            self.report(path, f"{path[-1]} is not a line of text")
            return ""
        try:
            return text.line(str(value), limit)
        except text.TooLong as error:
            self.report(path, f"{path[-1]}: {error}")
            return ""

    def number(self, path: KeyPath, low: int, high: int, default: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.get(path)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.report(path, f"{path[-1]} is not a whole number from {low} to {high}")
            return default
        return value

    def boolean(self, path: KeyPath) -> bool:
        """Return true or false."""
        value = self.get(path)
        if value is not None and not isinstance(value, bool):
            self.report(path, f"{path[-1]} is neither true nor false")
        return value is True

    def day(self, path: KeyPath, required: bool = False) -> date | None:
        """Return a date."""
        try:
            value = as_date(self.get(path))
        except (ValueError, TypeError):
            self.report(path, f"{str(self.get(path))[:60]!r} is not a date such as 2026-03-31")
            return None
        if required and value is None:
            self.report(path, f"there is no {path[-1]}")
        return value

    def items(self, path: KeyPath, limit: int = 600) -> list[str]:
        """Return a list of at most 100 lines."""
        value = self.get(path)
        if value is None:
            return []
        if not isinstance(value, list):
            self.report(path, f"{path[-1]} is not a list")
            return []
        return [line for at in range(min(len(value), 100)) if (line := self.line((*path, at), limit))]

    def unknown(self, path: KeyPath, known: set[str]) -> None:
        """Report every unknown name, so that a misspelled setting is not ignored."""
        for name in sorted(set(self.get(path) or self.data) - known):
            self.report((*path, name), f"{name} is not known here")


def read(folder: Path, problems: list[str]) -> dict[str, Any]:
    """Return the settings of a folder's course.yaml; add what is wrong to `problems`."""
    try:
        source = files.read_text(folder / FILE, 1_000_000)
        data, lines = yaml_lines.read(source)
    except FileError as error:
        exists = (folder / FILE).exists() or (folder / FILE).is_symlink()
        problems.append(f"{FILE}, {error}" if exists else f"there is no {FILE} in the folder")
        return {}
    reader = Reader(data, lines, problems)
    reader.unknown((), KNOWN)
    course: dict[str, Any] = {
        "slug": markdown.slug(reader.line(("slug",), 80)) or markdown.slug(folder.resolve().name)[:80],
        "title": reader.line(("title",), 200, required=True),
        "summary": reader.line(("summary",), 2000),
        "format": reader.line(("format",), 80) or "enduring material",
        "disclosures": reader.line(("disclosures",), 4000),
        "requirements": reader.line(("requirements",), 2000),
        "accme_number": reader.line(("accme_number",), 20),
        "demo": reader.boolean(("demo",)),
        "pass_mark": reader.number(("pass_mark",), 1, 100, 80),
        "attempts": reader.number(("attempts",), 0, 100, 0),
        "evaluation_required": reader.boolean(("evaluation_required",)),
        "objectives": reader.items(("objectives",)),
        "valid_from": reader.day(("valid_from",), required=True),
        "valid_until": reader.day(("valid_until",)),
        "window": _window(reader),
    }
    if course["valid_from"] and course["valid_until"] and course["valid_until"] < course["valid_from"]:
        reader.report(("valid_until",), "valid_until lies before valid_from")
    course["credits"] = _types(reader)
    course["topics"] = _topics(reader, course["credits"])
    _designations(reader, course)
    return course


def _window(reader: Reader) -> str:
    window = reader.line(("window",), 20) or "anniversary+3"
    try:
        claim_window.claim_by(date(2026, 1, 1), window)
    except ValueError:
        reader.report(("window",), f"{window} is not a window such as anniversary+3 or year-end+2")
    return window


def _types(reader: Reader) -> list[str]:
    found: list[str] = []
    for at, code in enumerate(reader.items(("credits",), 40)):
        if code not in CREDIT_TYPES:
            reader.report(("credits", at), f"{code} is no credit type; there are {', '.join(CREDIT_TYPES)}")
        elif code in found:
            reader.report(("credits", at), f"{code} stands twice")
        else:
            found.append(code)
    if not found and not isinstance(reader.get(("credits",)), list):
        reader.report(("credits",), "there are no credits: list the types that the course designates")
    return found


def _topics(reader: Reader, types: list[str]) -> list[dict[str, Any]]:
    values = reader.get(("topics",))
    if not isinstance(values, list) or not values:
        reader.report(("topics",), "there are no topics")
        return []
    if len(values) > MAX_TOPICS:
        reader.report(("topics",), f"there are {len(values)} topics; at most {MAX_TOPICS} are read")
        return []
    found: list[dict[str, Any]] = []
    slugs: set[str] = set()
    for at, value in enumerate(values):
        path = ("topics", at)
        if not isinstance(value, dict):
            reader.report(path, "a topic is not a list of names and values")
            continue
        reader.unknown(path, KNOWN_OF_TOPIC)
        topic = _topic(reader, path, types)
        if topic["slug"] in slugs:
            reader.report((*path, "slug"), f"the slug {topic['slug']} is already that of another topic")
        slugs.add(topic["slug"])
        found.append(topic)
    return found


def _topic(reader: Reader, path: KeyPath, types: list[str]) -> dict[str, Any]:
    title = reader.line((*path, "title"), 200, required=True)
    slug = markdown.slug(reader.line((*path, "slug"), 100) or title)
    if title and not slug:
        reader.report((*path, "slug"), "the slug has no letter from a to z and no digit: give it one")
    return {
        "slug": slug,
        "title": title,
        "file": reader.line((*path, "file"), 200, required=True),
        "file_line": reader.lines.of(*path, "file"),
        "questions": reader.line((*path, "questions"), 200, required=True),
        "questions_line": reader.lines.of(*path, "questions"),
        "minutes": reader.number((*path, "minutes"), 0, 6000, 0),
        "tags": reader.items((*path, "tags"), 60),
        "credits": _credits(reader, (*path, "credits"), types),
    }


def _credits(reader: Reader, path: KeyPath, types: list[str]) -> list[dict[str, Any]]:
    """Return the credits of a topic.

    They are written as `ama-pra-1: 0.75`, for a state `state: {FL: {hours: 1, topic: Medical errors}}`.
    """
    values = reader.get(path)
    if not isinstance(values, dict) or not values:
        reader.report(path, "there are no credits: say what passing the topic is worth, such as {ama-pra-1: 0.75}")
        return []
    found = []
    for code, value in values.items():
        here = (*path, code)
        if code not in types:
            reader.report(here, f"{code} is not among the credits of the course")
        elif code == "state":
            found += _states(reader, here, value)
        elif amount := _amount(reader, here, value, code):
            found.append({"credit_type": code, "state": "", "state_topic": "", "amount": amount})
    return found


def _states(reader: Reader, path: KeyPath, values: Any) -> list[dict[str, Any]]:
    if not isinstance(values, dict):
        reader.report(path, "state needs states, such as {FL: {hours: 1, topic: Prevention of medical errors}}")
        return []
    found = []
    for code, value in values.items():
        here = (*path, code)
        if code not in STATES:
            reader.report(here, f"{code} is not the two letters of a state, such as FL")
        elif not isinstance(value, dict):
            reader.report(here, "say hours and topic, such as {hours: 1, topic: Prevention of medical errors}")
        else:
            topic = reader.line((*here, "topic"), 120, required=True)
            amount = _amount(reader, (*here, "hours"), value.get("hours"), "state")
            if topic and amount:
                found.append({"credit_type": "state", "state": code, "state_topic": topic, "amount": amount})
    return found


def _amount(reader: Reader, path: KeyPath, value: Any, code: str) -> int:
    credit_type = CREDIT_TYPES[code]
    try:
        amount = Credit.parse(str(value)) if not isinstance(value, bool) else Credit(0)
    except ValueError:
        amount = Credit(0)
    if not amount:
        reader.report(path, f"{value!r} is not an amount such as 0.75")
        return 0
    if amount.hundredths % credit_type.step:
        reader.report(path, f"{amount} is not a multiple of {Credit(credit_type.step)}, the step of {credit_type.name}")
        return 0
    return amount.hundredths


def _designations(reader: Reader, course: dict[str, Any]) -> None:
    """Add the maximum of each type, summed over the topics, with the course's own statement where it has one."""
    own = reader.get(("designations",)) or {}
    if not isinstance(own, dict):
        reader.report(("designations",), "designations is not a list of credit types and words")
        own = {}
    for code in sorted(set(own) - set(course["credits"])):
        reader.report(("designations", code), f"{code} is not among the credits of the course")
    rows = []
    for code in course["credits"]:
        maximum = sum(
            credit["amount"]
            for topic in course["topics"]
            for credit in topic["credits"]
            if credit["credit_type"] == code
        )
        if not maximum and course["topics"]:
            reader.report(("credits",), f"no topic is worth anything in {code}")
        words = reader.line(("designations", code), 2000) if code in own else designations.default(code)
        rows.append({"credit_type": code, "maximum": maximum, "words": words})
    course["designations"] = rows
