"""A pediatric board that takes MOC points directly: a small JSON interface in the manner of ABP."""

from __future__ import annotations

from flask import Blueprint, current_app, g, request

from cme.base import clock
from cme.report.sandbox import json_schema, rules

abp = Blueprint("abp", __name__, url_prefix="/abp")


def _text(pattern=None):
    return {"type": "string", "minLength": 1, "maxLength": 300} | ({"pattern": pattern} if pattern else {})


DIPLOMATE = {"abpId": _text(), "givenName": _text(), "familyName": _text(), "birthMonthDay": {"type": "string"}}
CREDIT = {
    "creditId": _text("^ccid:[^:]+:[^:]+$"),
    "providerId": _text("^[0-9]{7}$"),
    "activityId": _text("^[0-9]{9}$"),
    "activityTitle": _text(),
    "creditType": _text(),
    "completionDate": _text("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"),
    "points": {"type": "number", "multipleOf": 0.25, "exclusiveMinimum": 0},
}


def _schema(known, optional=("birthMonthDay",)):
    return {
        "type": "object",
        "properties": known,
        "additionalProperties": False,
        "required": [name for name in known if name not in optional],
    }


@abp.before_request
def check_token():
    """Let in whoever has a token."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return None if kind == "Bearer" and token else ({"message": "A token is needed."}, 401)


@abp.post("/credits")
def submit():
    """Take MOC points of a diplomate, once by their creditId."""
    said = request.get_json(silent=True)
    if found := json_schema.faults(said, _schema(DIPLOMATE | CREDIT)):
        return {"message": " ".join(found[:3])}, 400
    done = current_app.books.take(
        "abp",
        said["creditId"],
        "add",
        flat(said),
        said,
        "json",
        clock.now(),
        current_app.config["DELAY"],
        times_cleared=g.get("times_cleared"),
    )
    if done in ("differs", "gone"):
        return {"message": "This creditId has been used already; use a new one."}, 409
    return {"creditId": said["creditId"], "state": "received"}, 201


@abp.get("/credits/<ccid>")
def status(ccid):
    """Tell the state of one credit."""
    current_app.books.settle(clock.now(), current_app.config["GRACE_DAYS"])
    found = current_app.books.records(door="abp", ccid=ccid)
    if not found or found[0]["state"] == "deleted":
        return {"message": "There is no such credit."}, 404
    state = "received" if found[0]["state"] == "pending" else found[0]["state"]
    return {"creditId": ccid, "state": state} | ({"reason": found[0]["reason"]} if found[0]["reason"] else {})


@abp.delete("/credits/<ccid>")
def delete(ccid):
    """Take a credit back."""
    done = current_app.books.take("abp", ccid, "delete", {}, {}, "json", clock.now(), 0, g.get("times_cleared"))
    return ({"creditId": ccid, "state": "deleted"}, 200) if done == "deleted" else ({"message": "There is none."}, 404)


@abp.post("/diplomates/match")
def match():
    """Tell whether a diplomate is known."""
    said = request.get_json(silent=True)
    if found := json_schema.faults(said, _schema(DIPLOMATE)):
        return {"message": " ".join(found[:3])}, 400
    _, reason = rules.identity(_who(said), current_app.books.learners())
    return {"matched": not reason} | ({"reason": reason} if reason else {})


def _who(said) -> dict:
    return {
        "domain": "ABP",
        "value": said["abpId"],
        "birth": said.get("birthMonthDay", ""),
        "given": said["givenName"],
        "family": said["familyName"],
    }


def flat(said: dict) -> dict:
    """Write what is decided about, the way the rules read it."""
    return _who(said) | {
        "activity": said["activityId"],
        "completed": said["completionDate"],
        "category": said["creditType"],
        "credits": said["points"],
    }
