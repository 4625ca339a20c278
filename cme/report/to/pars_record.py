"""A learner record as the tree of ACCME's drafts (learner reports v0.5, May 2025); JSON and XML write the same."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from cme.base import clock
from cme.base.domain.bodies import REPORTING_BODIES
from cme.base.settings import Settings
from cme.report.to import Learner, Record

CCID = re.compile(r"ccid:[^:]+:[^:]+")
SANDBOX_PROVIDER = "0000000"


def report(record: Record, action: str, settings: Settings) -> dict[str, Any]:
    """Return a record as ACCMELearnerReports; `action` is "add" or "delete"."""
    number = provider_number(record, settings)
    one = {
        "ReportingOrganization": clean(record.provider_name),
        "Member": member(record.learner, settings),
        "Activity": {
            "ProviderOrganization": number,
            "Module": {
                "ModuleName": {"value": clean(record.activity_name), "moduleID": record.activity_number},
                "Status": "Completed",
                # no time of day: it would be read as Central time and could move the date
                "CompletedDateTime": record.completed.isoformat(),
                "CreditCertificate": [
                    {
                        "UniqueID": [unique_id(record.body, record.number, record.learner.npi)],
                        "CreditReceived": {
                            "activityCertification": record.category,
                            "creditUnit": "Point",
                            "numberOfCredits": amount(record.hundredths),
                        },
                        "CreditID": record.ccid,
                    }
                ],
            },
        },
        "XtensibleInfo": {"ProviderID": number, "LearnerRecordAction": action},
    }
    created = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"ACCMELearnerReports": {"ActivityReports": {"DateTimeCreated": created, "ActivityReport": [one]}}}


def match_request(learner: Learner, body: str, number: str, settings: Settings) -> dict[str, Any]:
    """Return the request whether a learner matches."""
    return {
        "LearnerMatchRequest": {"Member": member(learner, settings), "UniqueID": [unique_id(body, number, learner.npi)]}
    }


def member(learner: Learner, settings: Settings) -> dict[str, Any]:
    """Return the learner as a Member."""
    tree: dict[str, Any] = {"Name": {"GivenName": clean(learner.given), "FamilyName": clean(learner.family)}}
    if learner.birth:
        tree["PersonalInfo"] = {"BirthDate": birth(learner.birth, settings.pars_birth_format)}
    return tree


def birth(month_day: str, form: str) -> str:
    """Format month and day as PARS_BIRTH_FORMAT has it; the year, where there must be one, is always the same."""
    if form == "1900-MM-DD":
        # 1900 had no 29 February
        return f"{1904 if month_day == '02-29' else 1900}-{month_day}"
    return f"--{month_day}" if form == "--MM-DD" else month_day


def unique_id(body: str, number: str, npi: str) -> dict[str, str]:
    """Return the number by which a body knows the learner: the board's or the license number, else the NPI."""
    return {"value": clean(number), "domain": domain(body)} if clean(number) else {"value": npi, "domain": "NPI"}


def domain(body: str) -> str:
    """Return the code of a body in PARS: a board's own, or the two letters of its state."""
    return body.split("-")[0]


def amount(hundredths: int) -> int | float:
    """Return hundredths as a number of credits; quarters are exact as floats."""
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def provider_number(record: Record, settings: Settings) -> str:
    """Return ACCME's number of the provider; for the sandbox, one that nobody has is enough."""
    number = settings.pars_provider_number or record.provider_number
    return number or ("" if settings.pars_url else SANDBOX_PROVIDER)


def missing(record: Record, settings: Settings) -> tuple[str, str, str] | None:
    """Return why a record cannot be sent as it is, as kind, code and reason; None when it can.

    What the clinician can correct is "rejected", what the provider has to correct is "refused".
    """
    problem = missing_in_learner(record.learner, record.number)
    if problem:
        return problem
    if record.body not in REPORTING_BODIES:
        return "refused", "body", f"{record.body} is no body that PARS tells."
    if record.hundredths <= 0 or record.hundredths % 25:
        return "refused", "credits", "PARS takes credits in steps of a quarter."
    if not re.fullmatch(r"\d{9}", record.activity_number, re.ASCII):
        return "refused", "activity-number", "The activity has no ACCME activity number of nine digits yet."
    if not re.fullmatch(r"\d{7}", provider_number(record, settings), re.ASCII):
        return "refused", "provider-number", "The provider has no ACCME provider number of seven digits."
    if len(record.ccid) > 300 or not CCID.fullmatch(record.ccid):
        return "refused", "ccid", "The record's own id has the wrong form."
    return None


def missing_in_learner(learner: Learner, number: str) -> tuple[str, str, str] | None:
    """Return why a learner cannot be matched, as kind, code and reason; None when nothing is missing."""
    if not clean(learner.given) or not clean(learner.family):
        return "rejected", "name", "A given name and a family name are needed."
    if not clean(number) and not learner.npi:
        return "rejected", "number", "Neither the body's number nor an NPI is known."
    return None


def clean(text: str) -> str:
    """Return a text in NFC on one line, without control characters (XML does not allow them)."""
    characters = (c if not c.isspace() else " " for c in unicodedata.normalize("NFC", text or ""))
    return " ".join("".join(c for c in characters if unicodedata.category(c) not in ("Cc", "Cs", "Cn")).split())


def ccids(tree: Any) -> set[str]:
    """Return the ids of the credits in a report; empty for anything else."""
    try:
        reports = tree["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]
        return {one["CreditID"] for r in reports for one in r["Activity"]["Module"]["CreditCertificate"]}
    except (KeyError, TypeError):
        return set()


def statuses(tree: Any) -> list[dict[str, Any]] | None:
    """List the statuses in a reply: a JSON list, or XML's LearnerStatuses; None when it is neither."""
    if isinstance(tree, dict) and isinstance(tree.get("LearnerStatuses"), dict):
        tree = tree["LearnerStatuses"].get("LearnerStatus", [])
    elif isinstance(tree, dict) and tree.get("LearnerStatuses", "no") == "":
        tree = []
    return tree if isinstance(tree, list) and all(isinstance(one, dict) for one in tree) else None
