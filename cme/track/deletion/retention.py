"""What becomes of each table when an account is deleted. A test names the tables that nobody decided about.

Rows that hang on the person with ON DELETE CASCADE go at once. The others are the books: they stay, without
their personal words, and are named here with the columns that hold such words.
"""

from __future__ import annotations

from peewee import ForeignKeyField

BLANK_HOLDER = {"name": "", "latin_name": "", "credentials": ""}


def _nothing(value):
    return type(value)() if value is not None else None


def _none(value):
    return None


def _holder(value):
    """Leave of a holder what names nobody: the clinical role and the country."""
    return value | {field: "" for field in BLANK_HOLDER if field in value}


def _printed(value):
    """Leave of a certificate's words everything but its holder."""
    return value | {"holder": dict.fromkeys(value.get("holder", {}), "")}


def _signed(value):
    """Leave of a signed transcript that it was made, when and by whom: who shows it can still be told so."""
    kept = (
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
    return {name: value[name] for name in kept if name in value} | {
        "holder": {"name": "", "latin": "", "credentials": ""},
        "range": "",
        "public_totals": [],
        "vouches": "",
        "erased": True,
    }


# The free words of the books, gone when the account is deleted.
AT_ONCE = {
    "paper": {"words": _signed},
    "paper_file": {"body": _nothing},
    "search": {"term": _nothing, "term_key": _nothing},
    "feedback": {"words": _nothing},
}
# What the accreditor may ask for, gone six years after the activity.
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
# Tables that stay and hold no personal words: ids, days, amounts, choices from a list.
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
# Working state without CASCADE, and free text in tables of its own: the rows go at once.
ROWS_GO = {"answer", "visit", "rendering", "course_remark", "quiz", "place", "question_import"}


def goes(model, way: list[ForeignKeyField]) -> bool:
    """Whether a person's rows of a table go at once."""
    if model._meta.table_name in AT_ONCE:
        return False
    cascades = bool(way) and all(key.on_delete and key.on_delete.upper() == "CASCADE" for key in way)
    return cascades or model._meta.table_name in ROWS_GO


def undecided(ways: dict) -> list[str]:
    """Name the tables with a way to Person of which nobody said what becomes of them."""
    stays = {**AT_ONCE, **IN_THE_END, **NOTHING_PERSONAL}
    return sorted(m._meta.table_name for m, way in ways.items() if not goes(m, way) and m._meta.table_name not in stays)
