"""Our own JSON Schema of what we send to PARS, written from ACCME's description; stricter than its draft."""

from __future__ import annotations


def _text(pattern: str | None = None, most: int = 300) -> dict:
    return {"type": "string", "minLength": 1, "maxLength": most} | ({"pattern": pattern} if pattern else {})


def _object(required: dict, more: dict | None = None) -> dict:
    known = required | (more or {})
    return {"type": "object", "properties": known, "required": list(required), "additionalProperties": False}


def _list(item: dict) -> dict:
    return {"type": "array", "items": item, "minItems": 1}


PROVIDER = _text(r"^[0-9]{7}$")
ONE_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
MEMBER = _object(
    {"Name": _object({"GivenName": _text(), "FamilyName": _text()})},
    # a year is asked of nobody; where the wire wants one it is 1900 (1904 for 29 February)
    {"PersonalInfo": _object({"BirthDate": _text(rf"^(--|190[04]-)?{ONE_DAY}$")})},
)
UNIQUE_ID = _object({"value": _text(), "domain": _text(r"^(NPI|AB[A-Z]{1,5}|[A-Z]{2})$")})
CREDIT = _object(
    {
        "UniqueID": _list(UNIQUE_ID),
        "CreditReceived": _object(
            {
                "activityCertification": _text(),
                "creditUnit": {"type": "string", "enum": ["Point"]},
                "numberOfCredits": {"type": "number", "multipleOf": 0.25, "exclusiveMinimum": 0},
            }
        ),
        "CreditID": _text(r"^ccid:[^:]+:[^:]+$"),
    }
)
MODULE = _object(
    {
        "ModuleName": _object({"value": _text(most=1000), "moduleID": _text(r"^[0-9]{9}$")}),
        "Status": {"type": "string", "enum": ["Completed"]},
        "CompletedDateTime": _text(r"^20[0-9]{2}-" + ONE_DAY + "$"),  # a date alone
        "CreditCertificate": _list(CREDIT),
    }
)
REPORT = _object(
    {
        "ReportingOrganization": _text(most=1000),
        "Member": MEMBER,
        "Activity": _object({"ProviderOrganization": PROVIDER, "Module": MODULE}),
        "XtensibleInfo": _object(
            {"ProviderID": PROVIDER, "LearnerRecordAction": {"type": "string", "enum": ["add", "delete"]}}
        ),
    }
)
CREATED = _text(r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$")
SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | _object(
    {
        "ACCMELearnerReports": _object(
            {"ActivityReports": _object({"DateTimeCreated": CREATED, "ActivityReport": _list(REPORT)})}
        )
    }
)
MATCH = _object({"LearnerMatchRequest": _object({"Member": MEMBER, "UniqueID": _list(UNIQUE_ID)})})
