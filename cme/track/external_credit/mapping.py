"""Which column of a table holds which field: guessed from the headings, corrected by the owner; then row by row.

Known tables are recognized by their headings: a transcript from ACCME's CME Passport, a history from CE Broker,
the learner template of PARS. For any other table the owner chooses the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cme.track.external_credit import kinds, rules

FIELDS = (
    ("title", "Title"),
    ("completed_on", "Completed on"),
    ("amount", "Credits"),
    ("credit_type", "Type of credit"),
    ("provider", "Who gave it"),
    ("format", "Format"),
    ("number", "Number"),
)
NEEDED = ("title", "completed_on", "amount")
# the headings of each field, the surest first
WORDS = {
    "title": (
        "activity title",
        "activity name",
        "course title",
        "course name",
        "module name",
        "event title",
        "title",
        "activity",
        "course",
        "name of activity",
        "description",
        "accme activity id",
    ),
    "completed_on": (
        "completion date",
        "date completed",
        "completed on",
        "date of completion",
        "activity date",
        "course date",
        "date earned",
        "completed",
        "date",
    ),
    "amount": (
        "number of cme credits",
        "credits awarded",
        "credits earned",
        "credits claimed",
        "credit amount",
        "hours earned",
        "number of credits",
        "credit hours",
        "total hours",
        "credits",
        "hours",
        "points",
        "amount",
    ),
    "credit_type": ("credit type", "type of credit", "credit category", "category", "type", "designation"),
    "provider": (
        "activity provider",
        "provider name",
        "accredited provider",
        "organization",
        "organisation",
        "provider",
        "sponsor",
        "institution",
        "who gave it",
    ),
    "format": (
        "activity type",
        "activity format",
        "delivery method",
        "delivery format",
        "course type",
        "format",
        "delivery",
    ),
    "number": (
        "activity id",
        "course number",
        "ce broker tracking number",
        "tracking number",
        "certificate number",
        "course tracking",
        "accme activity id",
        "number",
        "id",
    ),
}
KNOWN = (
    ("the PARS learner template", {"record action", "accme activity id", "completion date"}),
    ("CE Broker", {"course name", "date completed", "hours"}),
    ("CE Broker", {"ce broker tracking number"}),
    ("CME Passport", {"activity title", "activity provider", "completion date"}),
    ("CME Passport", {"activity name", "provider name", "completion date"}),
    ("a transcript of ours", {"completed", "title", "activity", "credit type", "from", "awarded"}),
)
_TYPES = (
    (r"pra.*(category|cat\.?) ?2|category 2\b.*ama", "ama-pra-2"),
    (r"\bama\b|pra.*(category|cat\.?) ?1|^(category|cat\.?) ?(1|i)( credits?)?$|physicians?.*category 1", "ama-pra-1"),
    (r"aafp.*elective", "aafp-elective"),
    (r"aafp|family physicians.*prescribed", "aafp-prescribed"),
    (r"aapa|nccpa", "aapa-1"),
    (r"ancc|nursing|nurses? contact|\bcne\b", "ancc"),
    (r"acpe|pharmac|\bcpe\b", "acpe"),
    (r"ipce|interprofessional", "ipce"),
    (r"aoa.*1-?\s*a", "aoa-1a"),
    (r"aoa.*1-?\s*b", "aoa-1b"),
    (r"aoa.*2-?\s*a", "aoa-2a"),
    (r"aoa.*2-?\s*b", "aoa-2b"),
    (r"acep", "acep-1"),
    (r"abim", "abim-moc"),
    (r"\babp\b", "abp-moc-2"),
    (r"\baap\b", "aap"),
    (r"ecmec|eaccme|european cme", "ecmec"),
    (r"(royal college|rcpsc|moc).*section 1", "rcpsc-1"),
    (r"(royal college|rcpsc|moc).*section 2", "rcpsc-2"),
    (r"(royal college|rcpsc|moc).*section 3", "rcpsc-3"),
    (r"mainpro|cfpc", "cfpc"),
    (r"participation|attendance", "participation"),
)
_FORMATS = (
    (r"internet.*live|live.*internet|webinar|webcast.*live", "live-internet"),
    (r"point.of.care|searching and learning|\bisl\b", "poc"),
    (r"journal|\bjn\b", "journal"),
    (r"enduring|on.?demand|self.?paced|\bonline|home study|anytime|\bi?em\b", "enduring"),
    (r"test.?item|\btiw\b", "test-items"),
    (r"manuscript|\bmr\b", "manuscript"),
    (r"performance|quality|\bpi\b", "pi"),
    (r"teaching|\blft\b", "teaching"),
    (r"committee|\bcml\b", "committee"),
    (r"live|course|conference|rounds|regularly|in.?person|classroom|\brss\b|^c$", "live"),
    (r"reading|self.study", "reading"),
)


@dataclass(frozen=True)
class Row:
    """One row of a table: its number as the spreadsheet counts, its values as `records.add` takes them, its errors."""

    number: int
    values: dict[str, Any]
    errors: tuple[str, ...] = ()


def heading_row(rows: list[list[str]]) -> int:
    """Return the index of the row of headings: the one of the first twenty with the most known headings."""
    known = {word for words in WORDS.values() for word in words}
    scores = [sum(_plain(cell) in known for cell in row) for row in rows[:-1][:20]]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n))
    return best if scores[best] else next(n for n, row in enumerate(rows[:-1]) if any(row) or n == len(rows) - 2)


def guess(rows: list[list[str]]) -> dict:
    """Guess the mapping: the heading row, a column for each field (-1 for none), and what applies to all rows."""
    head = heading_row(rows)
    names = [_plain(cell) for cell in rows[head]]
    columns: dict[str, int] = {}
    for field, words in WORDS.items():
        free = {
            name: n for n, name in reversed(list(enumerate(names))) if n not in columns.values() or field == "number"
        }
        columns[field] = next((free[word] for word in words if word in free), -1)
        if columns[field] < 0:
            columns[field] = next((n for name, n in free.items() if name and _mostly(name, words)), -1)
    if columns["number"] == columns["title"]:
        columns["number"] = -1
    body = rows[head + 1 :]
    return {
        "head": head,
        "columns": columns,
        "source": source(rows[head]),
        "provider": "",
        "credit_type": "",
        "format": "",
        "day_first": _day_first([row[columns["completed_on"]] for row in body] if columns["completed_on"] >= 0 else []),
    }


def source(headings: list[str]) -> str:
    """Return the name of the known table that has these headings; "" for none."""
    names = {_plain(cell) for cell in headings}
    return next((name for name, marks in KNOWN if marks <= names), "")


def _mostly(name: str, words: Iterable[str]) -> bool:
    return any(name.startswith(word + " ") or name.endswith(" " + word) for word in words if len(word) > 4)


def _day_first(days: list[str]) -> bool:
    """Return whether days come before months: some first number is above twelve, and no second one."""
    parts = [found.groups() for day in days if (found := re.match(r"(\d{1,2})/(\d{1,2})/\d{4}", day))]
    return any(int(a) > 12 for a, _ in parts) and not any(int(b) > 12 for _, b in parts)


def read(rows: list[list[str]], mapping: dict, today: date) -> list[Row]:
    """Read every row by a mapping, without the empty ones; invalid ones carry their errors."""
    found = []
    for n, row in enumerate(rows[mapping["head"] + 1 :], start=mapping["head"] + 2):
        if any(row):
            found.append(_row(n, row, rows[mapping["head"]], mapping, today))
    return found


def _row(number, row, headings, mapping, today) -> Row:
    cell = {field: row[n] if 0 <= n < len(row) else "" for field, n in mapping["columns"].items()}
    day, day_error = rules.read_completion_day(cell["completed_on"], today, mapping["day_first"])
    amount, amount_error = rules.read_amount(cell["amount"])
    code, words = find_type(cell["credit_type"]) if cell["credit_type"] else (mapping["credit_type"], "")
    format_ = (find_format(cell["format"]) if cell["format"] else mapping["format"]) or "other"
    title = _title(cell["title"], headings, mapping)
    provider = cell["provider"] or mapping["provider"]
    errors = (
        "" if title else "the title is missing",
        "" if provider else "who gave it is missing",
        day_error and _about("completed on", cell["completed_on"], day_error),
        amount_error and _about("credits", cell["amount"], amount_error),
        "" if code else "the type of credit is missing",
        "this row asks to delete a credit" if _deletes(row, headings) else "",
    )
    values: dict[str, Any] = {
        "title": title[:300],
        "provider": provider[:200],
        "format": format_,
        "credit_type": code,
        "type_words": words[:80],
        "amount": amount,
        "completed_on": day,
        "topics": [],
        "number": cell["number"][:80],
    }
    return Row(number, values, tuple(filter(None, errors)))


def _about(heading: str, cell: str, error: str) -> str:
    return f"{heading}: {error} It says “{cell[:40]}”." if cell else f"{heading} is missing"


def _title(cell: str, headings: list[str], mapping: dict) -> str:
    """Return an activity's title; where the table has only its ACCME number, a title made of that."""
    column = mapping["columns"]["title"]
    if cell and 0 <= column < len(headings) and _plain(headings[column]) == "accme activity id":
        return f"ACCME activity {cell}"
    return cell


def _deletes(row: list[str], headings: list[str]) -> bool:
    actions = [cell for name, cell in zip(headings, row, strict=True) if _plain(name) == "record action"]
    return any(cell.strip().lower() in ("delete", "d") for cell in actions)


def find_type(cell: str) -> tuple[str, str]:
    """Return the code of the credit type that a cell names, and words: an unknown one is "other", in its own words."""
    plain = cell.casefold().replace("™", "").replace("®", "").strip()
    by_name = {name.casefold().replace("™", "").replace("®", ""): code for code, name in kinds.types().items()}
    if plain in by_name or plain in kinds.types():
        return by_name.get(plain, plain), ""
    code = next((code for pattern, code in _TYPES if re.search(pattern, plain)), "")
    return (code, "") if code else (kinds.OTHER, cell)


def find_format(cell: str) -> str:
    """Return the code of the format that a cell names; "other" for an unknown one."""
    plain = cell.casefold().strip()
    by_name = {name.casefold(): code for code, name in kinds.FORMATS}
    return by_name.get(plain) or next((code for pattern, code in _FORMATS if re.search(pattern, plain)), "other")


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", heading.casefold()).strip()
