"""ACCME's PARS: learner records by its drafts of May 2025, in JSON or XML.

What the drafts leave open is decided here: ProviderId, User and Password travel as headers (so that they
stand in no address and no log of bodies), a match is asked at /learner-match.
"""

from __future__ import annotations

from urllib.parse import quote

from cme.report.to import Answer, completion, named, pars_json, pars_tree, pars_xml, replies

# The words of a record's state. "Completed" is the only one that the draft names, for a record that stands.
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


def base(settings) -> str:
    """Tell the address of PARS, or of the sandbox that stands in for it; empty where there is neither."""
    return settings.pars_url or (settings.sandbox_url and settings.sandbox_url.rstrip("/") + "/pars")


def lacks(record, settings) -> tuple[str, str, str] | None:
    """Tell why a record cannot be sent as it is."""
    return pars_tree.lacks(record, settings)


lacks_in_learner = pars_tree.lacks_in_learner


def fields(record, action: str) -> dict[str, str]:
    """Name what a call tells of a person; a state is asked for by the record's number alone."""
    if action == "status":
        return {"Number of the record": record.ccid}
    return named(record.learner, record.body, record.number) | completion(record)


def submit(record, settings) -> Answer:
    """Send a record; "waiting" when it arrived, the body decides later. The same ccid takes effect once."""
    answer = _send(record, "add", settings)
    # a POST that finds nothing has the wrong address
    return Answer("refused", "404", answer.reason, answer.raw) if answer.kind == "unknown" else answer


def delete(record, settings) -> Answer:
    """Take a record back; "accepted" when it is gone, "unknown" when there was none."""
    return _send(record, "delete", settings)


def _send(record, action, settings) -> Answer:
    if lack := lacks(record, settings):
        return Answer(*lack)
    said = _ask("POST", "/learner-activities", settings, pars_tree.report(record, action, settings), record)
    if isinstance(said, Answer):
        return said
    tree, raw = said
    if record.ccid not in pars_tree.ccids(tree):
        return Answer("unclear", "other-record", "The answer is about another record.", raw)
    return Answer("waiting" if action == "add" else "accepted", raw=raw)


def status(record, settings) -> Answer:
    """Ask what became of a record, by its ccid."""
    path = f"/learner-activities/status?CreditId={quote(record.ccid, safe='')}"
    said = _ask("GET", path, settings, None, record)
    if isinstance(said, Answer):
        return said
    tree, raw = said
    found = pars_tree.statuses(tree)
    if found == []:
        return Answer("unknown", raw=raw)
    ours = [one for one in found or () if one.get("CreditID") == record.ccid]
    kinds = {STATES.get(str(one.get("Status", "")).lower()) for one in ours}
    if len(kinds) != 1 or None in kinds:  # none is ours, two contradict each other, or a word that nobody knows
        return Answer("unclear", "other-record" if not ours else "state", "The answer tells no state of it.", raw)
    kind, words = kinds.pop(), replies.reason(ours[0])
    if kind != "rejected":
        return Answer(kind, "deleted" if kind == "unknown" else "", raw=raw)
    return Answer(kind, replies.code_of(words), words or "The body gave no reason.", raw)


def match(learner, body: str, number: str, settings) -> Answer:
    """Ask whether a learner is known by name, birth day and number; "accepted" when they are."""
    if lack := pars_tree.lacks_in_learner(learner, number):
        return Answer(*lack)
    said = _ask("POST", "/learner-match", settings, pars_tree.match_request(learner, body, number, settings))
    if isinstance(said, Answer):
        # nobody was found
        return Answer("rejected", "no-match", said.reason, said.raw) if said.kind == "unknown" else said
    tree, raw = said
    found = tree.get("LearnerMatch") if isinstance(tree, dict) else None
    if not isinstance(found, dict) or found.get("Matched") not in (True, False, "true", "false"):
        return Answer("unclear", "unreadable", "The answer tells nothing about a match.", raw)
    if found["Matched"] in (True, "true"):
        return Answer("accepted", raw=raw)
    words = replies.reason(found)
    return Answer("rejected", replies.code_of(words), words or "The learner was not found.", raw)


def _ask(method, path, settings, tree, record=None):
    """Ask PARS; gives an Answer, or what was read and the beginning of it as text."""
    form = pars_xml if settings.pars_format == "xml" else pars_json
    number = pars_tree.provider_number(record, settings) if record else settings.pars_provider_number
    headers = {
        "ProviderId": number or ("" if settings.pars_url else pars_tree.SANDBOX_PROVIDER),
        "User": settings.pars_user or ("" if settings.pars_url else "sandbox"),
        "Password": settings.pars_password or ("" if settings.pars_url else "sandbox"),
        "Accept": form.CONTENT_TYPE.split(";")[0],
    }
    body = None
    if tree is not None:
        headers["Content-Type"], body = form.CONTENT_TYPE, form.write(tree)
    reply = replies.ask(method, base(settings), path, settings, body=body, headers=headers)
    said = replies.read(reply, form.read)
    return said if isinstance(said, Answer) else (said, replies.text(reply.body))
