"""Destinations: one file for each way to the bodies, all of the same shape.

A destination module has `submit(record, settings)`, `status(record, settings)`, `delete(record, settings)`
and `match(learner, body, number, settings)`, each of which gives an Answer and never raises for what the
other side does; `base(settings)`, its address; `lacks(record, settings)`, why a
record cannot be sent as it is (kind, code and reason, or None); and `fields(record, action)`, what a call tells
of a person, in plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module

from cme.base.domain.bodies import REPORTING_BODIES
from cme.base.domain.credit import Credit

# What has a route of its own; everything else goes through PARS (R1). A dict has one value for each key.
DIRECT = {("ABP", "abp-moc-2"): "abp"}


@dataclass(frozen=True)
class Learner:
    """Whom a record is about; `birth` is "MM-DD" or empty, the year is never asked for."""

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
    """What is known after a call.

    `kind` is accepted, rejected, waiting (it arrived, the body has not decided), unknown (asked by status: no
    such record), refused (the request was wrong for good), unclear (it may have arrived: ask by status before
    sending again) or down (nothing was sent). `code` is a word of ours, `reason` plain words, `raw` what came.
    """

    kind: str
    code: str = ""
    reason: str = ""
    raw: str = ""


class Unreadable(ValueError):
    """An answer that is not what was asked for."""


def named(learner: Learner, body: str, number: str) -> dict[str, str]:
    """Name what is told of a learner, in plain words; "body" is our code of a reporting body."""
    said = {"Given name": learner.given, "Family name": learner.family, "Birth month and day": learner.birth}
    called = REPORTING_BODIES[body].number if body in REPORTING_BODIES else "number"
    called = called[0].upper() + called[1:]
    said |= {called: number} if number.strip() else {"NPI": learner.npi}
    return {name: value for name, value in said.items() if value}


def completion(record: Record) -> dict[str, str]:
    """Name what is told of a completion, in plain words."""
    return {
        "Activity": record.activity_name,
        "Completed on": record.completed.isoformat(),
        "Credits": str(Credit(record.hundredths)),
        "Kind of credit": record.category,
        "Number of the record": record.ccid,
    }


def route(body: str, credit_type: str) -> str:
    """Name the one destination of a body and a type of credit (R1)."""
    return DIRECT.get((body, credit_type), "pars")


def closed(name: str, accredited: bool, settings) -> Answer | None:
    """Tell why nothing may leave by a destination now: the real ones are for accredited providers (R1).

    `accredited` is whether the provider is; None where it may leave. The sandbox, which has no address of its
    own in the settings, takes everybody's.
    """
    if accredited or not getattr(settings, f"{name}_url"):
        return None
    return Answer(
        "down", "not-accredited", "The provider is not marked as accredited: only accredited providers report."
    )


def destination(name: str):
    """Load the module of a destination: "pars", "abp" or another file of this folder."""
    if name != "pars" and name not in DIRECT.values():
        raise LookupError(f"no destination is called {name!r}")
    return import_module(f"cme.report.to.{name}")
