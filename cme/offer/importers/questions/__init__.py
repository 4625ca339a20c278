"""Questions with one best answer from files: GIFT, Aiken, CSV, QTI; the format is recognized by its content."""

from __future__ import annotations

from cme.offer.importers.questions import aiken, gift, qti, table, zipped
from cme.offer.importers.questions.item import Answer, Item, Problem, Words, decode

MAX_BYTES = 50_000_000

__all__ = ["MAX_BYTES", "Answer", "Item", "Problem", "Words", "format_of", "read"]


def read(data: bytes) -> tuple[list[Item], list[Problem]]:
    """Return the valid items of a file of questions, whatever its format, and a problem for each that is refused."""
    if len(data) > MAX_BYTES:
        return [], [Problem("the file", f"it is larger than {MAX_BYTES // 1_000_000} MB")]
    kind = format_of(data)
    if kind == "zip":
        return zipped.read(data, read)
    if kind == "qti":
        return qti.read(data)
    try:
        text = decode(data)
    except ValueError as error:
        return [], [Problem(*error.args)]
    if kind == "csv":
        return table.read(text)
    if kind == "aiken":
        return aiken.read(text)
    if kind == "gift":
        return gift.read(text)
    return [], [Problem("the file", "this is none of GIFT, Aiken, CSV and QTI")]


def format_of(data: bytes) -> str:
    """Return a file's format, recognized by its content: gift, aiken, csv, qti or zip; "" for anything else."""
    if data.startswith(b"PK"):
        return "zip"
    try:
        text = decode(data)
    except ValueError:
        return "qti" if data.lstrip().startswith(b"<?xml") else "gift"  # whose reader names the line
    head = text.lstrip()
    if head.startswith(("<?xml", "<!DOCTYPE", "<!--")) or qti.matches(head):
        return "qti"
    if head.startswith("<") and not gift.matches(text):
        return "qti"
    if table.matches(text):
        return "csv"
    if aiken.matches(text):
        return "aiken"
    return "gift" if gift.matches(text) else ""
