"""What every format is read into: an item with one best answer, or a fault that names the place."""

from __future__ import annotations

import hashlib
import html
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from cme.base import text
from cme.offer import markdown

MOST_ANSWERS = 8
LONGEST = 20_000  # characters of one text
_PICTURE = re.compile(
    r"<(?:img|object|video|audio|svg|iframe|embed)\b|!\[[^\]\n]*\]\([^)\n]+\)|@@PLUGINFILE@@", re.IGNORECASE
)
_FORMULA = re.compile(r"<(?:m:)?math\b", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|br|b|i|em|strong|sub|sup|ul|ol|li|span|div|table|tr|td|th|a|code|pre|h[1-6])\b[^>]*>", re.IGNORECASE
)


class Words(NamedTuple):
    """A text and how it is written: html, markdown, plain, or auto (plain, in which HTML's tags may stand)."""

    text: str
    format: str = "auto"

    @property
    def html(self) -> str:
        """The text as sanitized HTML of paragraphs, lists and tables."""
        return _html(self.text, self.format)

    @property
    def line(self) -> str:
        """The text as sanitized HTML that fits into a line: what an answer's label can hold."""
        return markdown.inline(self.html)

    @property
    def plain(self) -> str:
        """The text without marks."""
        return re.sub(r"[ \t]*\n[ \t]*", "\n", text.words(markdown.plain(self.html), 10 * LONGEST + 1_000_000))


@lru_cache(maxsize=512)  # each text of an item is asked for several times
def _html(said: str, written: str) -> str:
    if not said:
        return ""
    if written == "markdown":
        return markdown.render(said).strip()
    if written == "html" or (written == "auto" and _TAG.search(said)):
        raw = said if written == "html" else said.strip().replace("\n", "<br>")
        made = markdown.clean(raw).strip()
        return made if made.startswith("<") or not made else f"<p>{made}</p>"
    parts = [part.strip() for part in re.split(r"\n\s*\n", said) if part.strip()]
    return "".join(f"<p>{html.escape(part, quote=False)}</p>".replace("\n", "<br>") for part in parts)


class Answer(NamedTuple):
    """One of the answers, with what is said to who chose it."""

    words: Words
    feedback: Words = Words("")


class Fault(NamedTuple):
    """What is refused: where ("line 12", "item q7") and why, a sentence."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


@dataclass
class Item:
    """A question with one best answer as a file tells it; `right` counts from 0, `id` may be empty."""

    stem: Words
    answers: list[Answer]
    right: int
    id: str = ""
    title: str = ""
    category: str = ""
    explanation: Words = Words("")
    reference: str = ""
    tags: list[str] = field(default_factory=list)
    line: int = 1
    where: str = ""

    @property
    def place(self) -> str:
        """Where it stands in its file, in words."""
        return self.where or f"line {self.line}"

    def content_hash(self) -> str:
        """Name what it asks: the same question, whatever its id, has the same hash."""
        said = [self.stem.plain, [answer.words.plain for answer in self.answers], self.right]
        said = json.loads(json.dumps(said, ensure_ascii=False).casefold())
        return hashlib.sha256(json.dumps(_spaced(said), ensure_ascii=False).encode()).hexdigest()

    def faults(self) -> str | None:
        """Say why this cannot be a question with one best answer, or None."""
        texts = [self.stem, self.explanation, *(part for answer in self.answers for part in answer)]
        if any(len(words.text) > LONGEST for words in texts):
            return f"a text is longer than {LONGEST:,} characters"
        if any(_PICTURE.search(words.text) for words in texts):
            return "it shows a picture, sound or video, which does not come along"
        if any(_FORMULA.search(words.text) for words in texts):
            return "it has a formula in MathML, which cannot be shown"
        if not self.stem.plain:
            return "there is no question before the answers"
        return self._wrong_answers()

    def _wrong_answers(self) -> str | None:
        said = [answer.words.plain for answer in self.answers]
        if len(said) < 2:
            return "it has only one answer" if said else "it has no answers"
        if len(said) > MOST_ANSWERS:
            return f"it has {len(said)} answers; at most eight can be shown"
        if "" in said:
            return f"answer {said.index('') + 1} is empty"
        twice = next((words for words in said if said.count(words) > 1), None)
        return f"two answers are the same ({twice[:60]})" if twice else None


def _spaced(value):
    return [_spaced(each) for each in value] if isinstance(value, list) else " ".join(str(value).split())


def decode(data: bytes) -> str:
    """Turn a file's bytes into text with plain line ends; ValueError with the place and a sentence."""
    coding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        said = data.decode(coding)
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise ValueError(f"line {line}", f"this is not {'UTF-16' if coding == 'utf-16' else 'UTF-8'} text") from None
    said = re.sub(r"\r\n?", "\n", said)
    if "\0" in said:
        line = said[: said.index("\0")].count("\n") + 1
        raise ValueError(f"line {line}", "there is a null byte")
    return said
