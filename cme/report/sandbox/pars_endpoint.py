"""PARS as its drafts describe it: learner records, their states, matches; JSON and XML."""

from __future__ import annotations

import re

from flask import Blueprint, current_app, g, request

from cme.base import clock
from cme.report.sandbox import json_schema, rules
from cme.report.to import Unreadable, pars_json, pars_schema, pars_xml

pars = Blueprint("pars", __name__, url_prefix="/pars")
WORDS = {"pending": "Pending", "accepted": "Accepted", "rejected": "Rejected", "deleted": "Deleted"}


def _form():
    asked = request.content_type or request.headers.get("Accept", "")
    return pars_xml if "xml" in asked else pars_json


def _answer(tree, status=200, root=None):
    form = _form()
    if form is pars_xml and isinstance(tree, list):
        tree = {root: {root.removesuffix("es"): tree}}
    return form.write(tree), status, {"Content-Type": form.CONTENT_TYPE}


def _refuse(status, *words):
    return _answer({"Error": {"Message": " ".join(words)}}, status)


@pars.before_request
def check_credentials():
    """Let in whoever says a provider's number, a user and a password, as PARS asks with every request."""
    said = request.headers
    if not (re.fullmatch(r"\d{7}", said.get("ProviderId", "")) and said.get("User") and said.get("Password")):
        return _refuse(401, "ProviderId, User and Password are needed with every request.")
    return None


@pars.post("/learner-activities")
def submit():
    """Take learner records to add or to delete, each once by its CreditID."""
    try:
        tree = _form().read(request.get_data())
    except Unreadable:
        return _refuse(400, "The document cannot be read.")
    if found := json_schema.faults(tree, pars_schema.SCHEMA):
        return _refuse(400, *found[:3])
    for report in tree["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]:
        action = report["XtensibleInfo"]["LearnerRecordAction"]
        for credit in report["Activity"]["Module"]["CreditCertificate"]:
            form = "xml" if _form() is pars_xml else "json"
            done = current_app.books.take(
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
            if done == "absent":
                return _refuse(404, "There is no record with this CreditID.")
            if done in ("differs", "gone"):
                return _refuse(409, "This CreditID has been used for another record or was deleted; use a new one.")
    return _answer(tree, 201)


@pars.get("/learner-activities/status")
def status():
    """Tell the states of the records with a CreditId, or of a learner's for an activity and a date."""
    asked = request.args
    current_app.books.settle(clock.now(), current_app.config["GRACE_DAYS"])
    if asked.get("CreditId"):
        found = current_app.books.records(door="pars", ccid=asked["CreditId"])
    else:
        found = [row for row in current_app.books.records(door="pars") if _fits(row["said"], asked)]
    if not found:
        return _refuse(404, "Learner status not found.")
    return _answer([_state(row) for row in found], root="LearnerStatuses")


def _fits(said, asked) -> bool:
    named = ("moduleID", "BirthDate", "CompletionDate", "UniqueID")
    wanted = (said["activity"], said["birth"], said["completed"], said["value"])
    return all(asked.get(name) == value for name, value in zip(named, wanted, strict=True))


def _state(row) -> dict:
    said = row["said"]
    state = {
        "moduleID": said["activity"],
        "CompletedDateTime": said["completed"],
        "CreditID": row["ccid"],
        "UniqueID": [{"value": said["value"], "domain": said["domain"]}],
        "Status": WORDS[row["state"]],
    }
    return state | {"Reason": row["reason"]} if row["reason"] else state


@pars.post("/learner-match")
def match():
    """Tell whether a learner is known by name, birth month and day, and number."""
    try:
        tree = _form().read(request.get_data())
    except Unreadable:
        return _refuse(400, "The document cannot be read.")
    if found := json_schema.faults(tree, pars_schema.MATCH):
        return _refuse(400, *found[:3])
    asked = tree["LearnerMatchRequest"]
    _, reason = rules.identity(_who(asked["Member"], asked["UniqueID"][0]), current_app.books.learners())
    return _answer({"LearnerMatch": {"Matched": not reason} | ({"Reason": reason} if reason else {})})


@pars.delete("/learner-activities/<learner>")
def delete(learner):
    """Delete everything of a learner, by one of the numbers (as the draft has it)."""
    done = [
        current_app.books.take(
            "pars", row["ccid"], "delete", row["said"], {}, row["form"], clock.now(), 0, g.get("times_cleared")
        )
        for row in current_app.books.records(door="pars")
        if row["said"]["value"] == learner and row["state"] != "deleted"
    ]
    return ("", 204) if done else _refuse(404, "Learner activity report not found.")


def flat(report: dict, credit: dict) -> dict:
    """Write what is decided about: who, which number, which activity, when, how much."""
    module = report["Activity"]["Module"]
    return _who(report["Member"], credit["UniqueID"][0]) | {
        "activity": module["ModuleName"]["moduleID"],
        "completed": module["CompletedDateTime"][:10],
        "category": credit["CreditReceived"]["activityCertification"],
        "credits": credit["CreditReceived"]["numberOfCredits"],
    }


def _who(member: dict, number: dict) -> dict:
    birth = member.get("PersonalInfo", {}).get("BirthDate", "")[-5:]
    return {
        "domain": number["domain"],
        "value": number["value"],
        "birth": birth,
        "given": member["Name"]["GivenName"],
        "family": member["Name"]["FamilyName"],
    }
