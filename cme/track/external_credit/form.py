"""The form of one external credit: reads what was typed into values, with errors by field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from cme.base import text
from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Refused, by_field
from cme.base.domain.topics import TOPICS
from cme.track.external_credit import documents, kinds, rules
from cme.track.external_credit.records import CreditVersion

LIMITS = {"title": 300, "provider": 200, "type_words": 80, "number": 80}


def read(form: MultiDict[str, str], today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of a form as `records.add` takes them, and errors by field."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field, limit in LIMITS.items():
        try:
            values[field] = text.line(form.get(field), limit)
        except text.TooLong as error:
            values[field], errors[field] = "x", str(error)
    day, amount = form.get("completed_on", ""), form.get("amount", "")
    values["credit_type"], values["format"] = form.get("credit_type", ""), form.get("format", "")
    known = values["credit_type"] in kinds.types(), values["format"] in kinds.FORMAT_NAMES
    errors = by_field(rules.credit_refusals(values["title"], values["provider"], day, amount, *known, today)) | errors
    if values["credit_type"] == kinds.OTHER and not values["type_words"]:
        errors["type_words"] = "Say which type of credit it is."
    if values["credit_type"] not in kinds.WITH_WORDS:
        values["type_words"] = ""
    values["completed_on"] = rules.read_completion_day(day, today)[0]
    values["amount"] = rules.read_amount(amount)[0]
    values["topics"] = [code for code in form.getlist("topics") if code in TOPICS]
    return values, errors


def files(uploads: Iterable[FileStorage]) -> tuple[list[documents.File], list[str]]:
    """Return the files of a form that can be saved, and a sentence for each that cannot."""
    accepted, errors = [], []
    for each in uploads:
        if not each.filename:
            continue
        body = each.read(documents.MAX_BYTES + 1)
        try:
            accepted.append(documents.read(each.filename, body))
        except Refused as error:
            errors.append(str(error))
    return accepted, errors


def of(version: CreditVersion) -> dict[str, Any]:
    """Return the form's fields, filled from a version of a credit."""
    fields = (*LIMITS, "credit_type", "format", "topics")
    return {field: getattr(version, field) for field in fields} | {
        "completed_on": version.completed_on.isoformat(),
        "amount": str(Credit(version.amount)),
    }
