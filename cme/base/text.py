"""What people type, cleaned before it is saved."""

from __future__ import annotations

import re
import unicodedata

# Characters that change how a line reads without being seen: bidi controls, zero-width, BOM, fillers, tags.
# The joiners U+200C and U+200D stay: Persian, the scripts of India and emoji need them.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u2800\u3164\uffa0\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class TooLong(ValueError):
    """A text over its limit; the message says both numbers."""


def line(text: str | None, limit: int) -> str:
    """Clean one line: NFC, no control or unseen characters, single spaces; TooLong over `limit`."""
    return _within(re.sub(r"\s+", " ", _clean(text)).strip(" \u200c\u200d"), limit)


def words(text: str | None, limit: int) -> str:
    """Clean a text of several lines; its line breaks stay, blank ends go; TooLong over `limit`."""
    return _within(re.sub(r"\n{3,}", "\n\n", _clean(text)).strip(), limit)


def number(text: str | None, digits: int = 9) -> int | None:
    """Read a whole number as a page sends it: 0 or more, of so many ASCII digits at most; None for anything else."""
    # `int` takes other scripts' digits, and raises on more than 4,300 of them
    return int(text) if text and len(text) <= digits and text.isascii() and text.isdecimal() else None


def _clean(text: str | None) -> str:
    text = _BREAKS.sub("\n", _SURROGATE.sub("", text or ""))
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _CONTROL.sub(" ", text)))


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise TooLong(f"This is {len(text):,} characters long; at most {limit:,} fit.")
    return text
