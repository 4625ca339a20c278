"""Questions with one best answer from files that others wrote: GIFT, Aiken, CSV, QTI; the format is told by content."""

from __future__ import annotations

from cme.offer.importers.questions import aiken, gift, qti, table, zipped
from cme.offer.importers.questions.item import Answer, Fault, Item, Words, decode

LARGEST = 50_000_000  # bytes of a file
SAID = {"gift": "GIFT", "aiken": "Aiken", "csv": "CSV", "qti": "QTI", "zip": "ZIP"}

__all__ = ["LARGEST", "SAID", "Answer", "Fault", "Item", "Words", "format_of", "read"]


def read(data: bytes) -> tuple[list[Item], list[Fault]]:
    """Read a file of questions, whatever its format: the good items, and a fault for each thing that is refused."""
    if len(data) > LARGEST:
        return [], [Fault("the file", f"it is larger than {LARGEST // 1_000_000} MB")]
    kind = format_of(data)
    if kind == "zip":
        return zipped.read(data, read)
    if kind == "qti":
        return qti.read(data)
    try:
        text = decode(data)
    except ValueError as fault:
        return [], [Fault(*fault.args)]
    if kind == "csv":
        return table.read(text)
    if kind == "aiken":
        return aiken.read(text)
    if kind == "gift":
        return gift.read(text)
    return [], [Fault("the file", "this is none of GIFT, Aiken, CSV and QTI")]


def format_of(data: bytes) -> str:
    """Tell a file's format by what stands in it: gift, aiken, csv, qti or zip; "" for anything else."""
    if data.startswith(b"PK"):
        return "zip"
    try:
        text = decode(data)
    except ValueError:
        return "qti" if data.lstrip().startswith(b"<?xml") else "gift"  # whose reading names the line
    head = text.lstrip()
    if head.startswith(("<?xml", "<!DOCTYPE", "<!--")) or qti.looks_so(head):
        return "qti"
    if head.startswith("<") and not gift.looks_so(text):
        return "qti"
    if table.looks_so(text):
        return "csv"
    if aiken.looks_so(text):
        return "aiken"
    return "gift" if gift.looks_so(text) else ""
