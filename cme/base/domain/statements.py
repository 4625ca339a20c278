"""The statements that a provider prints: accreditation, designation, participation, and how they are filled in.

Sources: AMA PRA booklet; ACCME accreditation statement.
"""

from __future__ import annotations

from typing import Protocol

DESIGNATION = (
    "{provider} designates this {format} for a maximum of {maximum} *AMA PRA Category 1 Credit(s)*™. "
    "Physicians should claim only the credit commensurate with the extent of their participation in the "
    "activity."
)
ACCREDITATION = (
    "{provider} is accredited by the Accreditation Council for Continuing Medical Education (ACCME) to "
    "provide continuing medical education for physicians."
)
PARTICIPATION = "This activity was designated for {amount} {unit}."


class Named(Protocol):
    """A provider, as far as statements name it."""

    name: str
    accredited_number: str


class Described(Protocol):
    """An activity's version, as far as statements describe it; `maximum` is the printed amount ("0.5")."""

    format: str
    maximum: str
    title: str


def fill_statement(statement: str, provider: Named, activity: Described) -> str:
    """Fill the placeholders of a statement ({provider}, {format}, {maximum}, {title}, {number}).

    A * that somebody typed into a name loses its meaning, which is italics.
    """
    for name, value in (
        ("{provider}", provider.name),
        ("{format}", activity.format),
        ("{maximum}", activity.maximum),
        ("{title}", activity.title),
        ("{number}", provider.accredited_number),
    ):
        statement = statement.replace(name, value.replace("*", ""))
    return statement
