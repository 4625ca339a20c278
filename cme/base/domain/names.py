"""A printed name as boards keep it: given and family name. Plain values in and out."""

from __future__ import annotations

import re

PARTICLES = {
    "af",
    "al",
    "ap",
    "ben",
    "bin",
    "bint",
    "d'",
    "da",
    "de",
    "del",
    "della",
    "den",
    "der",
    "di",
    "do",
    "dos",
    "du",
    "el",
    "ibn",
    "la",
    "las",
    "le",
    "los",
    "ter",
    "van",
    "von",
    "zu",
    "zur",
}
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|v)\.?", re.IGNORECASE)
TITLE = re.compile(r"(?:dr|prof)\.?", re.IGNORECASE)
# Do and Pa are names too: only capitals are a degree.
DEGREE = re.compile(
    r"(?:(?i:md|phd|mph|msc|mba|mbbs|mbbch|mbchb|faafp|faap|facc|facep|facp|facs|frcp|fccp|pharmd|rph|dds|dmd|dpm|"
    r"rn|bsn|msn|np|cnp|fnp|dnp|aprn|crna|pa-c)|DO|PA)\.?"
)


def split(name: str) -> tuple[str, str]:
    """Split a printed name into given and family name; particles go with the family's, suffixes are left out.

    "Adams, Alice" is family name first. One word is a family name alone.
    """
    before, _, after = name.partition(",")
    rest = [word for word in re.split(r"[\s,]+", after) if word and not _is_suffix(word)]
    if rest:
        return " ".join(rest), " ".join(before.split())
    words = before.split()
    while len(words) > 1 and TITLE.fullmatch(words[0]):
        words.pop(0)
    while len(words) > 2 and _is_suffix(words[-1]):
        words.pop()
    first = max(len(words) - 1, 0)
    while first > 1 and words[first - 1].casefold() in PARTICLES:
        first -= 1
    return " ".join(words[:first]), " ".join(words[first:])


def _is_suffix(word: str) -> bool:
    return bool(SUFFIX.fullmatch(word) or DEGREE.fullmatch(word))
