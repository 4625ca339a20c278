"""The records that arrived, for people and for tests; the roster and the faults."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from cme.base import clock
from cme.report.sandbox import faults, json_schema

pages = Blueprint("pages", __name__)
TEXT = {"type": "string", "maxLength": 100}
LEARNER = {
    "type": "object",
    "required": ["given", "family", "birth"],
    "additionalProperties": False,
    "properties": {
        "given": TEXT,
        "family": TEXT,
        "birth": TEXT | {"pattern": "^[0-9]{2}-[0-9]{2}$"},
        "npi": TEXT,
        "numbers": {"type": "object"},
        "inactive": {"type": "object"},
        "delay": {"type": "number"},
    },
}


def _settled() -> list[dict[str, Any]]:
    current_app.store.settle(clock.now(), current_app.config["GRACE_DAYS"])
    return current_app.store.records()


@pages.get("/")
def index() -> str:
    """Show what arrived, the latest first."""
    records = _settled()
    counts = {
        state: sum(one["state"] == state for one in records) for state in ("pending", "accepted", "rejected", "deleted")
    }
    return render_template(
        "index.html",
        records=records[::-1][:300],
        counts=counts,
        total=len(records),
        learners=current_app.store.learners()[::-1],
        faults=current_app.store.faults(),
        delay=current_app.config["DELAY"],
    )


@pages.get("/healthz")
def health() -> ResponseReturnValue:
    """Return that it is running."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/records")
def records() -> Response:
    """Return each record as it was received, with its state and how often it arrived."""
    return jsonify(_settled())


@pages.delete("/records")
def clear() -> ResponseReturnValue:
    """Delete every record, fault and added learner."""
    current_app.store.clear()
    return "", 204


@pages.get("/roster")
def roster() -> Response:
    """Return the learners whom the boards know."""
    return jsonify(current_app.store.learners())


@pages.post("/roster")
def add_learners() -> ResponseReturnValue:
    """Add one learner to the roster, or a list of them."""
    document = request.get_json()
    added = document if isinstance(document, list) else [document]
    for one in added:
        if errors := json_schema.errors(one, LEARNER):
            return {"message": " ".join(errors)}, 400
    current_app.store.add_learners(added)
    return {"known": len(added)}, 201


@pages.get("/faults")
def list_faults() -> Response:
    """Return the faults that are not used up."""
    return jsonify(current_app.store.faults())


@pages.post("/faults")
def add_fault() -> ResponseReturnValue:
    """Inject a fault from now on: mode, count or share, seconds, calls, after."""
    fault, error = faults.read(request.get_json())
    if error:
        return {"message": error}, 400
    current_app.store.add_fault(fault)
    return fault, 201


@pages.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    """Inject no fault any more."""
    current_app.store.clear_faults()
    return "", 204
