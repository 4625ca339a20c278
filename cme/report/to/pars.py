"""ACCME's PARS: learner records by its drafts of May 2025, in JSON or XML.

What the drafts leave open is decided here: ProviderId, User and Password are sent as headers, so that they are in no
address and in no log of request bodies; a match is requested at /learner-match.
"""

from __future__ import annotations

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
    pars_xml,
    replies,
)

# The words for the status of a record. The draft names only "Completed", for a record that counts.
STATES = {
    "accepted": "accepted",
    "completed": "accepted",
    "rejected": "rejected",
    "deleted": "unknown",
    "pending": "waiting",
    "received": "waiting",
    "submitted": "waiting",
    "processing": "waiting",
}


def base(settings: Settings) -> str:
    """Return the address of PARS, or of the sandbox in its place; empty where there is neither."""
    return settings.pars_url or (settings.sandbox_url and settings.sandbox_url.rstrip("/") + "/pars")


def missing(record: Record, settings: Settings) -> tuple[str, str, str] | None:
    """Return why a record cannot be sent as it is (see pars_record.missing)."""
    return pars_record.missing(record, settings)


missing_in_learner = pars_record.missing_in_learner


def fields(record: Record, action: str) -> dict[str, str]:
    """Return what a call discloses about a person; a status request has the record's number only."""
    if action == "status":
        return {"Number of the record": record.ccid}
    return learner_fields(record.learner, record.body, record.number) | completion_fields(record)


def submit(record: Record, settings: Settings) -> Answer:
    """Send a record; "waiting" when it arrived, the body decides later. The same ccid takes effect once."""
    answer = _send(record, "add", settings)
    # a POST that finds nothing has the wrong address
    return Answer("refused", "404", answer.reason, answer.raw) if answer.kind == "unknown" else answer


def delete(record: Record, settings: Settings) -> Answer:
    """Delete a record; "accepted" when it was deleted, "unknown" when there was none."""
    return _send(record, "delete", settings)


def _send(record: Record, action: str, settings: Settings) -> Answer:
    if problem := missing(record, settings):
        return Answer(*problem)
    reply = _request("POST", "/learner-activities", settings, pars_record.report(record, action, settings), record)
    if isinstance(reply, Answer):
        return reply
    tree, raw = reply
    if record.ccid not in pars_record.ccids(tree):
        return Answer("unclear", "other-record", "The answer is about another record.", raw)
    return Answer("waiting" if action == "add" else "accepted", raw=raw)


def status(record: Record, settings: Settings) -> Answer:
    """Request the status of a record, by its ccid."""
    path = f"/learner-activities/status?CreditId={quote(record.ccid, safe='')}"
    reply = _request("GET", path, settings, None, record)
    if isinstance(reply, Answer):
        return reply
    tree, raw = reply
    found = pars_record.statuses(tree)
    if found == []:
        return Answer("unknown", raw=raw)
    ours = [one for one in found or () if one.get("CreditID") == record.ccid]
    kinds = {STATES.get(str(one.get("Status", "")).lower()) for one in ours}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None:  # none is ours, two contradict each other, or an unknown word
        return Answer("unclear", "other-record" if not ours else "state", "The answer tells no state of it.", raw)
    if kind != "rejected":
        return Answer(kind, "deleted" if kind == "unknown" else "", raw=raw)
    words = replies.reason(ours[0])
    return Answer(kind, replies.code_of(words), words or "The body gave no reason.", raw)


def match(learner: Learner, body: str, number: str, settings: Settings) -> Answer:
    """Ask whether a learner is known by name, birth day and number; "accepted" when they are."""
    if problem := missing_in_learner(learner, number):
        return Answer(*problem)
    reply = _request("POST", "/learner-match", settings, pars_record.match_request(learner, body, number, settings))
    if isinstance(reply, Answer):
        # nobody was found
        return Answer("rejected", "no-match", reply.reason, reply.raw) if reply.kind == "unknown" else reply
    tree, raw = reply
    found = tree.get("LearnerMatch") if isinstance(tree, dict) else None
    if not isinstance(found, dict) or found.get("Matched") not in (True, False, "true", "false"):
        return Answer("unclear", "unreadable", "The answer tells nothing about a match.", raw)
    if found["Matched"] in (True, "true"):
        return Answer("accepted", raw=raw)
    words = replies.reason(found)
    return Answer("rejected", replies.code_of(words), words or "The learner was not found.", raw)


def _request(
    method: str, path: str, settings: Settings, document: dict[str, Any] | None, record: Record | None = None
) -> Answer | tuple[Any, str]:
    """Call PARS; return the tree of the reply and its beginning as text, or an Answer where it has no tree."""
    form = pars_xml if settings.pars_format == "xml" else pars_json
    number = pars_record.provider_number(record, settings) if record else settings.pars_provider_number
    headers = {
        "ProviderId": number or ("" if settings.pars_url else pars_record.SANDBOX_PROVIDER),
        "User": settings.pars_user or ("" if settings.pars_url else "sandbox"),
        "Password": settings.pars_password or ("" if settings.pars_url else "sandbox"),
        "Accept": form.CONTENT_TYPE.split(";")[0],
    }
    body = None
    if document is not None:
        headers["Content-Type"], body = form.CONTENT_TYPE, form.write(document)
    reply = client.call(method, base(settings), path, settings, body=body, headers=headers)
    if isinstance(reply, Answer):
        return reply
    tree = replies.read(reply, form.read)
    return tree if isinstance(tree, Answer) else (tree, replies.text(reply.body))
