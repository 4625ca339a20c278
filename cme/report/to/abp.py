"""A board that gets reports directly, not by PARS: ABP, for MOC Part 2. It counts an activity once a day.

ABP publishes no interface for providers; this is the one of our sandbox, to be adapted to what the board agrees on with
a provider. It is the example for further boards (docs/another-body.md).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from cme.base.settings import Settings
from cme.report.to import (
    Answer,
    Learner,
    Record,
    client,
    completion_fields,
    learner_fields,
    pars_json,
    pars_record,
    replies,
)

STATES = {"accepted": "accepted", "rejected": "rejected", "received": "waiting"}


def base(settings: Settings) -> str:
    """Return the address of ABP, or of the sandbox in its place; empty where there is neither."""
    return settings.abp_url or (settings.sandbox_url and settings.sandbox_url.rstrip("/") + "/abp")


def missing(record: Record, settings: Settings) -> tuple[str, str, str] | None:
    """Return why a record cannot be sent as it is (see pars_record.missing)."""
    return _missing_in_learner(record.learner, record.number) or pars_record.missing(record, settings)


def fields(record: Record, action: str) -> dict[str, str]:
    """Return what a call discloses about a person; only "add" discloses more than the record's number."""
    if action != "add":
        return {"Number of the record": record.ccid}
    return learner_fields(record.learner, record.body, record.number) | completion_fields(record)


def submit(record: Record, settings: Settings) -> Answer:
    """Send MOC points; "waiting" when they arrived. The same ccid takes effect once."""
    if problem := missing(record, settings):
        return Answer(*problem)
    credit = _diplomate(record.learner, record.number) | {
        "creditId": record.ccid,
        "providerId": pars_record.provider_number(record, settings),
        "activityId": record.activity_number,
        "activityTitle": pars_record.clean(record.activity_name),
        "creditType": record.category,
        "completionDate": record.completed.isoformat(),
        "points": pars_record.amount(record.hundredths),
    }
    answer = _state(_request("POST", "/credits", settings, credit), record)
    return Answer("refused", "404", answer.reason, answer.raw) if answer.kind == "unknown" else answer


def status(record: Record, settings: Settings) -> Answer:
    """Request the status of a record, by its ccid."""
    return _state(_request("GET", f"/credits/{quote(record.ccid, safe='')}", settings), record)


def delete(record: Record, settings: Settings) -> Answer:
    """Delete points; "accepted" when they were deleted, "unknown" when there were none."""
    reply = _request("DELETE", f"/credits/{quote(record.ccid, safe='')}", settings)
    if isinstance(reply, Answer):
        return reply
    tree, raw = reply
    if isinstance(tree, dict) and tree.get("creditId") == record.ccid and tree.get("state") == "deleted":
        return Answer("accepted", raw=raw)
    return Answer("unclear", "state", "The answer tells no state of it.", raw)


def match(learner: Learner, body: str, number: str, settings: Settings) -> Answer:
    """Ask whether a diplomate is known by name, birth day and number; "accepted" when they are."""
    if problem := _missing_in_learner(learner, number):
        return Answer(*problem)
    reply = _request("POST", "/diplomates/match", settings, _diplomate(learner, number))
    if isinstance(reply, Answer):
        return Answer("rejected", "no-match", reply.reason, reply.raw) if reply.kind == "unknown" else reply
    tree, raw = reply
    if not isinstance(tree, dict) or not isinstance(tree.get("matched"), bool):
        return Answer("unclear", "unreadable", "The answer tells nothing about a match.", raw)
    if tree["matched"]:
        return Answer("accepted", raw=raw)
    words = replies.reason(tree)
    return Answer("rejected", replies.code_of(words), words or "The learner was not found.", raw)


def _missing_in_learner(learner: Learner, number: str) -> tuple[str, str, str] | None:
    if not pars_record.clean(number):
        return "rejected", "number", "ABP knows its diplomates by their ABP number only."
    return pars_record.missing_in_learner(learner, number)


def _diplomate(learner: Learner, number: str) -> dict[str, Any]:
    diplomate = {
        "abpId": re.sub(r"\s", "", number),
        "givenName": pars_record.clean(learner.given),
        "familyName": pars_record.clean(learner.family),
    }
    return diplomate | ({"birthMonthDay": learner.birth} if learner.birth else {})


def _state(reply: Answer | tuple[Any, str], record: Record) -> Answer:
    if isinstance(reply, Answer):
        return reply
    tree, raw = reply
    if not isinstance(tree, dict) or tree.get("creditId") != record.ccid:
        return Answer("unclear", "other-record", "The answer is about another record.", raw)
    kind = STATES.get(str(tree.get("state", "")).lower())
    if kind is None:
        return Answer("unclear", "state", "The answer tells no state of it.", raw)
    if kind != "rejected":
        return Answer(kind, raw=raw)
    words = replies.reason(tree)
    return Answer(kind, replies.code_of(words), words or "The body gave no reason.", raw)


def _request(
    method: str, path: str, settings: Settings, document: dict[str, Any] | None = None
) -> Answer | tuple[Any, str]:
    """Call ABP; return the tree of the reply and its beginning as text, or an Answer where it has no tree."""
    token = settings.abp_token or ("" if settings.abp_url else "sandbox")
    headers = {"Authorization": f"Bearer {token}".strip(), "Accept": "application/json"}
    body = None
    if document is not None:
        headers["Content-Type"], body = pars_json.CONTENT_TYPE, pars_json.write(document)
    reply = client.call(method, base(settings), path, settings, body=body, headers=headers)
    if isinstance(reply, Answer):
        return reply
    tree = replies.read(reply, pars_json.read)
    return tree if isinstance(tree, Answer) else (tree, replies.text(reply.body))
