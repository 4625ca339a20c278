"""The statement that designates an activity for each type of credit: defaults that a course may say otherwise.

Sources: AMA PRA booklet; jointaccreditation.org (IPCE); EACCME; ABIM and ABP MOC as ACCME prints them. The
others have no prescribed words that we know of and say the same plainly.
"""

from __future__ import annotations

from cme.base.domain.credit_types import CREDIT_TYPES
from cme.base.domain.statements import DESIGNATION

_OWN = {
    "ama-pra-1": DESIGNATION,
    "ipce": (
        "This activity was planned by and for the healthcare team, and learners will receive {maximum} "
        "Interprofessional Continuing Education (IPCE) credit for learning and change."
    ),
    "ecmec": (
        "“{title}” has been accredited by the European Accreditation Council for Continuing Medical Education "
        "(EACCME®) with {maximum} European CME credits (ECMEC®s). Each medical specialist should claim only those "
        "hours of credit that he/she actually spent in the educational activity."
    ),
    "abim-moc": (
        "Successful completion of this CME activity, which includes participation in the evaluation component, "
        "enables the participant to earn up to {maximum} Medical Knowledge MOC points in the American Board of "
        "Internal Medicine's (ABIM) Maintenance of Certification (MOC) program. It is the CME activity provider's "
        "responsibility to submit participant completion information to ACCME for the purpose of granting ABIM MOC "
        "credit."
    ),
    "abp-moc-2": (
        "This activity is approved for ABP MOC Part 2 credit. Successful completion enables the participant to earn "
        "up to {maximum} points in the American Board of Pediatrics' Maintenance of Certification program."
    ),
    "state": "{provider} designates this {format} for a maximum of {maximum} hour(s) of State-required CME.",
    "participation": "{provider} certifies participation in this {format} for a maximum of {maximum} hour(s).",
}


def default(credit_type: str) -> str:
    """Return the words for a type of credit, with {provider}, {format}, {maximum} and {title} to be filled in."""
    if credit_type in _OWN:
        return _OWN[credit_type]
    unit = CREDIT_TYPES[credit_type].unit
    return f"{{provider}} designates this {{format}} for a maximum of {{maximum}} {unit}(s)."
