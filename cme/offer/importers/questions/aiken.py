"""Aiken: a question, its answers behind letters, ANSWER: and the letter.

Source: the "Aiken format" page of Moodle's documentation; questions of several lines and small letters are read too.
"""

from __future__ import annotations

import re

from cme.base import text as clean
from cme.offer.importers.questions.item import Answer, Fault, Item, Words

_CHOICE = re.compile(r"\s*([A-Za-z])[.)](?:\s+(.*)|$)")
_ANSWER = re.compile(r"\s*ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_MORE = re.compile(r"\s*(EXPLANATION|FEEDBACK|REFERENCE)\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def looks_so(text: str) -> bool:
    """Whether a text has the line that Aiken's questions end with."""
    return bool(
        re.search(r"^[ \t]*ANSWER[ \t]*:[ \t]*[A-Za-z]\b", text, re.MULTILINE | re.IGNORECASE)
    ) and not re.search(r"^[ \t]*::|(?<!\\)\{[ \t]*\n?[ \t]*[=~]", text, re.MULTILINE)


class _Reading:
    """The question that is being read."""

    def __init__(self):
        self.stem, self.choices, self.line, self.gap = [], [], 0, False


def read(text: str) -> tuple[list[Item], list[Fault]]:
    """Read the text of an Aiken file: its items, and a fault with its line for each question that is refused."""
    items, faults, now = [], [], _Reading()
    last = None

    def refuse(line, sentence):
        faults.append(Fault(f"line {line}", sentence))

    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            now.gap = True
            continue
        more = _MORE.match(line)
        if more and last is not None and not now.stem and not now.choices:
            _add(last, more.group(1).lower(), more.group(2))
            continue
        if answer := _ANSWER.match(line):
            last = _finish(now, answer.group(1), number, items, refuse)
            now = _Reading()
            continue
        choice = _CHOICE.match(line)
        if choice and now.stem and choice.group(1).upper() == _LETTERS[len(now.choices) % 26]:
            now.choices.append(choice.group(2) or "")
        elif choice and now.choices:
            refuse(number, f"answer {choice.group(1)} comes where {_LETTERS[len(now.choices) % 26]} was expected")
            now = _skip(now)
        elif now.choices and now.gap:  # a new question begins, and the one before has no answer
            refuse(now.line, "this question has no line ANSWER:")
            now, last = _Reading(), None
            now.stem, now.line = [line], number
        elif now.choices:
            now.choices[-1] += "\n" + line
        else:
            now.line = now.line or number
            now.stem.append(line)
        now.gap = False
    if now.stem and not isinstance(now, _Skipped):
        refuse(now.line, "this question has no line ANSWER:" if now.choices else "this text has no answers")
    return items, faults


class _Skipped(_Reading):
    """What was refused already; its line ANSWER: ends it quietly."""


def _skip(now):
    made = _Skipped()
    made.stem, made.choices, made.line = now.stem, now.choices, now.line
    return made


def _finish(now, said, number, items, refuse):
    if isinstance(now, _Skipped):
        return None
    if not now.stem:
        refuse(number, "there is an ANSWER: and no question before it")
        return None
    letters = re.findall(r"\b[A-Za-z]\b", said)
    if len(letters) > 1:
        refuse(now.line, f"several answers are right ({', '.join(letters)}): this is a multiple-answer question")
        return None
    if not re.fullmatch(r"[A-Za-z]\s*[.)]?\s*", said):
        refuse(number, f"ANSWER: is followed by {said[:40]!r}, not by one letter")
        return None
    right = _LETTERS.index(letters[0].upper())
    if not now.choices:
        refuse(now.line, "this question has no answers")
        return None
    if right >= len(now.choices):
        refuse(number, f"ANSWER: {letters[0]} is none of the answers")
        return None
    item = Item(
        stem=_words("\n".join(now.stem)),
        answers=[Answer(_words(words)) for words in now.choices],
        right=right,
        line=now.line,
    )
    if sentence := item.faults():
        refuse(now.line, sentence)
        return None
    items.append(item)
    return item


def _add(item, name, said) -> None:
    if name == "reference":
        item.reference = clean.line(said, 100_000_000)[:1000]
    else:
        item.explanation = _words(said)


def _words(said: str) -> Words:
    return Words(clean.words(said, 100_000_000), "plain")
