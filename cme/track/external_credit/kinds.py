"""The credit types and formats that people bring along from elsewhere, as data.

The types are those of base.credits and a few that nobody designates in advance. The format words are the AMA's.
"""

from __future__ import annotations

from cme.base.domain import credit_types

OTHER = "other"
NAMED = (OTHER, "state")  # types that their owner's words say more of
MORE_TYPES = (("ama-pra-2", "AMA PRA Category 2 Credit™"), ("cfpc", "CFPC Mainpro+"), (OTHER, "Another type"))
FORMATS = (
    ("live", "Live activity"),
    ("live-internet", "Live activity on the internet"),
    ("enduring", "Enduring material"),
    ("journal", "Journal-based activity"),
    ("poc", "Internet point-of-care activity"),
    ("pi", "Performance improvement activity"),
    ("test-items", "Writing test items"),
    ("manuscript", "Reviewing manuscripts"),
    ("teaching", "Learning from teaching"),
    ("committee", "Committee learning"),
    ("reading", "Reading and self-study"),
    (OTHER, "Another format"),
)
FORMAT_NAMES = dict(FORMATS)


def types() -> dict[str, str]:
    """Map every credit type that can be told to its name: those offered here first."""
    return {code: kind.name for code, kind in credit_types.CREDIT_TYPES.items()} | dict(MORE_TYPES)


def ordered(role: str) -> list[tuple[str, str]]:
    """List the credit types as a role is shown them: its own first, another type last."""
    return [(kind.code, kind.name) for kind in credit_types.ordered(role)] + list(MORE_TYPES)


def type_name(code: str, words: str = "") -> str:
    """Name a credit type; another type is named by its owner's words, State-required CME by state and topic."""
    name = types().get(code, code)
    if code == OTHER:
        return words or name
    return f"{name}: {words}" if words else name
