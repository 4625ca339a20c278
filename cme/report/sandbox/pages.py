"""What arrived, for people and for tests; and how the sandbox is told to know more people, or to fail."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, render_template, request

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


def _settled() -> list[dict]:
    current_app.books.settle(clock.now(), current_app.config["GRACE_DAYS"])
    return current_app.books.records()


@pages.get("/")
def index():
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
        learners=current_app.books.learners()[::-1],
        faults=current_app.books.faults(),
        delay=current_app.config["DELAY"],
    )


@pages.get("/healthz")
def health():
    """Say that it is up."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/records")
def records():
    """List each record as it was received, with its state and how often it came."""
    return jsonify(_settled())


@pages.delete("/records")
def clear():
    """Forget everything that arrived, every fault and whoever was added to the roster."""
    current_app.books.clear()
    return "", 204


@pages.get("/roster")
def roster():
    """List whom the boards know."""
    return jsonify(current_app.books.learners())


@pages.post("/roster")
def know():
    """Add one learner to the roster, or a list of them."""
    said = request.get_json()
    added = said if isinstance(said, list) else [said]
    for one in added:
        if found := json_schema.faults(one, LEARNER):
            return {"message": " ".join(found)}, 400
    current_app.books.know(added)
    return {"known": len(added)}, 201


@pages.get("/faults")
def faults_told():
    """List the faults that are told and not used up."""
    return jsonify(current_app.books.faults())


@pages.post("/faults")
def fail():
    """Fail from now on as told: mode, count or share, seconds, calls, after."""
    fault, wrong = faults.read(request.get_json())
    if wrong:
        return {"message": wrong}, 400
    current_app.books.fail(fault)
    return fault, 201


@pages.delete("/faults")
def mend():
    """Fail no more."""
    current_app.books.fail(None)
    return "", 204
