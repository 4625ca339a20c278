"""The boards and licensing authorities, as data.

Reporting bodies are those that the provider can tell through ACCME's PARS: the eight certifying
boards and the state boards that use it as their primary source (ACCME, state board collaborations).
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Body:
    """A reporting body: its code, name, what its number is called, and the digits it usually has."""

    code: str
    name: str
    number: str
    digits: tuple[int, ...] = ()
    kind: str = "board"


REPORTING_BODIES = {
    b.code: b
    for b in (
        Body("ABA", "American Board of Anesthesiology", "ABA number", (8,)),
        Body("ABIM", "American Board of Internal Medicine", "ABIM number", (6,)),
        Body("ABOHNS", "American Board of Otolaryngology – Head and Neck Surgery", "ABOHNS number"),
        Body("ABOS", "American Board of Orthopaedic Surgery", "ABOS number"),
        Body("ABP", "American Board of Pediatrics", "ABP number", (5, 6, 7)),
        Body("ABPATH", "American Board of Pathology", "ABPath number", (7,)),
        Body("ABS", "American Board of Surgery", "ABS number", (6,)),
        Body("ABTS", "American Board of Thoracic Surgery", "ABTS number"),
        Body("AL", "Alabama Board of Medical Examiners", "license number", kind="state"),
        Body("AK", "Alaska State Medical Board", "license number", kind="state"),
        Body("CA-M", "Medical Board of California", "license number", kind="state"),
        Body("DC", "District of Columbia Board of Medicine", "license number", kind="state"),
        Body("ID", "Idaho State Board of Medicine", "license number", kind="state"),
        Body("ME-M", "Maine Board of Licensure in Medicine", "license number", kind="state"),
        Body("ME-O", "Maine Board of Osteopathic Licensure", "license number", kind="state"),
        Body("MD", "Maryland Board of Physicians", "license number", kind="state"),
        Body("MS", "Mississippi State Board of Medical Licensure", "license number", kind="state"),
        Body("NJ", "New Jersey State Board of Medical Examiners", "license number", kind="state"),
        Body("NC", "North Carolina Medical Board", "license number", kind="state"),
        Body("ND", "North Dakota Board of Medicine", "license number", kind="state"),
        Body("OR", "Oregon Medical Board", "license number", kind="state"),
        Body("VI", "Virgin Islands Board of Medical Examiners", "license number", kind="state"),
        Body("WA-M", "Washington Medical Commission", "license number", kind="state"),
        Body("WY", "Wyoming Board of Medicine", "license number", kind="state"),
    )
}

# Only bodies that take this credit from this role are asked and counted (R3): US physicians; PARS takes
# AMA PRA Category 1 and MOC, nothing of other professions.
TAKES_ROLES = ("physician", "resident")
# A type of credit that is one board's own; "ama-pra-1" is taken by all of them.
OWN_TYPES = {"abim-moc": "ABIM", "abp-moc-2": "ABP"}
# What boards and PARS call the credit: "activityCertification" on the wire.
CATEGORIES = {
    "ama-pra-1": "AMA PRA Category 1",
    "abim-moc": "Medical Knowledge",
    "abp-moc-2": "Lifelong Learning & Self-Assessment",
}

# PARS takes a completion until this day of the second year after it (R6; ACCME, reporting deadlines);
# PARS_WINDOW says otherwise.
_window = [3, 31, 2]


def use_window(month: int, day: int, years: int) -> None:
    """Say until which day of which year after it a completion is taken."""
    _window[:] = month, day, years


def name_of(body: str) -> str:
    """Return the name of a reporting body, and the code itself where it is none."""
    return REPORTING_BODIES[body].name if body in REPORTING_BODIES else body


def takes(body: str, role: str, credit_type: str) -> bool:
    """Return whether a reporting body takes a type of credit from a role."""
    if body not in REPORTING_BODIES or role not in TAKES_ROLES:
        return False
    return credit_type == "ama-pra-1" or OWN_TYPES.get(credit_type) == body


def category(credit_type: str) -> str:
    """Return what a type of credit is called towards boards; LookupError for one that none takes."""
    return CATEGORIES[credit_type]


def counts_points(body: str) -> bool:
    """Return whether a body counts reported credit as points of its continuing certification (MOC): the boards do."""
    return body in REPORTING_BODIES and REPORTING_BODIES[body].kind == "board"


def points_type(body: str, offered: set[str]) -> str:
    """Return the one type of credit that a board counts as points of an activity that gives the `offered` types.

    Its own type where the activity gives it, else AMA PRA Category 1: who claims both for the same work has it
    counted once.
    """
    own = next((type_ for type_, board in OWN_TYPES.items() if board == body), "")
    return own if own in offered else "ama-pra-1"


def accepted_until(completed: date) -> date:
    """Return the last day on which a body takes what was completed on a day."""
    month, day, years = _window
    year = completed.year + years
    return date(year, month, 28 if (month, day) == (2, 29) and not isleap(year) else day)
