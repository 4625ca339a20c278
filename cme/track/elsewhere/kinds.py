"""The credit types and formats that people bring along from elsewhere, as data.

Sources: the credit types that US accreditors publish; the format words of the AMA; ECMEC and the sections
of the Royal College.
"""

from __future__ import annotations

from cme.base import credits

OTHER = "other"
MORE_TYPES = (
    ("ama-pra-1", "AMA PRA Category 1 Credit™"),
    ("ama-pra-2", "AMA PRA Category 2 Credit™"),
    ("aafp-prescribed", "AAFP Prescribed"),
    ("aafp-elective", "AAFP Elective"),
    ("acep-1", "ACEP Category I"),
    ("aap", "AAP credit"),
    ("aapa-1", "AAPA Category 1 CME"),
    ("ancc", "ANCC contact hours"),
    ("acpe", "ACPE contact hours"),
    ("ipce", "IPCE credit"),
    ("aoa-1a", "AOA Category 1-A"),
    ("aoa-1b", "AOA Category 1-B"),
    ("aoa-2a", "AOA Category 2-A"),
    ("aoa-2b", "AOA Category 2-B"),
    ("abim-moc", "ABIM MOC points"),
    ("abp-moc-2", "ABP MOC Part 2 points"),
    ("ecmec", "ECMEC®"),
    ("rcpsc-1", "Royal College MOC Section 1"),
    ("rcpsc-2", "Royal College MOC Section 2"),
    ("rcpsc-3", "Royal College MOC Section 3"),
    ("cfpc", "CFPC Mainpro+"),
    ("participation", "Hours of participation"),
    (OTHER, "Another type"),
)
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
    here = {code: kind.name for code, kind in credits.CREDIT_TYPES.items()}
    return here | {code: name for code, name in MORE_TYPES if code not in here}


def type_name(code: str, words: str = "") -> str:
    """Name a credit type; another type is named by its owner's words."""
    return words or types().get(code, code) if code == OTHER else types().get(code, code)
