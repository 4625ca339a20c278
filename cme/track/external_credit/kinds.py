"""The credit types and formats of external credit, as data.

The types are those of base.domain.credit_types and a few that nobody designates in advance. The names of formats
are the AMA's.
"""

from __future__ import annotations

from cme.base.domain import credit_types

OTHER = "other"
WITH_WORDS = (OTHER, "state")  # types that their owner describes in words
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
    """Map the code of every credit type that can be entered to its name, those offered here first."""
    return {code: kind.name for code, kind in credit_types.CREDIT_TYPES.items()} | dict(MORE_TYPES)


def ordered(role: str) -> list[tuple[str, str]]:
    """List the codes and names of credit types in the order for a role: its own first, "Another type" last."""
    return [(kind.code, kind.name) for kind in credit_types.ordered(role)] + list(MORE_TYPES)


def type_name(code: str, words: str = "") -> str:
    """Return the name of a credit type; `words` name another type, or the state and topic of State-required CME."""
    name = types().get(code, code)
    if code == OTHER:
        return words or name
    return f"{name}: {words}" if words else name
