"""Uploaded tables: CSV, TSV or XLSX as rows of text, read with limits."""

from __future__ import annotations

import csv
import io
import zipfile
from itertools import islice

from cme.base import text
from cme.base.domain.refusal import Refused
from cme.track.external_credit import rules

MAX_ROWS, MAX_COLUMNS, MAX_CELL = 5000, 60, 500
MAX_UNPACKED = 100 * 1024 * 1024  # bytes of a workbook once it is unpacked
MAX_READ = 50_000  # rows in memory, empty ones too
SEPARATORS = ",;\t|"


def read(body: bytes) -> list[list[str]]:
    """Return a table as rows of cleaned text of equal length, recognized by its content; Refused with a sentence."""
    if not body.strip():
        raise Refused("The file is empty.")
    rows = _workbook(body) if body.startswith(b"PK\x03\x04") else _separated(body)
    rows = [[_cell(value) for value in row[:MAX_COLUMNS]] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise Refused("The table needs a row of headings and at least one credit.")
    if len(rows) > MAX_ROWS + 20:  # what may stand above the headings
        raise Refused(f"The table has {len(rows):,} rows; at most {MAX_ROWS:,} fit. Divide it by years.")
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def _cell(value: object) -> str:
    return text.line(rules.as_text(value)[: MAX_CELL * 4], MAX_CELL * 4)[:MAX_CELL]


def _workbook(body: bytes) -> list[list[object]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise Refused("The workbook is too large once it is unpacked.")
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise Refused("The workbook has no sheet that can be seen.")
        rows: list[list[object]] = []
        for row in sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_ROWS + 200, values_only=True):
            rows.append(list(row))
        book.close()
    except Refused:
        raise
    except Exception:  # a damaged workbook fails anywhere in the parsers
        raise Refused("This workbook cannot be read. Save it as XLSX or CSV and try again.") from None
    return rows


def _separated(body: bytes) -> list[list[str]]:
    content = _decoded(body)
    if "\0" in content or body[:5] == b"%PDF-" or body[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused("This is no table that we read. Save it as XLSX or CSV and try again.")
    head = "".join(islice(io.StringIO(content, newline=None), 30))
    separator = max(SEPARATORS, key=head.count)
    if not head.count(separator):
        raise Refused("There are no columns in this file. Save the table as XLSX or CSV and try again.")
    try:
        # strict would refuse what spreadsheets write; the limit holds back an unclosed quotation mark
        reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator)
        rows = list(islice(reader, MAX_READ))
        if any(any(row) for row in reader):  # rows behind millions of empty lines must not be lost in silence
            raise Refused(f"The table has more than {MAX_READ:,} rows; at most {MAX_ROWS:,} fit. Divide it by years.")
        return rows
    except csv.Error:
        raise Refused("The file cannot be read as a table: a quotation mark is not closed.") from None


def _decoded(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")  # what older spreadsheets write
