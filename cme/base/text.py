"""What people type: cleaned before it is kept, and looked at for patient data."""

from __future__ import annotations

import re
import unicodedata

# Characters that change how a line reads without being seen: bidi controls, zero-width, BOM.
_UNSEEN = re.compile("[\u200b\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class TooLong(ValueError):
    """A text over its limit; the message says both numbers."""


def line(text: str | None, limit: int) -> str:
    """Clean one line: NFC, no control or unseen characters, single spaces; TooLong over `limit`."""
    return _within(re.sub(r"\s+", " ", _clean(text)).strip(), limit)


def words(text: str | None, limit: int) -> str:
    """Clean a text of several lines; its line breaks stay, blank ends go; TooLong over `limit`."""
    cleaned = _clean(text).replace("\r\n", "\n").replace("\r", "\n")
    return _within(re.sub(r"\n{3,}", "\n\n", cleaned).strip(), limit)


def _clean(text: str | None) -> str:
    text = _SURROGATE.sub("", text or "")
    return _UNSEEN.sub("", _CONTROL.sub(" ", unicodedata.normalize("NFC", text)))


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise TooLong(f"This is {len(text):,} characters long; at most {limit:,} fit.")
    return text


_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)?\d{{2}}|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}|"
    rf"(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}|"
    rf"\d{{1,2}}\.? (?:{_MONTHS})\.? (?:19|20)\d{{2}})"
)
_PATTERNS = [
    ("an e-mail address", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("a web address", r"\bhttps?://\S+"),
    ("a social security number", r"\b\d{3}-\d{2}-\d{4}\b"),
    ("a record number", r"\b(?:mrn|chart|record|case|acct|account|pt|patient)\b\W{0,3}(?:no\.?|number|id|nr)?\W{0,3}#?\d{4,}"),
    ("a phone number", r"(?<![\d.])(?:\+?\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\d])"),
    ("a phone number", r"(?<!\w)\+\d{1,3}(?:[ .-]?\d{2,4}){3,5}\b"),
    ("a date of birth", rf"\b(?:dob|d\.o\.b\.?|born(?: on)?|birth ?date|date of birth)\W{{0,3}}{_DATE}"),
    ("a full date", rf"\b{_DATE}\b"),
    ("an age over 89", r"\b(?:9\d|1[01]\d)[ -]?(?:y/?o|yrs?[ -]?old|year[ -]?old|years[ -]old)\b"),
    ("a room or bed", r"\b(?:room|bed|rm)\W{0,2}#?\d{1,4}[a-z]?\b"),
    ("a postal code", r"\b\d{5}-\d{4}\b"),
    ("a device or serial number", r"\b(?:serial|device)\W{0,2}(?:no\.?|number|#)\W{0,2}[\w-]{4,}"),
]
_NAME = r"[A-Z][a-z\u00c0-\u024f]+(?:[ -][A-Z][a-z\u00c0-\u024f]+)?"
_NAMED = [
    ("a name", rf"\b(?:Mr|Mrs|Ms|Miss|Mister|Herr|Frau|Señora?)\.? {_NAME}"),
    ("a name", rf"\b(?:[Pp]atient|[Pp]t|[Cc]lient) (?:named |called |name is )?{_NAME}(?= |,|\.|;|$)"),
    ("a name with a date", rf"\b[A-Z][a-z]+,? [A-Z][a-z]+\b(?=.{{0,25}}\b{_DATE})"),
]
# Words after "patient" or a full stop that look like names and are none.
_NO_NAMES = {"Health", "Education", "Safety", "With", "Has", "Is", "Was", "And", "Or", "Care", "Age", "Aged", "Data", "Denies"}


def patient_data(text: str) -> list[tuple[str, str]]:
    """Find what looks like patient data in a text: pairs of what it may be and the words meant.

    It warns, so it prefers a false alarm now and then to silence; the identifiers are those of
    HIPAA's safe harbor that a pattern can see.
    """
    text = text[:20_000]
    found: list[tuple[int, int, str]] = []
    for what, pattern in _NAMED:
        for hit in re.finditer(pattern, text):
            if hit.group().split()[-1] not in _NO_NAMES:
                found.append((hit.start(), hit.end(), what))
    for what, pattern in _PATTERNS:
        for hit in re.finditer(pattern, text, re.IGNORECASE):
            found.append((hit.start(), hit.end(), what))
    kept: list[tuple[int, int, str]] = []
    for start, end, what in sorted(found, key=lambda f: (f[0], f[0] - f[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, what))
    return [(what, text[start:end].strip()) for start, end, what in kept][:8]
