"""CSV: a line for each question, its columns named in the first line, in any order.

Columns: id, category, stem, a to h, answer (a letter, a number or the answer's words), explanation, reference, tags.
"""

from __future__ import annotations

import csv
import io
import re

from cme.base import text as clean
from cme.offer.importers.questions.item import Answer, Item, Problem, Words

_NAMES = {
    "question": "stem",
    "question text": "stem",
    "questiontext": "stem",
    "text": "stem",
    "correct": "answer",
    "correct answer": "answer",
    "correct_answer": "answer",
    "key": "answer",
    "right": "answer",
    "answer key": "answer",
    "right answer": "answer",
    "correct option": "answer",
    "correct_option": "answer",
    "correct choice": "answer",
    "feedback": "explanation",
    "rationale": "explanation",
    "topic": "category",
    "subject": "category",
    "source": "reference",
    "references": "reference",
    "tag": "tags",
    "question id": "id",
    "question_id": "id",
}
_LETTERS = "abcdefgh"
# "B) the words", "Option B"
_LABELED = re.compile(
    r"(?:(?:option|answer|choice)\s*)?\(?([a-h])\s*[.):]\s+\S|(?:option|answer|choice)\s+([a-h1-8])$", re.IGNORECASE
)
_TYPES = {"type", "question type", "question_type"}


def matches(text: str) -> bool:
    """Return whether the first line names a question and its answer as columns."""
    return {"stem", "answer"} <= set(_header(text)[0])


def read(text: str) -> tuple[list[Item], list[Problem]]:
    """Return the items of a CSV file, and a problem with its line for each row that is refused."""
    names, separator = _header(text)
    if missing := [name for name in ("stem", "a", "b", "answer") if name not in names]:
        return [], [Problem("line 1", f"there is no column {' and no column '.join(missing)}")]
    items: list[Item] = []
    problems: list[Problem] = []
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for row in rows:
            line, start = start, rows.line_num + 1
            if line == 1 or not any(cell.strip() for cell in row):
                continue
            try:
                items.append(_item(dict(zip(names, row, strict=False)), row, names, line))
            except ValueError as error:
                problems.append(Problem(f"line {line}", str(error)))
    except csv.Error as error:
        problems.append(Problem(f"line {start}", f"this is not CSV from here on ({error})"))
    return items, problems


def _header(text: str) -> tuple[list[str], str]:
    line = text.lstrip("\n").split("\n", 1)[0]
    separator = max(",;\t", key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        cells = []
    return [_name(cell) for cell in cells], separator


def _name(cell: str) -> str:
    name = " ".join(cell.strip().casefold().split())
    name = _NAMES.get(name, name)
    found = re.fullmatch(r"(?:answer[ _])?(?:option|answer|choice)[ _]?([a-h1-8])", name)
    if found:
        letter = found.group(1)
        return letter if letter.isalpha() else _LETTERS[int(letter) - 1]
    return name


def _item(cells: dict[str, str], row: list[str], names: list[str], line: int) -> Item:
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        raise ValueError(
            f"there are {len(row)} cells, more than the {len(names)} columns: is a comma not within quotes?"
        )
    cells = {name: clean.words(cells.get(name) or "", 100_000_000) for name in names}
    for name in _TYPES & set(names):
        if cells[name] and not re.search(r"single|choice|sba|mcq|true", cells[name], re.IGNORECASE):
            raise ValueError(f"this is a question of the type {cells[name][:40]}, which has no one best answer")
    if "i" in names and cells["i"]:
        raise ValueError("it has more than eight answers; at most eight can be shown")
    answers = [cells.get(letter, "") for letter in _LETTERS]
    while answers and not answers[-1]:
        answers.pop()
    item = Item(
        stem=Words(cells["stem"]),
        answers=[Answer(Words(words)) for words in answers],
        right=_right(cells["answer"], answers),
        id=_line(cells.get("id", ""), 120),
        category=_line(cells.get("category", ""), 120),
        explanation=Words(cells.get("explanation", "")),
        reference=_line(cells.get("reference", ""), 1000),
        tags=[_line(tag, 60) for tag in re.split(r"[,;|]", cells.get("tags", "")) if tag.strip()][:40],
        line=line,
    )
    if sentence := item.problem():
        raise ValueError(sentence)
    return item


def _right(answer: str, answers: list[str]) -> int:
    if not answer:
        raise ValueError("the column answer is empty")
    same = [number for number, words in enumerate(answers) if words and words.casefold() == answer.casefold()]
    labeled = _LABELED.match(answer)
    bare = (labeled.group(1) or labeled.group(2) if labeled and not same else answer.strip(" .()")).casefold()
    if bare in _LETTERS and len(bare) == 1 and _LETTERS.index(bare) < len(answers):
        return _LETTERS.index(bare)
    if same:
        return same[0]
    if re.fullmatch(r"[1-8]", bare) and int(bare) <= len(answers):
        return int(bare) - 1
    if len(re.findall(r"\b[A-Ha-h]\b", answer)) > 1 and re.fullmatch(
        r"[A-Ha-h\s,;&+/|]*(?:and[A-Ha-h\s,;&]*)?", answer
    ):
        raise ValueError(f"several answers are right ({answer[:40]}): this is a multiple-answer question")
    raise ValueError(f"the answer {answer[:40]!r} is none of the answers")


def _line(text: str, limit: int) -> str:
    return clean.line(text, 100_000_000)[:limit].strip()
