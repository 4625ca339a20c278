"""The table of credit types and clinical roles, as data: who is awarded what (C4).

Source: the credit types that US accreditors publish (AMA PRA booklet, AAPA, ANCC, ACPE …).
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    ("physician", "Physician (MD, DO or equivalent)"),
    ("resident", "Resident or fellow"),
    ("physician-assistant", "Physician assistant"),
    ("nurse-practitioner", "Nurse practitioner"),
    ("nurse", "Registered nurse"),
    ("pharmacist", "Pharmacist"),
    ("dentist", "Dentist"),
    ("psychologist", "Psychologist"),
    ("social-worker", "Social worker"),
    ("other", "Other"),
)
ROLE_NAMES = dict(ROLES)


@dataclass(frozen=True)
class CreditType:
    """A kind of credit: its name as printed, the unit, the step in hundredths, whom it is awarded to.

    `printed` and `unit` carry *italics* the way statements do.
    """

    code: str
    name: str
    printed: str
    unit: str
    units: str
    step: int
    roles: tuple[str, ...]


CREDIT_TYPES = {
    t.code: t
    for t in (
        CreditType(
            "ama-pra-1",
            "AMA PRA Category 1 Credit™",
            "*AMA PRA Category 1 Credit*™",
            "*AMA PRA Category 1 Credit*™",
            "*AMA PRA Category 1 Credits*™",
            25,
            ("physician", "resident"),
        ),
    )
}


def awarded(role: str, credit_type: str) -> bool:
    """Whether a role is awarded a type of credit; everybody else gets a certificate of participation."""
    return role in CREDIT_TYPES[credit_type].roles
