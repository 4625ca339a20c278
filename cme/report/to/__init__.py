"""Destinations: one file for each interface to the bodies, all of the same shape.

A destination module has `submit(record, settings)`, `status(record, settings)`, `delete(record, settings)` and
`match(learner, body, number, settings)`, each of which returns an Answer and never raises, whatever the other side
does; `base(settings)`, its address; `missing(record, settings)`, why a record cannot be sent as it is (kind, code and
reason, or None); and `fields(record, action)`, what a call discloses about a person, in plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from types import ModuleType

from cme.base.domain.bodies import REPORTING_BODIES
from cme.base.domain.credit import Credit
from cme.base.settings import Settings

# The pairs with a route of their own; all others go through PARS (R1). A dict has one value for each key.
DIRECT = {("ABP", "abp-moc-2"): "abp"}


@dataclass(frozen=True)
class Learner:
    """The person a record is about; `birth` is "MM-DD" or empty, the year is never asked for."""

    given: str
    family: str
    birth: str
    npi: str


@dataclass(frozen=True)
class Record:
    """One completion for one body: `body` is our code (base.bodies), `hundredths` the credits, `ccid` its own id."""

    ccid: str
    body: str
    number: str
    learner: Learner
    provider_name: str
    provider_number: str
    activity_name: str
    activity_number: str
    completed: date
    category: str
    hundredths: int


@dataclass(frozen=True)
class Answer:
    """The result of a call.

    `kind` is accepted, rejected, waiting (it arrived, the body has not decided), unknown (the body has no such
    record), refused (the request was wrong for good), unclear (it may have arrived: request the status before sending
    again) or down (nothing was sent). `code` is our own code, `reason` plain words, `raw` the beginning of the reply.
    """

    kind: str
    code: str = ""
    reason: str = ""
    raw: str = ""


class Unreadable(ValueError):
    """A reply that cannot be read."""


def learner_fields(learner: Learner, body: str, number: str) -> dict[str, str]:
    """Return what is disclosed about a learner, by plain labels; `body` is our code of a reporting body."""
    values = {"Given name": learner.given, "Family name": learner.family, "Birth month and day": learner.birth}
    label = REPORTING_BODIES[body].number if body in REPORTING_BODIES else "number"
    label = label[0].upper() + label[1:]
    values |= {label: number} if number.strip() else {"NPI": learner.npi}
    return {name: value for name, value in values.items() if value}


def completion_fields(record: Record) -> dict[str, str]:
    """Return what is disclosed about a completion, by plain labels."""
    return {
        "Activity": record.activity_name,
        "Completed on": record.completed.isoformat(),
        "Credits": str(Credit(record.hundredths)),
        "Kind of credit": record.category,
        "Number of the record": record.ccid,
    }


def route(body: str, credit_type: str) -> str:
    """Return the name of the one destination of a body and a type of credit (R1)."""
    return DIRECT.get((body, credit_type), "pars")


def unavailable(name: str, accredited: bool, settings: Settings) -> Answer | None:
    """Return why nothing may be sent to a destination now, None where it may: PARS is for accredited providers (R1).

    `accredited` is whether the provider is. The sandbox, which stands in where the settings have no address, accepts
    reports of every provider.
    """
    if accredited or not getattr(settings, f"{name}_url"):
        return None
    return Answer(
        "down", "not-accredited", "The provider is not marked as accredited: only accredited providers report."
    )


def destination(name: str) -> ModuleType:
    """Import the module of a destination: "pars", "abp" or another file of this folder; LookupError for others."""
    if name != "pars" and name not in DIRECT.values():
        raise LookupError(f"no destination is called {name!r}")
    return import_module(f"cme.report.to.{name}")
