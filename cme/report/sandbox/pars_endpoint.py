"""PARS as its drafts describe it: learner records, their states, matches; JSON and XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from flask import Blueprint, current_app, g, request
from flask.typing import ResponseReturnValue

from cme.base import clock
from cme.report.sandbox import json_schema, rules
from cme.report.to import Unreadable, pars_json, pars_schema, pars_xml

pars = Blueprint("pars", __name__, url_prefix="/pars")
WORDS = {"pending": "Pending", "accepted": "Accepted", "rejected": "Rejected", "deleted": "Deleted"}


def _form() -> ModuleType:
    content_type = request.content_type or request.headers.get("Accept", "")
    return pars_xml if "xml" in content_type else pars_json


def _answer(tree: Any, status: int = 200, root: str = "") -> ResponseReturnValue:
    form = _form()
    if form is pars_xml and isinstance(tree, list):
        tree = {root: {root.removesuffix("es"): tree}}
    return form.write(tree), status, {"Content-Type": form.CONTENT_TYPE}


def _refuse(status: int, *words: str) -> ResponseReturnValue:
    return _answer({"Error": {"Message": " ".join(words)}}, status)


@pars.before_request
def check_credentials() -> ResponseReturnValue | None:
    """Require a provider's number, a user and a password with every request, as PARS does; any will do."""
    headers = request.headers
    number = re.fullmatch(r"\d{7}", headers.get("ProviderId", ""))
    if not (number and headers.get("User") and headers.get("Password")):
        return _refuse(401, "ProviderId, User and Password are needed with every request.")
    return None


@pars.post("/learner-activities")
def submit() -> ResponseReturnValue:
    """Receive learner records to add or to delete, once for each CreditID."""
    try:
        tree = _form().read(request.get_data())
    except Unreadable:
        return _refuse(400, "The document cannot be read.")
    if errors := json_schema.errors(tree, pars_schema.SCHEMA):
        return _refuse(400, *errors[:3])
    for report in tree["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]:
        action = report["XtensibleInfo"]["LearnerRecordAction"]
        for credit in report["Activity"]["Module"]["CreditCertificate"]:
            form = "xml" if _form() is pars_xml else "json"
            result = current_app.store.receive(
                "pars",
                credit["CreditID"],
                action,
                flat(report, credit),
                tree,
                form,
                clock.now(),
                current_app.config["DELAY"],
                times_cleared=g.get("times_cleared"),
            )
            if result == "absent":
                return _refuse(404, "There is no record with this CreditID.")
            if result in ("differs", "gone"):
                return _refuse(409, "This CreditID has been used for another record or was deleted; use a new one.")
    return _answer(tree, 201)


@pars.get("/learner-activities/status")
def status() -> ResponseReturnValue:
    """Return the states of the records with a CreditId, or of a learner's for an activity and a date."""
    current_app.store.settle(clock.now(), current_app.config["GRACE_DAYS"])
    if request.args.get("CreditId"):
        found = current_app.store.records(endpoint="pars", ccid=request.args["CreditId"])
    else:
        found = [row for row in current_app.store.records(endpoint="pars") if _matches(row["fields"], request.args)]
    if not found:
        return _refuse(404, "Learner status not found.")
    return _answer([_state(row) for row in found], root="LearnerStatuses")


def _matches(fields: dict[str, Any], args: Mapping[str, str]) -> bool:
    names = ("moduleID", "BirthDate", "CompletionDate", "UniqueID")
    values = (fields["activity"], fields["birth"], fields["completed"], fields["value"])
    return all(args.get(name) == value for name, value in zip(names, values, strict=True))


def _state(row: dict[str, Any]) -> dict[str, Any]:
    fields = row["fields"]
    state = {
        "moduleID": fields["activity"],
        "CompletedDateTime": fields["completed"],
        "CreditID": row["ccid"],
        "UniqueID": [{"value": fields["value"], "domain": fields["domain"]}],
        "Status": WORDS[row["state"]],
    }
    return state | {"Reason": row["reason"]} if row["reason"] else state


@pars.post("/learner-match")
def match() -> ResponseReturnValue:
    """Return whether a learner is known by name, birth month and day, and number."""
    try:
        tree = _form().read(request.get_data())
    except Unreadable:
        return _refuse(400, "The document cannot be read.")
    if errors := json_schema.errors(tree, pars_schema.MATCH):
        return _refuse(400, *errors[:3])
    learner = tree["LearnerMatchRequest"]
    _, reason = rules.identity(_learner(learner["Member"], learner["UniqueID"][0]), current_app.store.learners())
    return _answer({"LearnerMatch": {"Matched": not reason} | ({"Reason": reason} if reason else {})})


@pars.delete("/learner-activities/<learner>")
def delete(learner: str) -> ResponseReturnValue:
    """Delete every record of a learner, by one of the numbers (as the draft has it)."""
    deleted = [
        current_app.store.receive(
            "pars", row["ccid"], "delete", row["fields"], {}, row["form"], clock.now(), 0, g.get("times_cleared")
        )
        for row in current_app.store.records(endpoint="pars")
        if row["fields"]["value"] == learner and row["state"] != "deleted"
    ]
    return ("", 204) if deleted else _refuse(404, "Learner activity report not found.")


def flat(report: dict[str, Any], credit: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a record as the rules read them: learner, number, activity, date, credits."""
    module = report["Activity"]["Module"]
    return _learner(report["Member"], credit["UniqueID"][0]) | {
        "activity": module["ModuleName"]["moduleID"],
        "completed": module["CompletedDateTime"][:10],
        "category": credit["CreditReceived"]["activityCertification"],
        "credits": credit["CreditReceived"]["numberOfCredits"],
    }


def _learner(member: dict[str, Any], number: dict[str, str]) -> dict[str, Any]:
    birth = member.get("PersonalInfo", {}).get("BirthDate", "")[-5:]
    return {
        "domain": number["domain"],
        "value": number["value"],
        "birth": birth,
        "given": member["Name"]["GivenName"],
        "family": member["Name"]["FamilyName"],
    }
