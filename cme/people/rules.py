"""Rules about people: e-mail addresses, numbers, required fields of a profile. Plain values in and out."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from cme.base.domain.refusal import Reason

_ATOM = r"[^@\s<>()\[\],;:\\\"\x00-\x1f\x7f.]+"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?!\d+$)[^\W_][\w-]{{0,61}}[^\W_]")

LONGEST_REASON = 300
NEEDED_TO_CLAIM = (
    ("name", "your name as it is to be printed"),
    ("role", "your clinical role"),
    ("country", "your country"),
    ("zone", "your time zone"),
)


def normal_email(text: str) -> str:
    """Normalize an e-mail address for comparison: NFC, lower case, without invisible characters."""
    visible = "".join(c for c in unicodedata.normalize("NFC", text or "") if c.isprintable())
    return visible.strip().lower()


def is_email(text: str) -> bool:
    """Return whether a text looks like an address that mail can be sent to."""
    text = (text or "").strip()
    local, _, domain = text.rpartition("@")
    # small letters can be longer than capitals: İ is two
    short = len(local) <= 64 and len(domain) <= 189 and len(normal_email(text)) <= 254
    return short and text.isprintable() and bool(_EMAIL.fullmatch(text))


def is_npi(text: str) -> bool:
    """Return whether a text is a possible NPI: ten digits, Luhn over 80840 and the number (CMS)."""
    if not re.fullmatch(r"\d{10}", text or "", re.ASCII):
        return False
    digits = [int(d) for d in "80840" + text]
    for n in range(len(digits) - 2, -1, -2):
        doubled = digits[n] * 2
        digits[n] = doubled - 9 if doubled > 9 else doubled
    return sum(digits) % 10 == 0


def number_warning(number: str, digits: tuple[int, ...], label: str) -> str | None:
    """Return what is unusual about a board's number, or None; it warns and never blocks (P1)."""
    if not number or not digits:
        return None
    plain = re.sub(r"[\s-]", "", number)
    if plain.isdigit() and len(plain) in digits:
        return None
    usual = " or ".join(str(d) for d in digits)
    article = "An" if label[0] in "AEIO" else "A"
    return f"{article} {label} usually has {usual} digits. Check it against a letter from the board."


def in_words(missing: list[tuple[str, str]]) -> str:
    """Write missing fields as one list: “your name, your role and your country”."""
    *but_last, last = [words for _, words in missing]
    return f"{', '.join(but_last)} and {last}" if but_last else last


def missing_to_claim(name: str, role: str, country: str, zone: str) -> list[tuple[str, str]]:
    """List the fields of a profile that are missing for claiming (P4), as pairs of field and words."""
    values = {"name": name, "role": role, "country": country, "zone": zone}
    return [(field, words) for field, words in NEEDED_TO_CLAIM if not values[field]]


def email_refusals(email: str) -> list[Reason]:
    """Return why nobody can be added with this address."""
    return [] if is_email(email) else [Reason("email", f"{email} is not an e-mail address.")]


def lock_refusals(reason: str) -> list[Reason]:
    """Return why an account cannot be locked for this reason."""
    good = reason.strip() and len(reason) <= LONGEST_REASON
    return [] if good else [Reason("reason", f"The reason needs 1 to {LONGEST_REASON} characters.")]


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_birthday(month: int, day: int) -> bool:
    """Return whether a month has such a day in some year; 29 February counts."""
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def requires_second_factor(setting: str, is_coordinator: bool) -> bool:
    """Return whether somebody needs a second factor; `setting` is "none", "coordinators" or "all"."""
    return setting == "all" or (setting == "coordinators" and is_coordinator)


def year_from(day: date) -> date:
    """Return the last day of a year that begins on a day: 28 February 2027 for 1 March 2026."""
    try:
        anniversary = day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        anniversary = date(day.year + 1, 3, 1)
    return anniversary - timedelta(days=1)
