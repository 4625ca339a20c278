"""SQL of the search on either database: placeholders, rows, inserts of many rows, lists of values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import Database, PostgresqlDatabase

CHUNK = 400  # rows in one statement


def placeholders(database: Database, count: int) -> str:
    """Return so many placeholders, separated by commas."""
    return ", ".join([database.param] * count)


def with_placeholders(database: Database, text: str) -> str:
    """Return a statement written with ? with the database's own placeholders."""
    return text.replace("?", database.param)


def rows(database: Database, text: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a query written with ? (no transaction, so that reading never takes a lock)."""
    return database.execute_sql(with_placeholders(database, text), tuple(values)).fetchall()


def insert(database: Database, head: str, records: list[tuple[Any, ...]], tail: str = "") -> None:
    """Insert the records in a few statements: `head` VALUES (...), ... `tail`."""
    if isinstance(database, PostgresqlDatabase):
        # One array for each column: thousands of single parameters cost PostgreSQL ten times as much.
        columns = [list(column) for column in zip(*records, strict=True)]
        kinds = ["%s::int[]" if isinstance(column[0], int) else "%s::text[]" for column in columns]
        if columns:
            database.execute_sql(f"{head} SELECT * FROM unnest({', '.join(kinds)}) {tail}", tuple(columns))
        return
    for start in range(0, len(records), CHUNK):
        part = records[start : start + CHUNK]
        one = f"({placeholders(database, len(part[0]))})"
        text = f"{head} VALUES {', '.join([one] * len(part))} {tail}"
        database.execute_sql(text, tuple(value for record in part for value in record))


def among(database: Database, column: str, values: list[Any]) -> tuple[str, list[Any]]:
    """Return the condition that a column is one of the values, and its parameters."""
    if isinstance(database, PostgresqlDatabase):
        return f"{column} = ANY(?)", [values]
    return f"{column} IN ({placeholders(database, len(values))})", values
