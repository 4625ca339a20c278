"""The form of one credit from elsewhere: from what was typed to what is kept, with what is wrong by field."""

from __future__ import annotations

from cme.base import text
from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Refused, by_field
from cme.base.domain.topics import TOPICS
from cme.track.external_credit import documents, kinds, rules

LIMITS = {"title": 300, "provider": 200, "type_words": 80, "number": 80}


def read(form, today) -> tuple[dict, dict[str, str]]:
    """Read the fields of a form; gives what `records.add` keeps, and what is wrong by field."""
    said, errors = {}, {}
    for field, limit in LIMITS.items():
        try:
            said[field] = text.line(form.get(field), limit)
        except text.TooLong as fault:
            said[field], errors[field] = "x", str(fault)
    day, amount = form.get("completed_on", ""), form.get("amount", "")
    said["credit_type"], said["format"] = form.get("credit_type", ""), form.get("format", "")
    known = said["credit_type"] in kinds.types(), said["format"] in kinds.FORMAT_NAMES
    errors = by_field(rules.credit_refusals(said["title"], said["provider"], day, amount, *known, today)) | errors
    if said["credit_type"] == kinds.OTHER and not said["type_words"]:
        errors["type_words"] = "Say which type of credit it is."
    if said["credit_type"] not in kinds.NAMED:
        said["type_words"] = ""
    said["completed_on"] = rules.day_fault(day, today)[0]
    said["amount"] = rules.amount_fault(amount)[0]
    said["topics"] = [code for code in form.getlist("topics") if code in TOPICS]
    return said, errors


def files(sent) -> tuple[list[documents.File], list[str]]:
    """Look at the files of a form; gives those that can be kept, and a sentence for each that cannot."""
    kept, faults = [], []
    for each in sent:
        if not each.filename:
            continue
        body = each.read(documents.LARGEST + 1)
        try:
            kept.append(documents.read(each.filename, body))
        except Refused as fault:
            faults.append(str(fault))
    return kept, faults


def of(telling) -> dict:
    """Fill the form with what was told."""
    fields = (*LIMITS, "credit_type", "format", "topics")
    return {field: getattr(telling, field) for field in fields} | {
        "completed_on": telling.completed_on.isoformat(),
        "amount": str(Credit(telling.amount)),
    }
