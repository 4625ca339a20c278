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
DEGREE = re.compile(r"(?:dr|prof|md|do|phd|mph|facp|frcp)\.?", re.IGNORECASE)


def split(name: str) -> tuple[str, str]:
    """Split a printed name into given and family name; particles go with the family's, suffixes are left out.

    "Adams, Alice" is family name first. One word is a family name alone.
    """
    before, comma, after = name.partition(",")
    rest = [w for w in after.split() if not SUFFIX.fullmatch(w) and not DEGREE.fullmatch(w)]
    if comma and rest:
        return " ".join(rest), " ".join(before.split())
    words = before.split()
    while len(words) > 1 and DEGREE.fullmatch(words[0]):
        words.pop(0)
    while len(words) > 2 and (SUFFIX.fullmatch(words[-1]) or DEGREE.fullmatch(words[-1])):
        words.pop()
    first = max(len(words) - 1, 0)
    while first > 1 and words[first - 1].casefold() in PARTICLES:
        first -= 1
    return " ".join(words[:first]), " ".join(words[first:])
