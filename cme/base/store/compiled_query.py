"""Queries whose SQL is kept: on a page of many, Peewee takes longer to write a query than the database to run it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import wraps

from cme.base.store.db import db

_SHAPES = 300  # of one query: lists of so many lengths, on either database


def kept(build):
    """Decorate a function that makes a SELECT of numbers, texts, days, moments and lists of them.

    It then gives the rows (what the query makes of them: models, tuples, dicts). Everything that is said
    goes into the query as a value, and the function is asked once for each shape of it: it must not decide
    by what the values are, None and the length of a list aside.
    """
    made: dict[tuple, tuple] = {}

    @wraps(build)
    def ask(*said):
        shape = (type(db.obj), *(_shape(each) for each in said))
        if shape not in made:
            if len(made) >= _SHAPES:
                made.clear()
            made[shape] = _write(build, said)
        query, sql, places = made[shape]
        values = [_plain(value) for each in said for value in (each if isinstance(each, list) else [each])]
        cursor = db.execute_sql(sql, [values[place] if place is not None else value for place, value in places])
        return list(query._get_cursor_wrapper(cursor))

    ask.cache_clear = made.clear  # as functools.cache has it
    return ask


def _shape(said):
    """What decides about the SQL of a value: its type; of a list its length and where it says None."""
    if not isinstance(said, list):
        return type(said)
    return len(said), *(n for n, value in enumerate(said) if value is None)


def _write(build, said) -> tuple:
    """Have the query written once, with marks in place of the values; gives where each value goes."""
    marks, asked = [], []
    for each in said:
        if isinstance(each, list):
            asked.append([_mark(value, len(marks) + n) for n, value in enumerate(each)])
            marks += asked[-1]
        else:
            asked.append(_mark(each, len(marks)))
            marks.append(asked[-1])
    place_of = {(type(_plain(mark)), _plain(mark)): n for n, mark in enumerate(marks) if mark is not None}
    query = build(*asked)
    sql, values = db.get_sql_context().sql(query).query()
    places = [(place_of.get((type(value), value)), value) for value in values]
    missing = set(place_of.values()) - {place for place, _ in places}
    if missing:
        raise ValueError(f"{build.__name__}: what is said {sorted(missing)} does not go into the query as it is")
    return query, sql, places


def _mark(value, n: int):
    """Make a value of the same kind that nobody says."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return datetime(9000, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
    if isinstance(value, date):
        return date(9000, 1, 1) + timedelta(days=n)
    if isinstance(value, str):
        return f"\ue000 kept {n}"
    if isinstance(value, int) and not isinstance(value, bool):
        return 2**60 + n
    raise TypeError(f"{value!r} cannot be kept out of a query")


def _plain(value):
    """A value as it is handed to the database: moments are kept in UTC without a zone."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
