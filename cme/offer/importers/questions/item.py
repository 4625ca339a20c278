"""What the readers of all formats return: an item with one best answer, or a problem with its location."""

from __future__ import annotations

import hashlib
import html
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from cme.base import text
from cme.offer import markdown

MAX_ANSWERS = 8
MAX_LENGTH = 20_000  # characters of one text
_PICTURE = re.compile(
    r"<(?:img|object|video|audio|svg|iframe|embed)\b|!\[[^\]\n]*\]\([^)\n]+\)|@@PLUGINFILE@@", re.IGNORECASE
)
_FORMULA = re.compile(r"<(?:m:)?math\b", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|br|b|i|em|strong|sub|sup|ul|ol|li|span|div|table|tr|td|th|a|code|pre|h[1-6])\b[^>]*>", re.IGNORECASE
)


class Words(NamedTuple):
    """A text and its format: html, markdown, plain, or auto (plain text that may have tags of HTML)."""

    text: str
    format: str = "auto"

    @property
    def html(self) -> str:
        """Return the text as sanitized HTML of paragraphs, lists and tables."""
        return _html(self.text, self.format)

    @property
    def line(self) -> str:
        """Return the text as sanitized HTML on one line, as the label of an answer needs it."""
        return markdown.inline(self.html)

    @property
    def plain(self) -> str:
        """Return the text without markup."""
        return re.sub(r"[ \t]*\n[ \t]*", "\n", text.words(markdown.plain(self.html), 10 * MAX_LENGTH + 1_000_000))


@lru_cache(maxsize=512)  # each text of an item is needed several times
def _html(source: str, markup: str) -> str:
    if not source:
        return ""
    if markup == "markdown":
        return markdown.render(source).strip()
    if markup == "html" or (markup == "auto" and _TAG.search(source)):
        raw = source if markup == "html" else source.strip().replace("\n", "<br>")
        cleaned = markdown.clean(raw).strip()
        return cleaned if cleaned.startswith("<") or not cleaned else f"<p>{cleaned}</p>"
    parts = [part.strip() for part in re.split(r"\n\s*\n", source) if part.strip()]
    return "".join(f"<p>{html.escape(part, quote=False)}</p>".replace("\n", "<br>") for part in parts)


class Answer(NamedTuple):
    """One of the answers, with the feedback for whoever chooses it."""

    words: Words
    feedback: Words = Words("")


class Problem(NamedTuple):
    """Something that is refused: where ("line 12", "item q7") and why, as a sentence."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


@dataclass
class Item:
    """A question with one best answer as a file has it; `right` counts from 0, `id` may be empty."""

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
    def location(self) -> str:
        """Return where it is in its file, in words."""
        return self.where or f"line {self.line}"

    def content_hash(self) -> str:
        """Return the hash of its content; the same question, whatever its id, has the same hash."""
        content = [self.stem.plain, [answer.words.plain for answer in self.answers], self.right]
        content = json.loads(json.dumps(content, ensure_ascii=False).casefold())
        return hashlib.sha256(json.dumps(_normalize_spaces(content), ensure_ascii=False).encode()).hexdigest()

    def problem(self) -> str | None:
        """Return why this cannot be a question with one best answer, as a sentence, or None."""
        texts = [self.stem, self.explanation, *(part for answer in self.answers for part in answer)]
        if any(len(words.text) > MAX_LENGTH for words in texts):
            return f"a text is longer than {MAX_LENGTH:,} characters"
        if any(_PICTURE.search(words.text) for words in texts):
            return "it shows a picture, sound or video, which does not come along"
        if any(_FORMULA.search(words.text) for words in texts):
            return "it has a formula in MathML, which cannot be shown"
        if not self.stem.plain:
            return "there is no question before the answers"
        return self._problem_of_answers()

    def _problem_of_answers(self) -> str | None:
        texts = [answer.words.plain for answer in self.answers]
        if len(texts) < 2:
            return "it has only one answer" if texts else "it has no answers"
        if len(texts) > MAX_ANSWERS:
            return f"it has {len(texts)} answers; at most eight can be shown"
        if "" in texts:
            return f"answer {texts.index('') + 1} is empty"
        repeated = next((words for words in texts if texts.count(words) > 1), None)
        return f"two answers are the same ({repeated[:60]})" if repeated else None


def _normalize_spaces(value: Any) -> Any:
    return [_normalize_spaces(item) for item in value] if isinstance(value, list) else " ".join(str(value).split())


def decode(data: bytes) -> str:
    """Turn a file's bytes into text with plain line ends; ValueError with the location and a sentence."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        decoded = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ValueError(f"line {line}", f"this is not {'UTF-16' if encoding == 'utf-16' else 'UTF-8'} text") from None
    decoded = re.sub(r"\r\n?", "\n", decoded)
    if "\0" in decoded:
        line = decoded[: decoded.index("\0")].count("\n") + 1
        raise ValueError(f"line {line}", "there is a null byte")
    return decoded
