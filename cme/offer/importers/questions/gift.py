"""GIFT, as Moodle writes it and as people write it by hand.

Source: the "GIFT format" page of Moodle's documentation; files in the wild are laxer, and read as they were meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cme.base import text as clean
from cme.offer.importers.questions.item import Answer, Item, Problem, Words

# Escaped characters are replaced by private ones while the marks are looked for.
_ESCAPED = "\\:#={}~"
_TO_PRIVATE = {sign: chr(0xF0000 + number) for number, sign in enumerate(_ESCAPED)} | {"n": chr(0xF0010)}
_FROM_PRIVATE = {ord(private): sign if sign != "n" else "\n" for sign, private in _TO_PRIVATE.items()}
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_ENTITY = re.compile(r"&#(x?[0-9a-fA-F]{1,7};)")
_META = re.compile(r"\[(id|tag|reference):((?:\\.|[^\\\]])*)\]")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%\s*(-?\d{1,3}(?:\.\d*)?)\s*%")
_CATEGORY = re.compile(r"\$CATEGORY\s*:\s*(.*)", re.IGNORECASE)
FORMATS = {"html": "html", "moodle": "auto", "plain": "plain", "markdown": "markdown"}


def matches(text: str) -> bool:
    """Return whether a text has GIFT's marks: answers in braces, a title or a category."""
    return bool(re.search(r"^[ \t]*(::|\$CATEGORY|//)|(?<!\\)\{", text, re.MULTILINE))


def read(text: str) -> tuple[list[Item], list[Problem]]:
    """Return the items of a GIFT file, and a problem with its line for each question that is refused."""
    items: list[Item] = []
    problems: list[Problem] = []
    category = ""
    for line, lines, comment in _blocks(text):
        if found := _CATEGORY.match(lines[0]):
            category = _category(found.group(1))
            continue
        try:
            item = _question("\n".join(lines), line, comment)
            if sentence := item.problem():
                raise ValueError(sentence)
        except ValueError as error:
            problems.append(Problem(f"line {line}", str(error)))
        else:
            item.category = category
            items.append(item)
    return items, problems


def _blocks(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Cut the text into categories and questions: the line each begins on, its lines, its comment."""
    block: list[str] = []
    comment: list[str] = []
    start, depth = 0, 0
    lines = [_ESCAPE.sub(lambda found: _TO_PRIVATE[found.group(1)], line) for line in text.split("\n")]
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if not bare and (depth <= 0 or not _closes(lines, number)):
            if block:
                yield start, block, "\n".join(comment)
            block, comment, depth = [], [], 0
            continue
        if bare.startswith("//") and not (depth > 0 and "{" not in "".join(block)):
            if block and depth <= 0 and "}" in "".join(block):
                yield start, block, "\n".join(comment)
                block, comment = [], []
            comment.append(bare[2:])
            continue
        if _CATEGORY.match(bare) and depth <= 0:
            if block:
                yield start, block, "\n".join(comment)
            yield number, [bare], ""
            block, comment = [], []
            continue
        if block and depth <= 0 and block[-1].rstrip().endswith("}") and _begins(bare):
            yield start, block, "\n".join(comment)
            block, comment = [], []
        start = start if block else number
        block.append(line)
        depth = max(0, depth + line.count("{") - line.count("}"))
    if block:
        yield start, block, "\n".join(comment)


def _closes(lines: list[str], number: int) -> bool:
    """Return whether the braces that are open before an empty line are closed after it, before others are opened."""
    for line in lines[number : number + 60]:
        if line.strip().startswith(("::", "$CATEGORY")):
            return False
        for sign in line:
            if sign in "{}":
                return sign == "}"
    return False


def _begins(line: str) -> bool:
    """Return whether a line after the end of a question is the next question rather than the rest of a sentence."""
    return line.startswith("::") or line.rstrip().endswith(("{", "}")) and not line.startswith((".", ",", ";", "?"))


def _category(path: str) -> str:
    """Return the category of a path such as $course$/top/Cardiology/Valves, without the course and Moodle's "top"."""
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", path.translate(_FROM_PRIVATE))]
    parts = [part.replace("//", "/") for part in parts if part and not re.fullmatch(r"\$\w+\$|top", part)]
    return clean.line(" / ".join(parts), 100_000_000)[:120].strip()


def _question(source: str, line: int, comment: str) -> Item:
    source, title = _title(source.strip())
    prefix = _FORMAT.match(source)
    markup = FORMATS[prefix.group(1).lower()] if prefix else "auto"
    source = source[prefix.end() :] if prefix else source
    before, answers, after = _braces(source)
    general, answers = _general_feedback(answers)
    _refuse_other_kinds(answers)
    stem = f"{before.rstrip()} _____ {after.lstrip()}" if after.strip() else before
    choices, right = _true_or_false(answers, markup) or _choices(answers, markup)
    metadata = _metadata(comment)
    return Item(
        stem=_words(stem, markup),
        answers=choices,
        right=right,
        title=_line(title, 200),
        line=line,
        explanation=_words(general, markup),
        id=_line(metadata["id"], 120),
        reference=_line(metadata["reference"], 1000),
        tags=metadata["tags"],
    )


def _title(source: str) -> tuple[str, str]:
    if not source.startswith("::"):
        return source, ""
    end = source.find("::", 2)
    if end < 0:
        raise ValueError("the title is not closed by ::")
    return source[end + 2 :].lstrip(), source[2:end].strip()


def _braces(source: str) -> tuple[str, str, str]:
    start, end = source.find("{"), source.rfind("}")
    if start < 0 and end < 0:
        raise ValueError("this is a text without answers (a description)")
    if start < 0:
        raise ValueError("a } has no { before it")
    if end < start or "{" in source[start + 1 : end] and "}" not in source[start + 1 : end]:
        raise ValueError("the { of the answers is not closed by }")
    inside = source[start + 1 : end]
    if "{" in inside or "}" in inside:
        raise ValueError("this has several blanks to fill in (several answers in braces), not one best answer")
    return source[:start], inside.strip(), source[end + 1 :]


def _general_feedback(answers: str) -> tuple[str, str]:
    answers = _ENTITY.sub(lambda found: "&" + _TO_PRIVATE["#"] + found.group(1), answers)
    at = answers.rfind("####")
    return (answers[at + 4 :], answers[:at].strip()) if at >= 0 else ("", answers)


def _refuse_other_kinds(answers: str) -> None:
    if not answers:
        raise ValueError("this is an essay question, which has no one best answer")
    if answers.startswith("#"):
        raise ValueError("this is a numeric question, which has no answers to choose from")
    if "~" not in answers:
        if "=" in answers and "->" in answers:
            raise ValueError("this is a matching question, which has no one best answer")
        if "=" in answers:
            raise ValueError("this is a short-answer question, whose answer is typed")
        if not re.match(r"(?:t|f|true|false)\s*(?:#|$)", answers, re.IGNORECASE):
            raise ValueError("no answer is marked by = (right) or ~ (wrong)")


def _true_or_false(answers: str, markup: str) -> tuple[list[Answer], int] | None:
    found = re.fullmatch(r"(t|f|true|false)\s*(?:#([^#]*))?(?:#([^#]*))?#?", answers, re.IGNORECASE | re.DOTALL)
    if not found:
        return None
    is_true = found.group(1)[0].lower() == "t"
    wrong, right = (_words(found.group(n) or "", markup) for n in (2, 3))
    pair = [
        Answer(Words("True", "plain"), right if is_true else wrong),
        Answer(Words("False", "plain"), wrong if is_true else right),
    ]
    return pair, 0 if is_true else 1


def _choices(answers: str, markup: str) -> tuple[list[Answer], int]:
    found: list[Answer] = []
    weights: list[float] = []
    for mark, text in _marked(answers):
        if weight := _WEIGHT.match(text):
            text = text[weight.end() :]
        weights.append(float(weight.group(1)) if weight else 100.0 if mark == "=" else 0.0)
        words, _, feedback = text.partition("#")
        found.append(Answer(_words(words, markup), _words(feedback, markup)))
    full = [number for number, weight in enumerate(weights) if weight >= 100]
    if len(full) == 1 and ("=" in answers or not any(0 < weight < 100 for weight in weights)):
        return found, full[0]
    if len(full) > 1:
        letters = " and ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26] for number in full)
        raise ValueError(f"several answers are right ({letters}): this is a multiple-answer question")
    if any(weight > 0 for weight in weights):
        raise ValueError("this is a multiple-answer question (its marks are shared by several answers)")
    raise ValueError("no answer is marked as right by =")


def _marked(answers: str) -> Iterator[tuple[str, str]]:
    """Cut answers at their marks. Where each has a line of its own, a = within a line is only a sign."""
    lines = [line.strip() for line in answers.split("\n") if line.strip()]
    by_line = len(lines) > 1 and all(line[0] in "=~" for line in lines) and not any("~" in line[1:] for line in lines)
    if by_line:
        parts = re.split(r"(?:^|\n)\s*([=~])|(?<=\s)(=)(?=\S)", answers)
    else:
        parts = re.split(r"([=~])()", answers)
    if parts[0].strip():
        raise ValueError("the answers do not begin with = or ~")
    for at in range(1, len(parts), 3):
        yield parts[at] or parts[at + 1], parts[at + 2]


def _words(text: str, markup: str) -> Words:
    if prefix := _FORMAT.match(text):
        markup, text = FORMATS[prefix.group(1).lower()], text[prefix.end() :]
    return Words(clean.words(text.translate(_FROM_PRIVATE), 100_000_000), markup)


def _metadata(comment: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"id": "", "reference": "", "tags": []}
    for name, value in _META.findall(comment):
        value = re.sub(r"\\(.)", r"\1", value.translate(_FROM_PRIVATE)).strip()
        if name == "tag":
            metadata["tags"] = [*metadata["tags"], _line(value, 60)][:40]
        else:
            metadata[name] = value
    return metadata


def _line(text: str, limit: int) -> str:
    return clean.line(text.translate(_FROM_PRIVATE), 100_000_000)[:limit].strip()
