"""GIFT, as Moodle writes it and as people write it by hand.

Source: the "GIFT format" page of Moodle's documentation; where files in the wild are laxer, what was meant is taken.
"""

from __future__ import annotations

import re

from cme.base import text as clean
from cme.offer.importers.questions.item import Answer, Fault, Item, Words

# Escaped characters wait as private ones while the marks are looked for.
_KEPT = "\\:#={}~"
_AWAY = {sign: chr(0xF0000 + number) for number, sign in enumerate(_KEPT)} | {"n": chr(0xF0010)}
_BACK = {ord(away): sign if sign != "n" else "\n" for sign, away in _AWAY.items()}
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_ENTITY = re.compile(r"&#(x?[0-9a-fA-F]{1,7};)")
_META = re.compile(r"\[(id|tag|reference):((?:\\.|[^\\\]])*)\]")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%\s*(-?\d{1,3}(?:\.\d*)?)\s*%")
_CATEGORY = re.compile(r"\$CATEGORY\s*:\s*(.*)", re.IGNORECASE)
FORMATS = {"html": "html", "moodle": "auto", "plain": "plain", "markdown": "markdown"}


def looks_so(text: str) -> bool:
    """Whether a text has GIFT's marks: answers in braces, a title or a category."""
    return bool(re.search(r"^[ \t]*(::|\$CATEGORY|//)|(?<!\\)\{", text, re.MULTILINE))


def read(text: str) -> tuple[list[Item], list[Fault]]:
    """Read the text of a GIFT file: its items, and a fault with its line for each question that is refused."""
    items, faults, category = [], [], ""
    for line, lines, meta in _blocks(text):
        if found := _CATEGORY.match(lines[0]):
            category = _path(found.group(1))
            continue
        try:
            item = _question("\n".join(lines), line, meta)
            if sentence := item.faults():
                raise ValueError(sentence)
        except ValueError as fault:
            faults.append(Fault(f"line {line}", str(fault)))
        else:
            item.category = category
            items.append(item)
    return items, faults


def _blocks(text):
    """Cut the text into categories and questions: the line each begins on, its lines, what its comment says."""
    start, block, comment, depth = 0, [], [], 0
    lines = [_ESCAPE.sub(lambda found: _AWAY[found.group(1)], line) for line in text.split("\n")]
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


def _closes(lines, number) -> bool:
    """Whether the braces that are open before an empty line are closed after it, before others are opened."""
    for line in lines[number : number + 60]:
        if line.strip().startswith(("::", "$CATEGORY")):
            return False
        for sign in line:
            if sign in "{}":
                return sign == "}"
    return False


def _begins(line) -> bool:
    """Whether a line after a question's end is the next question rather than the rest of a sentence."""
    return line.startswith("::") or line.rstrip().endswith(("{", "}")) and not line.startswith((".", ",", ";", "?"))


def _path(said: str) -> str:
    """Read a category such as $course$/top/Cardiology/Valves; the course and Moodle's own "top" say nothing."""
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", said.translate(_BACK))]
    parts = [part.replace("//", "/") for part in parts if part and not re.fullmatch(r"\$\w+\$|top", part)]
    return clean.line(" / ".join(parts), 100_000_000)[:120].strip()


def _question(source: str, line: int, comment: str) -> Item:
    source, title = _title(source.strip())
    form = _FORMAT.match(source)
    written = FORMATS[form.group(1).lower()] if form else "auto"
    source = source[form.end() :] if form else source
    before, answers, after = _braces(source)
    general, answers = _general(answers)
    _refuse_other_kinds(answers)
    stem = f"{before.rstrip()} _____ {after.lstrip()}" if after.strip() else before
    found, right = _true_or_false(answers, written) or _choices(answers, written)
    said = _said(comment)
    return Item(
        stem=_words(stem, written),
        answers=found,
        right=right,
        title=_line(title, 200),
        line=line,
        explanation=_words(general, written),
        id=_line(said["id"], 120),
        reference=_line(said["reference"], 1000),
        tags=said["tags"],
    )


def _title(source):
    if not source.startswith("::"):
        return source, ""
    end = source.find("::", 2)
    if end < 0:
        raise ValueError("the title is not closed by ::")
    return source[end + 2 :].lstrip(), source[2:end].strip()


def _braces(source):
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


def _general(answers):
    answers = _ENTITY.sub(lambda found: "&" + _AWAY["#"] + found.group(1), answers)
    at = answers.rfind("####")
    return (answers[at + 4 :], answers[:at].strip()) if at >= 0 else ("", answers)


def _refuse_other_kinds(answers) -> None:
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


def _true_or_false(answers, written):
    found = re.fullmatch(r"(t|f|true|false)\s*(?:#([^#]*))?(?:#([^#]*))?#?", answers, re.IGNORECASE | re.DOTALL)
    if not found:
        return None
    is_true = found.group(1)[0].lower() == "t"
    wrong, right = (_words(found.group(n) or "", written) for n in (2, 3))
    pair = [
        Answer(Words("True", "plain"), right if is_true else wrong),
        Answer(Words("False", "plain"), wrong if is_true else right),
    ]
    return pair, 0 if is_true else 1


def _choices(answers, written):
    found, weights = [], []
    for mark, said in _marked(answers):
        if weight := _WEIGHT.match(said):
            said = said[weight.end() :]
        weights.append(float(weight.group(1)) if weight else 100.0 if mark == "=" else 0.0)
        words, _, feedback = said.partition("#")
        found.append(Answer(_words(words, written), _words(feedback, written)))
    full = [number for number, weight in enumerate(weights) if weight >= 100]
    if len(full) == 1 and ("=" in answers or not any(0 < weight < 100 for weight in weights)):
        return found, full[0]
    if len(full) > 1:
        letters = " and ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26] for number in full)
        raise ValueError(f"several answers are right ({letters}): this is a multiple-answer question")
    if any(weight > 0 for weight in weights):
        raise ValueError("this is a multiple-answer question (its marks are shared by several answers)")
    raise ValueError("no answer is marked as right by =")


def _marked(answers):
    """Cut answers at their marks. Where each stands on a line of its own, a = within a line is only a sign."""
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


def _words(said: str, written: str) -> Words:
    if form := _FORMAT.match(said):
        written, said = FORMATS[form.group(1).lower()], said[form.end() :]
    return Words(clean.words(said.translate(_BACK), 100_000_000), written)


def _said(comment: str) -> dict:
    said = {"id": "", "reference": "", "tags": []}
    for name, value in _META.findall(comment):
        value = re.sub(r"\\(.)", r"\1", value.translate(_BACK)).strip()
        if name == "tag":
            said["tags"] = [*said["tags"], _line(value, 60)][:40]
        else:
            said[name] = value
    return said


def _line(said: str, limit: int) -> str:
    return clean.line(said.translate(_BACK), 100_000_000)[:limit].strip()
