"""Which rows of which tables are a person's: found by the foreign keys, so that no later table is forgotten.

A table whose foreign keys lead to Person goes into the archive of everything unless it is named here as left out,
with the reason. So does every column, except those that would let somebody else in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from peewee import Field, ForeignKeyField, ModelSelect

from cme.base.store import schema
from cme.base.store.db import Row, some_of
from cme.people.records import Person

LEFT_OUT = {
    "half_sign_in": "half of a sign-in, for ten minutes; it says nothing of the person",
    "challenge": "what a passkey is asked to sign, for a few minutes; it says nothing of the person",
    "pack": "the archives themselves, for a few days",
    "deletion": "it says only that an account was deleted",
    "rendering": "who makes a PDF at the moment; the PDF itself is in the archive",
    "elsewhere_upload": "files of a form that was sent back, for a day",
    "elsewhere_sheet": "a table that its owner looks at before it is imported, for a day",
    "question_import": "files of questions that the CME office looked at, for a month; the questions are the office's",
    "hold": "the ten minutes in which a claim can be undone; how they ended is in claim outcomes",
}
COLUMNS_LEFT_OUT = {
    ("person", "password_hash"): "a secret: it is of use only to somebody who tries to guess the password",
    ("sign_in", "id_hash"): "a secret of a session",
    ("totp", "secret"): "the secret of the authenticator app",
    ("totp", "last_step"): "the last code that was used",
    ("recovery_code", "hash"): "a secret: it is of use only to somebody who tries to guess the code",
    ("calendar_address", "hash"): "a secret: the fingerprint of the calendar's address",
    ("passkey", "public_key"): "bytes that only this site can use",
    ("passkey", "handle"): "bytes that only this site can use",
    ("passkey", "credential"): "bytes that only this site can use",
    ("visit", "nonce"): "a random number of a page of results",
    ("claim", "key"): "a random number of a form",
    ("claim", "asked"): "a fingerprint of a form",
    ("post_test", "key"): "a random number of a form",
    ("question_import", "body"): "a file of the CME office's with questions, until it is imported",
    ("elsewhere", "key"): "a random number of a form",
    ("elsewhere_document", "preview"): "the picture of the document once more, smaller",
}
# columns of bytes: each becomes a file of its own in the archive (files.py)
FILES = {("document", "body"), ("elsewhere_document", "body"), ("paper_file", "body")}


def key_paths() -> dict[type[Row], list[ForeignKeyField]]:
    """Return the foreign keys that lead from each table to Person: the shortest path, preferring a key named `person`."""
    models, waiting = schema.models(), deque[type[Row]]([Person])
    found: dict[type[Row], list[ForeignKeyField]] = {Person: []}
    while waiting:
        parent = waiting.popleft()
        for model in models:
            keys = [key for key in model._meta.refs if key.rel_model is parent]
            if model not in found and keys:
                found[model] = [min(keys, key=lambda key: key.name != "person"), *found[parent]]
                waiting.append(model)
    return found


def exported() -> dict[type[Row], list[ForeignKeyField]]:
    """Return the tables that go into the archive with their keys to Person, in the order of their names."""
    chosen = {model: keys for model, keys in key_paths().items() if model._meta.table_name not in LEFT_OUT}
    return dict(sorted(chosen.items(), key=lambda pair: pair[0]._meta.table_name))


def of(model: type[Row], keys: list[ForeignKeyField], person: Person) -> ModelSelect[Row]:
    """Return a query for a person's rows of a table; `keys` lead from it to Person."""
    if not keys:
        return model.select().where(model._meta.primary_key == person.id)
    return below(model, keys[:-1], keys[-1] == person.id)


def below(model: type[Row], keys: list[ForeignKeyField], condition: Any) -> ModelSelect[Row]:
    """Return a query for the rows of a table whose keys lead to rows of another table that meet a condition."""
    for key in reversed(keys):
        condition = key.in_(key.rel_model.select(key.rel_model._meta.primary_key).where(condition))
    return model.select().where(condition)


def rows(model: type[Row], keys: list[ForeignKeyField], person: Person, at_once: int = 200) -> Iterator[dict]:
    """Yield a person's rows of a table as values by column, read `at_once` at a time, without bytes and secrets."""
    exported_columns = columns(model)
    key: Any = model._meta.primary_key
    ids = [row[0] for row in of(model, keys, person).select(key).order_by(key).tuples()]
    for piece in some_of(ids):
        for start in range(0, len(piece), at_once):
            some = piece[start : start + at_once]
            query = model.select(*exported_columns).where(key.in_(some)).order_by(key)
            yield from (
                {field.column_name: value for field, value in zip(exported_columns, row, strict=True)}
                for row in query.tuples()
            )


def columns(model: type[Row]) -> list[Field]:
    """Return the columns of a table that go into the archive as values."""
    table = model._meta.table_name
    return [
        field
        for field in model._meta.sorted_fields
        if (table, field.column_name) not in COLUMNS_LEFT_OUT and not is_bytes(field)
    ]


def is_bytes(field: Field) -> bool:
    """Return whether a column holds bytes."""
    return field.field_type in ("BLOB", "BYTEA")
