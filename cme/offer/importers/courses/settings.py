"""course.yaml: what is said of a course, each value looked at, each fault with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cme.base import text
from cme.base.domain import designations
from cme.base.domain.credit import Credit
from cme.base.domain.credit_types import CREDIT_TYPES, STATES
from cme.offer import markdown, rules
from cme.offer.importers import files, yaml_lines
from cme.offer.importers.front_matter import Fault, as_date

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
MOST_TOPICS = 300


class Reader:
    """Reads values of a YAML file by name; what is wrong is noted with its line and read as nothing."""

    def __init__(self, data, lines, faults):
        self.data, self.lines, self.faults = data, lines, faults

    def wrong(self, way, sentence) -> None:
        """Note a fault at a value."""
        self.faults.append(f"{FILE}, line {self.lines.of(*way)}: {sentence}")

    def get(self, way):
        """Find a value by the way to it."""
        value = self.data
        for step in way:
            value = value[step] if isinstance(step, int) else value.get(step)
            if value is None:
                return None
        return value

    def line(self, way, limit, needed=False) -> str:
        """Read a line of text."""
        value = self.get(way)
        if value is None or value == "":
            if needed:
                self.wrong(way, f"there is no {way[-1]}")
            return ""
        if isinstance(value, (list, dict)):
            self.wrong(way, f"{way[-1]} is not a line of text")
            return ""
        try:
            return text.line(str(value), limit)
        except text.TooLong as fault:
            self.wrong(way, f"{way[-1]}: {fault}")
            return ""

    def number(self, way, low, high, otherwise) -> int:
        """Read a whole number between two others."""
        value = self.get(way)
        if value is None:
            return otherwise
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(way, f"{way[-1]} is not a whole number from {low} to {high}")
            return otherwise
        return value

    def yes(self, way) -> bool:
        """Read true or false."""
        value = self.get(way)
        if value is not None and not isinstance(value, bool):
            self.wrong(way, f"{way[-1]} is neither true nor false")
        return value is True

    def day(self, way, needed=False) -> date | None:
        """Read a date."""
        try:
            found = as_date(self.get(way))
        except (ValueError, TypeError):
            self.wrong(way, f"{str(self.get(way))[:60]!r} is not a date such as 2026-03-31")
            return None
        if needed and found is None:
            self.wrong(way, f"there is no {way[-1]}")
        return found

    def items(self, way, limit=600) -> list[str]:
        """Read a list of lines."""
        value = self.get(way)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(way, f"{way[-1]} is not a list")
            return []
        return [said for at in range(min(len(value), 100)) if (said := self.line((*way, at), limit))]

    def unknown(self, way, known) -> None:
        """Note every name that nobody reads: a typing error must not pass as a setting."""
        for name in sorted(set(self.get(way) or self.data) - known):
            self.wrong((*way, name), f"{name} is not known here")


def read(folder: Path, faults: list[str]) -> dict:
    """Read course.yaml of a folder."""
    try:
        source = files.read_text(folder / FILE, 1_000_000)
        data, lines = yaml_lines.read(source)
    except Fault as fault:
        there = (folder / FILE).exists() or (folder / FILE).is_symlink()
        faults.append(f"{FILE}, {fault}" if there else f"there is no {FILE} in the folder")
        return {}
    reader = Reader(data, lines, faults)
    reader.unknown((), KNOWN)
    course = {
        "slug": markdown.slug(reader.line(("slug",), 80)) or markdown.slug(folder.resolve().name)[:80],
        "title": reader.line(("title",), 200, needed=True),
        "summary": reader.line(("summary",), 2000),
        "format": reader.line(("format",), 80) or "enduring material",
        "disclosures": reader.line(("disclosures",), 4000),
        "requirements": reader.line(("requirements",), 2000),
        "accme_number": reader.line(("accme_number",), 20),
        "demo": reader.yes(("demo",)),
        "pass_mark": reader.number(("pass_mark",), 1, 100, 80),
        "attempts": reader.number(("attempts",), 0, 100, 0),
        "evaluation_required": reader.yes(("evaluation_required",)),
        "objectives": reader.items(("objectives",)),
        "valid_from": reader.day(("valid_from",), needed=True),
        "valid_until": reader.day(("valid_until",)),
        "window": _window(reader),
    }
    if course["valid_from"] and course["valid_until"] and course["valid_until"] < course["valid_from"]:
        reader.wrong(("valid_until",), "valid_until lies before valid_from")
    course["credits"] = _types(reader)
    course["topics"] = _topics(reader, course["credits"])
    _designations(reader, course)
    return course


def _window(reader) -> str:
    said = reader.line(("window",), 20) or "anniversary+3"
    try:
        rules.claim_by(date(2026, 1, 1), said)
    except ValueError:
        reader.wrong(("window",), f"{said} is not a window such as anniversary+3 or year-end+2")
    return said


def _types(reader) -> list[str]:
    found = []
    for at, code in enumerate(reader.items(("credits",), 40)):
        if code not in CREDIT_TYPES:
            reader.wrong(("credits", at), f"{code} is no credit type; there are {', '.join(CREDIT_TYPES)}")
        elif code in found:
            reader.wrong(("credits", at), f"{code} stands twice")
        else:
            found.append(code)
    if not found and not isinstance(reader.get(("credits",)), list):
        reader.wrong(("credits",), "there are no credits: list the types that the course designates")
    return found


def _topics(reader, types) -> list[dict]:
    said = reader.get(("topics",))
    if not isinstance(said, list) or not said:
        reader.wrong(("topics",), "there are no topics")
        return []
    if len(said) > MOST_TOPICS:
        reader.wrong(("topics",), f"there are {len(said)} topics; at most {MOST_TOPICS} are read")
        return []
    found, slugs = [], set()
    for at, each in enumerate(said):
        way = ("topics", at)
        if not isinstance(each, dict):
            reader.wrong(way, "a topic is not a list of names and values")
            continue
        reader.unknown(way, KNOWN_OF_TOPIC)
        topic = _topic(reader, way, types)
        if topic["slug"] in slugs:
            reader.wrong((*way, "slug"), f"the slug {topic['slug']} is already that of another topic")
        slugs.add(topic["slug"])
        found.append(topic)
    return found


def _topic(reader, way, types) -> dict:
    title = reader.line((*way, "title"), 200, needed=True)
    slug = markdown.slug(reader.line((*way, "slug"), 100) or title)
    if title and not slug:
        reader.wrong((*way, "slug"), "the slug has no letter from a to z and no digit: give it one")
    return {
        "slug": slug,
        "title": title,
        "file": reader.line((*way, "file"), 200, needed=True),
        "file_line": reader.lines.of(*way, "file"),
        "questions": reader.line((*way, "questions"), 200, needed=True),
        "questions_line": reader.lines.of(*way, "questions"),
        "minutes": reader.number((*way, "minutes"), 0, 6000, 0),
        "tags": reader.items((*way, "tags"), 60),
        "credits": _values(reader, (*way, "credits"), types),
    }


def _values(reader, way, types) -> list[dict]:
    """Read what a topic is worth: `ama-pra-1: 0.75`, or for a state `state: {FL: {hours: 1, topic: Medical errors}}`."""
    said = reader.get(way)
    if not isinstance(said, dict) or not said:
        reader.wrong(way, "there are no credits: say what passing the topic is worth, such as {ama-pra-1: 0.75}")
        return []
    found = []
    for code, value in said.items():
        here = (*way, code)
        if code not in types:
            reader.wrong(here, f"{code} is not among the credits of the course")
        elif code == "state":
            found += _states(reader, here, value)
        elif amount := _amount(reader, here, value, code):
            found.append({"credit_type": code, "state": "", "state_topic": "", "amount": amount})
    return found


def _states(reader, way, said) -> list[dict]:
    if not isinstance(said, dict):
        reader.wrong(way, "state needs states, such as {FL: {hours: 1, topic: Prevention of medical errors}}")
        return []
    found = []
    for code, value in said.items():
        here = (*way, code)
        if code not in STATES:
            reader.wrong(here, f"{code} is not the two letters of a state, such as FL")
        elif not isinstance(value, dict):
            reader.wrong(here, "say hours and topic, such as {hours: 1, topic: Prevention of medical errors}")
        else:
            topic = reader.line((*here, "topic"), 120, needed=True)
            amount = _amount(reader, (*here, "hours"), value.get("hours"), "state")
            if topic and amount:
                found.append({"credit_type": "state", "state": code, "state_topic": topic, "amount": amount})
    return found


def _amount(reader, way, value, code) -> int:
    kind = CREDIT_TYPES[code]
    try:
        amount = Credit.parse(str(value)) if not isinstance(value, bool) else Credit(0)
    except ValueError:
        amount = Credit(0)
    if not amount:
        reader.wrong(way, f"{value!r} is not an amount such as 0.75")
        return 0
    if amount.hundredths % kind.step:
        reader.wrong(way, f"{amount} is not a multiple of {Credit(kind.step)}, the step of {kind.name}")
        return 0
    return amount.hundredths


def _designations(reader, course) -> None:
    """Sum the maximum of each type over the topics, and take the course's own words where it has some."""
    own = reader.get(("designations",)) or {}
    if not isinstance(own, dict):
        reader.wrong(("designations",), "designations is not a list of credit types and words")
        own = {}
    for code in sorted(set(own) - set(course["credits"])):
        reader.wrong(("designations", code), f"{code} is not among the credits of the course")
    made = []
    for code in course["credits"]:
        worth = sum(
            each["amount"] for topic in course["topics"] for each in topic["credits"] if each["credit_type"] == code
        )
        if not worth and course["topics"]:
            reader.wrong(("credits",), f"no topic is worth anything in {code}")
        words = reader.line(("designations", code), 2000) if code in own else designations.default(code)
        made.append({"credit_type": code, "maximum": worth, "words": words})
    course["designations"] = made
