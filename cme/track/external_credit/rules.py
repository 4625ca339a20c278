"""What external credit needs before it can be saved. Plain values in, values and errors by field out."""

from __future__ import annotations

import re
from datetime import date, datetime

from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Reason

EARLIEST = 1950
MAX_HUNDREDTHS = 50_000  # nobody is given more than 500 credits for one activity
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_PARTS = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: \d{1,2}:\d{2}.*)?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})", re.ASCII)
_NAMED_US = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII)


def read_day(text: str, day_first: bool | None = None) -> date:
    """Parse a day the way tables write it: 2026-02-28, 2/28/2026, 28.2.2026, 28 Feb 2026, Feb 28, 2026.

    `day_first` says what comes first where there are slashes; with None, 28/2/2026 is 28 February and 3/4/2026 is
    4 March. With dots the day always comes first. ValueError with a sentence.
    """
    text = (text or "").strip()
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _PARTS.fullmatch(text):
        first, second, year = map(int, found.groups())
        swapped = first > 12 if day_first is None else day_first
        month, day = (second, first) if swapped or "." in text else (first, second)
    elif found := _NAMED.fullmatch(text):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    elif found := _NAMED_US.fullmatch(text):
        month, day, year = _month(found[1]), int(found[2]), int(found[3])
    else:
        raise ValueError("Enter a date such as 2026-02-28.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"There is no such day as {text}.") from None


def _month(word: str) -> int:
    short = word[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def read_completion_day(text: str, today: date, day_first: bool | None = None) -> tuple[date | None, str]:
    """Return the day of completion, or None and a sentence: it must be past, and not before EARLIEST."""
    if not (text or "").strip():
        return None, "Enter the day on which it was completed."
    try:
        day = read_day(text, day_first)
    except ValueError as error:
        return None, str(error)
    if day > today:
        return None, "This day is in the future. Add it when it is completed."
    if day.year < EARLIEST:
        return None, f"This is before {EARLIEST}. Look at the year."
    return day, ""


def read_amount(text: str) -> tuple[int, str]:
    """Return an amount of credit in hundredths, or 0 and a sentence."""
    try:
        amount = Credit.parse(_tidy_amount(text)).hundredths
    except ValueError:
        return 0, "Enter an amount such as 0.5 or 12.25."
    if amount == 0:
        return 0, "Enter more than 0."
    if amount > MAX_HUNDREDTHS:
        return 0, "This is more than 500 credits for one activity. Look at the amount."
    return amount, ""


def _tidy_amount(text: str) -> str:
    """Strip what tables add: 1.50 credits, 2.000, 3.0 hours."""
    text = re.sub(r"(?i)\s*(credits?|cr|hours?|hrs?|points?)\.?$", "", (text or "").strip())
    return re.sub(r"(?<=[.,]\d\d)0+$", "", text)


def credit_refusals(
    title: str, provider: str, day: str, amount: str, types_known: bool, format_known: bool, today: date
) -> list[Reason]:
    """Return the reasons by field why a credit cannot be saved; empty when all is well."""
    sentences = {
        "title": "" if title else "Enter the title of the activity.",
        "provider": "" if provider else "Enter who gave the credit.",
        "completed_on": read_completion_day(day, today)[1],
        "amount": read_amount(amount)[1],
        "credit_type": "" if types_known else "Choose the type of credit.",
        "format": "" if format_known else "Choose the format.",
    }
    return [Reason(field, sentence) for field, sentence in sentences.items() if sentence]


def duplicate_key(day: date, hundredths: int, credit_type: str, title: str) -> tuple[str, int, str, str]:
    """Return what two entries of the same credit have in common."""
    return day.isoformat(), hundredths, credit_type, _plain(title)


def _plain(title: str) -> str:
    return re.sub(r"\W+", " ", title.casefold()).strip()[:120]


def as_text(value: object) -> str:
    """Return a cell of a workbook as the text that its reader saw."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(round(value, 4)).removesuffix(".0")
    return str(value)
