"""Aiken: a question, its answers after letters, ANSWER: and the letter.

Source: the "Aiken format" page of Moodle's documentation; questions of several lines and small letters are read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cme.base import text as clean
from cme.offer.importers.questions.item import Answer, Item, Problem, Words

_CHOICE = re.compile(r"\s*([A-Za-z])[.)](?:\s+(.*)|$)")
_ANSWER = re.compile(r"\s*ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_FIELD = re.compile(r"\s*(EXPLANATION|FEEDBACK|REFERENCE)\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def matches(text: str) -> bool:
    """Return whether a text has the line that ends a question in Aiken."""
    return bool(
        re.search(r"^[ \t]*ANSWER[ \t]*:[ \t]*[A-Za-z]\b", text, re.MULTILINE | re.IGNORECASE)
    ) and not re.search(r"^[ \t]*::|(?<!\\)\{[ \t]*\n?[ \t]*[=~]", text, re.MULTILINE)


class _Draft:
    """The question that is being read; `gap` is set after an empty line."""

    def __init__(self) -> None:
        self.stem: list[str] = []
        self.choices: list[str] = []
        self.line, self.gap = 0, False


def read(text: str) -> tuple[list[Item], list[Problem]]:
    """Return the items of an Aiken file, and a problem with its line for each question that is refused."""
    items: list[Item] = []
    problems: list[Problem] = []
    draft, last = _Draft(), None

    def refuse(line: int, sentence: str) -> None:
        problems.append(Problem(f"line {line}", sentence))

    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            draft.gap = True
            continue
        field = _FIELD.match(line)
        if field and last is not None and not draft.stem and not draft.choices:
            _add(last, field.group(1).lower(), field.group(2))
            continue
        if answer := _ANSWER.match(line):
            last = _finish(draft, answer.group(1), number, items, refuse)
            draft = _Draft()
            continue
        choice = _CHOICE.match(line)
        if choice and draft.stem and choice.group(1).upper() == _LETTERS[len(draft.choices) % 26]:
            draft.choices.append(choice.group(2) or "")
        elif choice and draft.choices:
            refuse(number, f"answer {choice.group(1)} comes where {_LETTERS[len(draft.choices) % 26]} was expected")
            draft = _skip(draft)
        elif draft.choices and draft.gap:  # a new question begins, and the previous one has no answer
            refuse(draft.line, "this question has no line ANSWER:")
            draft, last = _Draft(), None
            draft.stem, draft.line = [line], number
        elif draft.choices:
            draft.choices[-1] += "\n" + line
        else:
            draft.line = draft.line or number
            draft.stem.append(line)
        draft.gap = False
    if draft.stem and not isinstance(draft, _Skipped):
        refuse(draft.line, "this question has no line ANSWER:" if draft.choices else "this text has no answers")
    return items, problems


class _Skipped(_Draft):
    """A question that was refused already; its line ANSWER: ends it without another problem."""


def _skip(draft: _Draft) -> _Skipped:
    skipped = _Skipped()
    skipped.stem, skipped.choices, skipped.line = draft.stem, draft.choices, draft.line
    return skipped


def _finish(
    draft: _Draft, answer: str, number: int, items: list[Item], refuse: Callable[[int, str], None]
) -> Item | None:
    if isinstance(draft, _Skipped):
        return None
    if not draft.stem:
        refuse(number, "there is an ANSWER: and no question before it")
        return None
    letters = re.findall(r"\b[A-Za-z]\b", answer)
    if len(letters) > 1:
        refuse(draft.line, f"several answers are right ({', '.join(letters)}): this is a multiple-answer question")
        return None
    if not re.fullmatch(r"[A-Za-z]\s*[.)]?\s*", answer):
        refuse(number, f"ANSWER: is followed by {answer[:40]!r}, not by one letter")
        return None
    right = _LETTERS.index(letters[0].upper())
    if not draft.choices:
        refuse(draft.line, "this question has no answers")
        return None
    if right >= len(draft.choices):
        refuse(number, f"ANSWER: {letters[0]} is none of the answers")
        return None
    item = Item(
        stem=_words("\n".join(draft.stem)),
        answers=[Answer(_words(words)) for words in draft.choices],
        right=right,
        line=draft.line,
    )
    if sentence := item.problem():
        refuse(draft.line, sentence)
        return None
    items.append(item)
    return item


def _add(item: Item, name: str, value: str) -> None:
    if name == "reference":
        item.reference = clean.line(value, 100_000_000)[:1000]
    else:
        item.explanation = _words(value)


def _words(text: str) -> Words:
    return Words(clean.words(text, 100_000_000), "plain")
