"""Rows for a spreadsheet, as CSV and XLSX: whatever was typed stays text, and none of it runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TEXT = "@"  # Excel's number format for text


def neutral(value) -> str:
    """Write a value as text that no spreadsheet runs: what begins like a formula gets an apostrophe in front.

    Source: OWASP, CSV injection. Spaces in front do not keep a spreadsheet from running it.
    """
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS) else text


def stripped(value: str) -> str:
    """Write a value on one line without what a formula begins with, for uploads that would take an apostrophe as read."""
    return " ".join(value.split()).lstrip("=+-@ ")


def tab_separated(rows: Iterable[list[str]]) -> bytes:
    """Write tab-delimited text as a spreadsheet program saves it: UTF-8 with a mark, lines end in CR LF.

    The values are those of `stripped`: none holds a tab, and none begins like a formula.
    """
    return ("\r\n".join("\t".join(row) for row in rows) + "\r\n").encode("utf-8-sig")


def csv_file(columns: list[str], rows) -> bytes:
    """Write a CSV file: UTF-8 with a mark, since spreadsheets guess otherwise; lines end in CR LF (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([neutral(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_file(title: str, columns: list[str], rows) -> bytes:
    """Write a workbook of one sheet; every cell is text and no cell is a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"

    def cell(value):
        written = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", neutral(value)))
        written.data_type, written.number_format = "s", TEXT
        return written

    sheet.append([cell(name) for name in columns])
    for row in rows:
        sheet.append([cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
