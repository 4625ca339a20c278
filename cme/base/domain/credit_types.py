"""The table of credit types and clinical roles, as data: who is awarded what (C4).

Source: the credit types that US accreditors publish (AMA PRA booklet, AAPA, ANCC, ACPE …), EACCME and the
Royal College. Where a body names no step, a quarter of an hour is one.
"""

from __future__ import annotations

from dataclasses import dataclass

from cme.base.domain.credit import Credit

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
MANY = {
    "physician": "physicians",
    "resident": "residents and fellows",
    "physician-assistant": "physician assistants",
    "nurse-practitioner": "nurse practitioners",
    "nurse": "registered nurses",
    "pharmacist": "pharmacists",
}
PHYSICIANS = ("physician", "resident")
NURSES = ("nurse-practitioner", "nurse")
EVERYBODY = tuple(code for code, _ in ROLES)


@dataclass(frozen=True)
class CreditType:
    """A kind of credit: its name as printed, the unit, the step in hundredths, whom it is awarded to.

    `printed`, `unit` and `units` carry *italics* the way statements do; `noun` is the unit in a button or a total.
    """

    code: str
    name: str
    printed: str
    unit: str
    units: str
    step: int
    roles: tuple[str, ...]
    noun: str = "credit"


def _plain(
    code: str,
    name: str,
    unit: str,
    roles: tuple[str, ...],
    step: int = 25,
    noun: str = "credit",
    units: str | None = None,
) -> CreditType:
    return CreditType(code, name, name, unit, units or unit + "s", step, roles, noun)


# In the order of the drop-down; a role's own types come before these (see `ordered`).
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
            PHYSICIANS,
        ),
        _plain("aafp-prescribed", "AAFP Prescribed credit", "AAFP Prescribed credit", PHYSICIANS),
        _plain("aafp-elective", "AAFP Elective credit", "AAFP Elective credit", PHYSICIANS),
        _plain("aapa-1", "AAPA Category 1 CME", "AAPA Category 1 CME credit", ("physician-assistant",)),
        _plain("ancc", "ANCC contact hours", "ANCC contact hour", NURSES, step=5, noun="contact hour"),
        _plain("acpe", "ACPE contact hours", "ACPE contact hour", ("pharmacist",), noun="contact hour"),
        _plain("ipce", "IPCE credit", "Interprofessional Continuing Education (IPCE) credit", EVERYBODY),
        _plain("aoa-1a", "AOA Category 1-A", "AOA Category 1-A credit", PHYSICIANS),
        _plain("aoa-1b", "AOA Category 1-B", "AOA Category 1-B credit", PHYSICIANS),
        _plain("aoa-2a", "AOA Category 2-A", "AOA Category 2-A credit", PHYSICIANS),
        _plain("aoa-2b", "AOA Category 2-B", "AOA Category 2-B credit", PHYSICIANS),
        _plain("acep-1", "ACEP Category I", "ACEP Category I credit", PHYSICIANS),
        _plain("aap", "AAP credit", "AAP credit", PHYSICIANS),
        _plain("abim-moc", "ABIM MOC points", "ABIM MOC point", PHYSICIANS, noun="point"),
        _plain("abp-moc-2", "ABP MOC Part 2 points", "ABP MOC Part 2 point", PHYSICIANS, noun="point"),
        _plain(
            "ecmec",
            "European CME credits (ECMEC®)",
            "European CME credit (ECMEC®)",
            PHYSICIANS,
            step=50,
            units="European CME credits (ECMEC®s)",
        ),
        _plain("rcpsc-1", "Royal College MOC Section 1", "Royal College MOC Section 1 credit", PHYSICIANS),
        _plain("rcpsc-2", "Royal College MOC Section 2", "Royal College MOC Section 2 credit", PHYSICIANS),
        _plain("rcpsc-3", "Royal College MOC Section 3", "Royal College MOC Section 3 credit", PHYSICIANS),
        _plain(
            "state",
            "State-required CME",
            "hour of State-required CME",
            EVERYBODY,
            noun="hour",
            units="hours of State-required CME",
        ),
        # awarded to nobody: everybody gets a certificate of participation for it
        _plain("participation", "Certificate of participation", "hour", (), noun="hour"),
    )
}


def awarded(role: str, credit_type: str) -> bool:
    """Return whether a role is awarded a type of credit; everybody else gets a certificate of participation."""
    return role in CREDIT_TYPES[credit_type].roles


def ordered(role: str) -> list[CreditType]:
    """List the credit types in the order in which a role is shown them: its own first, then AMA PRA Category 1 …"""
    mine = [t for t in CREDIT_TYPES.values() if role in t.roles and t.roles != EVERYBODY]
    return mine + [t for t in CREDIT_TYPES.values() if t not in mine]


def by_type(role: str, sums: dict[str, int]) -> list[tuple[CreditType, Credit]]:
    """Order sums in hundredths, one for each type, as a role is shown its types; types are never added together."""
    return [(kind, Credit(sums[kind.code])) for kind in ordered(role) if sums.get(kind.code)]


def unit_of(kind: CreditType, amount: Credit) -> str:
    """Name the unit of an amount in plain letters: "ACEP Category I credits"."""
    return (kind.unit if amount == Credit(100) else kind.units).replace("*", "")


def beside(sums: list[tuple[CreditType, Credit]]) -> str:
    """Say what stands beside the first amount: its unit, and what there is of other types; "credits" for nothing."""
    if not sums:
        return "credits"
    first, *others = [(amount, unit_of(kind, amount)) for kind, amount in sums]
    if not others:
        return first[1]
    if len(others) > 1:
        return f"{first[1]} and credit of {len(others)} more types"
    return f"{first[1]} and {others[0][0]} {others[0][1]}"


def awarded_to(credit_type: str) -> str:
    """Say whom a type is awarded to: "physicians, residents and fellows"; "" where it is awarded to nobody."""
    roles = CREDIT_TYPES[credit_type].roles
    if roles == EVERYBODY:
        return "everybody who completed it"
    words = [MANY[role] for role in roles]
    joint = ", " if words and " and " in words[-1] else " and "
    return joint.join(words)


def state_name(state: str, topic: str) -> str:
    """Say what State-required CME was required by: "Florida: prevention of medical errors"."""
    return ": ".join(filter(None, (STATES.get(state, state), topic)))


STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "GU": "Guam",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "MP": "Northern Mariana Islands",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "PR": "Puerto Rico",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VI": "Virgin Islands",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
}
