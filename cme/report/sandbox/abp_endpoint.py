"""A pediatric board that accepts MOC points directly: a small JSON interface like one of ABP."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, request
from flask.typing import ResponseReturnValue

from cme.base import clock
from cme.report.sandbox import json_schema, rules

abp = Blueprint("abp", __name__, url_prefix="/abp")


def _text(pattern: str | None = None) -> dict[str, Any]:
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


def _schema(known: dict[str, Any], optional: tuple[str, ...] = ("birthMonthDay",)) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": known,
        "additionalProperties": False,
        "required": [name for name in known if name not in optional],
    }


@abp.before_request
def check_token() -> ResponseReturnValue | None:
    """Require a token; any will do."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return None if kind == "Bearer" and token else ({"message": "A token is needed."}, 401)


@abp.post("/credits")
def submit() -> ResponseReturnValue:
    """Receive MOC points of a diplomate, once for each creditId."""
    credit: Any = request.get_json(silent=True)
    if errors := json_schema.errors(credit, _schema(DIPLOMATE | CREDIT)):
        return {"message": " ".join(errors[:3])}, 400
    result = current_app.store.receive(
        "abp",
        credit["creditId"],
        "add",
        flat(credit),
        credit,
        "json",
        clock.now(),
        current_app.config["DELAY"],
        times_cleared=g.get("times_cleared"),
    )
    if result in ("differs", "gone"):
        return {"message": "This creditId has been used already; use a new one."}, 409
    return {"creditId": credit["creditId"], "state": "received"}, 201


@abp.get("/credits/<ccid>")
def status(ccid: str) -> ResponseReturnValue:
    """Return the state of one credit."""
    current_app.store.settle(clock.now(), current_app.config["GRACE_DAYS"])
    found = current_app.store.records(endpoint="abp", ccid=ccid)
    if not found or found[0]["state"] == "deleted":
        return {"message": "There is no such credit."}, 404
    state = "received" if found[0]["state"] == "pending" else found[0]["state"]
    return {"creditId": ccid, "state": state} | ({"reason": found[0]["reason"]} if found[0]["reason"] else {})


@abp.delete("/credits/<ccid>")
def delete(ccid: str) -> ResponseReturnValue:
    """Delete a credit."""
    result = current_app.store.receive("abp", ccid, "delete", {}, {}, "json", clock.now(), 0, g.get("times_cleared"))
    if result != "deleted":
        return {"message": "There is none."}, 404
    return {"creditId": ccid, "state": "deleted"}, 200


@abp.post("/diplomates/match")
def match() -> ResponseReturnValue:
    """Return whether a diplomate is known."""
    diplomate: Any = request.get_json(silent=True)
    if errors := json_schema.errors(diplomate, _schema(DIPLOMATE)):
        return {"message": " ".join(errors[:3])}, 400
    _, reason = rules.identity(_learner(diplomate), current_app.store.learners())
    return {"matched": not reason} | ({"reason": reason} if reason else {})


def _learner(diplomate: dict[str, Any]) -> dict[str, Any]:
    return {
        "domain": "ABP",
        "value": diplomate["abpId"],
        "birth": diplomate.get("birthMonthDay", ""),
        "given": diplomate["givenName"],
        "family": diplomate["familyName"],
    }


def flat(credit: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a credit as the rules read them."""
    return _learner(credit) | {
        "activity": credit["activityId"],
        "completed": credit["completionDate"],
        "category": credit["creditType"],
        "credits": credit["points"],
    }
