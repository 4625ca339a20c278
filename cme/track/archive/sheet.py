"""Rows as CSV and JSON, a piece at a time; a formula in a title stays text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from cme.base.sheet import neutral


def cell(value: Any) -> str:
    """Return a value for a spreadsheet; text that it would run as a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, (int, float)):
        return str(value)
    return neutral(value)


def csv_lines(names: list[str], rows: Iterable[dict]) -> Iterator[bytes]:
    """Yield the lines of a CSV file as bytes: UTF-8 with a byte order mark, which spreadsheets need."""
    yield b"\xef\xbb\xbf" + _line(names)
    for row in rows:
        yield _line([cell(row[name]) for name in names])


def _line(cells) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def json_lines(rows: Iterable[dict]) -> Iterator[bytes]:
    """Yield the lines of a JSON list as bytes, one row on each."""
    between = b"[\n"
    for row in rows:
        yield between + json.dumps(row, ensure_ascii=False, sort_keys=False, default=_plain).encode()
        between = b",\n"
    yield b"\n]\n" if between != b"[\n" else b"[]\n"


def _plain(value):
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an archive")
