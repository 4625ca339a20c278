"""What happens to each table when an account is deleted. A test names the tables that nobody decided about.

Rows that belong to the person with ON DELETE CASCADE are deleted at once. The others are credit records: they stay,
without their personal text, and are named here with the columns that hold such text.
"""

from __future__ import annotations

from peewee import ForeignKeyField

from cme.base.store.db import Row

BLANK_HOLDER = {"name": "", "latin_name": "", "credentials": ""}


def _nothing(value):
    return type(value)() if value is not None else None


def _none(value):
    return None


def _holder(value):
    """Return a holder with only what names nobody: the clinical role and the country."""
    return value | {field: "" for field in BLANK_HOLDER if field in value}


def _printed(value):
    """Return a certificate's words without its holder."""
    return value | {"holder": dict.fromkeys(value.get("holder", {}), "")}


def _signed(value):
    """Return a signed transcript's words without its holder and content, so that it can still be verified."""
    fields = (
        "heading",
        "sample",
        "sample_text",
        "provider",
        "issued",
        "number",
        "code",
        "verify_url",
        "log_head",
        "claims",
    )
    return {name: value[name] for name in fields if name in value} | {
        "holder": {"name": "", "latin": "", "credentials": ""},
        "range": "",
        "public_totals": [],
        "vouches": "",
        "erased": True,
    }


# Free text in records that stay, erased when the account is deleted.
AT_ONCE = {
    "paper": {"words": _signed},
    "paper_file": {"body": _nothing},
    "search": {"term": _nothing, "term_key": _nothing},
    "feedback": {"words": _nothing},
}
# What the accreditor may ask for, erased six years after the activity.
IN_THE_END = {
    "claim": {"holder": _holder},
    "recipient": {
        "number": _nothing,
        "npi": _nothing,
        "birth_month": _none,
        "birth_day": _none,
        "given": _nothing,
        "family": _nothing,
    },
    "certificate": {"words": _printed},
    "document": {"body": _nothing},
    "supersession": {"reason": _nothing},
    "withdrawal": {"reason": _nothing},
    "revision": {"learner": _nothing},
    "transmission": {"fields": _nothing},
    "reply": {"reason": _nothing, "raw": _nothing},
    "verdict": {"reason": _nothing},
    "errand": {"reason": _nothing},
}
# Tables that stay and hold no personal text: ids, days, amounts, choices from a list.
NOTHING_PERSONAL = {
    "person": "its address is replaced by one that leads nowhere, the hash of its password is dropped",
    "deletion": "when the account was deleted",
    "entry": "what was earned",
    "move": "the ledger",
    "line": "the lines of claims",
    "opening": "articles that were read for credit",
    "evaluation": "answers chosen from a list",
    "relevance": "which articles were relevant",
    "sent_back": "an entry that went back",
    "dismissal": "an entry that was not read",
    "restoration": "an entry that was brought back",
    "outcome": "how a claim's wait ended",
    "contained": "which certificate is in which file",
    "hold": "a claim's wait of ten minutes",
    "planned": "that a claim's reports were made",
    "report": "which body is told of which activity",
    "included": "which lines a report tells of",
    "stop": "that a report was stopped, and why, from a list",
    "attempt": "which answer was chosen to a question",
    "counted": "answers that count",
    "block": "six answers that count",
    "in_block": "which six",
    "question_import": "a file of questions that the CME office looked at, for a month",
    "post_test": "a post-test and how it went",
    "membership": "from when until when somebody was a member",
    "membership_notice": "which mails told of the end of a membership",
    "post_test_answer": "which answer was chosen",
    "passing": "a topic that was passed",
    "topic_earning": "what passing it earned",
    "course_evaluation": "answers chosen from a list",
}
# Working state without CASCADE, and free text in tables of its own: the rows are deleted at once.
ROWS_GO = {"answer", "visit", "rendering", "course_remark", "quiz", "place", "question_import"}


def goes(model: type[Row], keys: list[ForeignKeyField]) -> bool:
    """Return whether a person's rows of a table are deleted at once; `keys` lead from it to Person."""
    if model._meta.table_name in AT_ONCE:
        return False
    cascades = bool(keys) and all(key.on_delete and key.on_delete.upper() == "CASCADE" for key in keys)
    return cascades or model._meta.table_name in ROWS_GO


def undecided(key_paths: dict) -> list[str]:
    """Return the names of the tables that lead to Person and that this module does not decide about."""
    stays = {**AT_ONCE, **IN_THE_END, **NOTHING_PERSONAL}
    return sorted(
        m._meta.table_name for m, keys in key_paths.items() if not goes(m, keys) and m._meta.table_name not in stays
    )
