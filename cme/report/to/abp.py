"""A board told directly, beside PARS: ABP, for MOC Part 2. ABP counts a diplomate's activity once a day.

ABP publishes no interface for providers; this one is spoken by our sandbox and has to be fitted to what the
board agrees with a provider. It is the example for further boards (docs: "Another body").
"""

from __future__ import annotations

import re
from urllib.parse import quote

from cme.report.to import Answer, completion, named, pars_json, pars_tree, replies

STATES = {"accepted": "accepted", "rejected": "rejected", "received": "waiting"}


def base(settings) -> str:
    """Tell the address of ABP, or of the sandbox that stands in for it; empty where there is neither."""
    return settings.abp_url or (settings.sandbox_url and settings.sandbox_url.rstrip("/") + "/abp")


def lacks(record, settings) -> tuple[str, str, str] | None:
    """Tell why a record cannot be sent as it is."""
    return _lacks(record.learner, record.number) or pars_tree.lacks(record, settings)


def fields(record, action: str) -> dict[str, str]:
    """Name what a call tells of a person; only adding tells more than the record's number."""
    if action != "add":
        return {"Number of the record": record.ccid}
    return named(record.learner, record.body, record.number) | completion(record)


def submit(record, settings) -> Answer:
    """Send MOC points; "waiting" when they arrived. The same ccid takes effect once."""
    if lack := lacks(record, settings):
        return Answer(*lack)
    said = _diplomate(record.learner, record.number) | {
        "creditId": record.ccid,
        "providerId": pars_tree.provider_number(record, settings),
        "activityId": record.activity_number,
        "activityTitle": pars_tree.clean(record.activity_name),
        "creditType": record.category,
        "completionDate": record.completed.isoformat(),
        "points": pars_tree.amount(record.hundredths),
    }
    answer = _state(_ask("POST", "/credits", settings, said), record)
    return Answer("refused", "404", answer.reason, answer.raw) if answer.kind == "unknown" else answer


def status(record, settings) -> Answer:
    """Ask what became of a record, by its ccid."""
    return _state(_ask("GET", f"/credits/{quote(record.ccid, safe='')}", settings), record)


def delete(record, settings) -> Answer:
    """Take points back; "accepted" when they are gone, "unknown" when there were none."""
    said = _ask("DELETE", f"/credits/{quote(record.ccid, safe='')}", settings)
    if isinstance(said, Answer):
        return said
    tree, raw = said
    if isinstance(tree, dict) and tree.get("creditId") == record.ccid and tree.get("state") == "deleted":
        return Answer("accepted", raw=raw)
    return Answer("unclear", "state", "The answer tells no state of it.", raw)


def match(learner, body: str, number: str, settings) -> Answer:
    """Ask whether a diplomate is known by name, birth day and number; "accepted" when they are."""
    if lack := _lacks(learner, number):
        return Answer(*lack)
    said = _ask("POST", "/diplomates/match", settings, _diplomate(learner, number))
    if isinstance(said, Answer):
        return Answer("rejected", "no-match", said.reason, said.raw) if said.kind == "unknown" else said
    tree, raw = said
    if not isinstance(tree, dict) or not isinstance(tree.get("matched"), bool):
        return Answer("unclear", "unreadable", "The answer tells nothing about a match.", raw)
    if tree["matched"]:
        return Answer("accepted", raw=raw)
    words = replies.reason(tree)
    return Answer("rejected", replies.code_of(words), words or "The learner was not found.", raw)


def _lacks(learner, number):
    if not pars_tree.clean(number):
        return "rejected", "number", "ABP knows its diplomates by their ABP number only."
    return pars_tree.lacks_in_learner(learner, number)


def _diplomate(learner, number) -> dict:
    said = {
        "abpId": re.sub(r"\s", "", number),
        "givenName": pars_tree.clean(learner.given),
        "familyName": pars_tree.clean(learner.family),
    }
    return said | ({"birthMonthDay": learner.birth} if learner.birth else {})


def _state(said, record) -> Answer:
    if isinstance(said, Answer):
        return said
    tree, raw = said
    if not isinstance(tree, dict) or tree.get("creditId") != record.ccid:
        return Answer("unclear", "other-record", "The answer is about another record.", raw)
    kind = STATES.get(str(tree.get("state", "")).lower())
    if kind is None:
        return Answer("unclear", "state", "The answer tells no state of it.", raw)
    if kind != "rejected":
        return Answer(kind, raw=raw)
    words = replies.reason(tree)
    return Answer(kind, replies.code_of(words), words or "The body gave no reason.", raw)


def _ask(method, path, settings, tree=None):
    token = settings.abp_token or ("" if settings.abp_url else "sandbox")
    headers = {"Authorization": f"Bearer {token}".strip(), "Accept": "application/json"}
    body = None
    if tree is not None:
        headers["Content-Type"], body = pars_json.CONTENT_TYPE, pars_json.write(tree)
    reply = replies.ask(method, base(settings), path, settings, body=body, headers=headers)
    said = replies.read(reply, pars_json.read)
    return said if isinstance(said, Answer) else (said, replies.text(reply.body))
