"""Queries whose SQL is written once: on a long page Peewee takes longer to write a query than the database to run it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any

from cme.base.store.db import db

_SHAPES = 300  # of one query: lists of so many lengths, on either database


def compiled_query(build: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Decorate a function that makes a SELECT of numbers, texts, days, moments and lists of them.

    It then gives the rows (what the query makes of them: models, tuples, dicts). Every argument goes into the
    query as a value, and the function is called once for each shape of its arguments: it must not decide by
    the values, None and the length of a list aside.
    """
    compiled: dict[tuple, tuple] = {}

    @wraps(build)
    def run(*arguments):
        shape = (type(db.obj), *(_shape(each) for each in arguments))
        if shape not in compiled:
            if len(compiled) >= _SHAPES:
                compiled.clear()
            compiled[shape] = _compile(build, arguments)
        query, sql, parameters = compiled[shape]
        values = [_plain(value) for each in arguments for value in (each if isinstance(each, list) else [each])]
        cursor = db.execute_sql(sql, [values[index] if index is not None else value for index, value in parameters])
        return list(query._get_cursor_wrapper(cursor))

    run.cache_clear = compiled.clear  # type: ignore[attr-defined] # as functools.cache has it
    return run


def _shape(argument):
    """What decides about the SQL of an argument: its type; of a list its length and where it has None."""
    if not isinstance(argument, list):
        return type(argument)
    return len(argument), *(n for n, value in enumerate(argument) if value is None)


def _compile(build, arguments) -> tuple:
    """Write the query once, with marks in place of the values; gives the index of the value of each parameter."""
    marks: list[Any] = []
    marked_arguments: list[Any] = []
    for each in arguments:
        if isinstance(each, list):
            marked_arguments.append([_mark(value, len(marks) + n) for n, value in enumerate(each)])
            marks += marked_arguments[-1]
        else:
            marked_arguments.append(_mark(each, len(marks)))
            marks.append(marked_arguments[-1])
    index_of = {(type(_plain(mark)), _plain(mark)): n for n, mark in enumerate(marks) if mark is not None}
    query = build(*marked_arguments)
    sql, values = db.get_sql_context().sql(query).query()
    parameters = [(index_of.get((type(value), value)), value) for value in values]
    missing = set(index_of.values()) - {index for index, _ in parameters}
    if missing:
        raise ValueError(f"{build.__name__}: the arguments {sorted(missing)} do not go into the query as they are")
    return query, sql, parameters


def _mark(value, n: int):
    """Make a value of the same kind that nobody uses."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return datetime(9000, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
    if isinstance(value, date):
        return date(9000, 1, 1) + timedelta(days=n)
    if isinstance(value, str):
        return f"\ue000 mark {n}"
    if isinstance(value, int) and not isinstance(value, bool):
        return 2**60 + n
    raise TypeError(f"{value!r} cannot be an argument of a compiled query")


def _plain(value):
    """Write a value as it is handed to the database: moments in UTC without a zone."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
