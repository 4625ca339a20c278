"""All records of a person in one ZIP: as JSON and CSV, with every file, and a page that opens offline (T6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO

from flask import render_template

from cme.base import audit_log, clock
from cme.base.domain.credit import Credit
from cme.base.domain.credit_types import CREDIT_TYPES
from cme.claim import records as claims
from cme.people.records import Person
from cme.track import transcript
from cme.track.archive import files, log_entries, sheet, tables
from cme.track.archive.bundle import Bundle
from cme.track.archive.records import Pack

FORMAT = 1  # of the archive: raised when a program that reads it would have to change
LOG = ["number", "at", "actor", "what", "subject", "details", "text"]
LETTERS = ["subject", "written", "sent"]


def request_pdfs(pack: Pack, by: str) -> tuple[int, int]:
    """Request the missing PDFs of active claims; return how many are pending, and of how many."""
    return files.request_pdfs(claims.claimed(pack.person), by)


def steps(pack: Pack) -> int:
    """Return how many steps writing takes."""
    return len(tables.exported()) + files.count(pack.person) + 2


def write(out: BinaryIO, pack: Pack, step_done: Callable[[], None]) -> None:
    """Write the archive into an open file; `step_done` is called after each step."""
    with Bundle(out) as bundle:
        _write(bundle, pack.person, step_done)


def _write(bundle, person, step_done) -> None:
    pdfs = files.write_certificates(bundle, person, step_done)
    external_documents = files.write_external_documents(bundle, person, step_done)
    transcripts = files.write_transcripts(bundle, person, step_done)
    written_tables = [_write_table(bundle, person, model, keys, step_done) for model, keys in tables.exported().items()]
    audit_log.append()
    written_tables += [
        _write_rows(
            bundle,
            "log",
            "The log of changes to your credits, certificates and reports.",
            LOG,
            lambda: log_entries.log_rows(person),
        ),
        _write_rows(
            bundle, "letters", "The mails that were written to you.", LETTERS, lambda: log_entries.letters(person)
        ),
    ]
    step_done()
    written = {"pdfs": pdfs, "external_documents": external_documents, "transcripts": transcripts}
    page = render_template("track/archive/index.html", **_page(person, written_tables) | written)
    bundle.add("index.html", page.encode())
    sums = "".join(f"{digest}  {name}\n" for name, digest in bundle.sums.items())
    bundle.add("SHA256SUMS", sums.encode())
    step_done()


def _write_table(bundle, person, model, keys, step_done) -> dict:
    names = [field.column_name for field in tables.columns(model)]
    written = _write_rows(
        bundle, model._meta.table_name, _plain(model.__doc__), names, lambda: tables.rows(model, keys, person)
    )
    step_done()
    return written


def _write_rows(bundle, table, about, names, rows) -> dict:
    """Write a table as JSON and as CSV; `rows` is called for each, so that the rows need not be in memory."""
    counted = _Counted(rows())
    json = bundle.add(f"records/{table}.json", sheet.json_lines(counted))
    csv = bundle.add(f"records/{table}.csv", sheet.csv_lines(names, rows()))
    return {"name": table.replace("_", " "), "about": about, "count": counted.count, "json": json, "csv": csv}


class _Counted:
    """Counts the rows that are iterated over."""

    def __init__(self, rows):
        self.rows, self.count = rows, 0

    def __iter__(self):
        for row in self.rows:
            self.count += 1
            yield row


def _plain(doc: str | None) -> str:
    """Return the first paragraph of a model's docstring, without the numbers of our rules."""
    first = " ".join((doc or "").strip().split("\n\n")[0].split())
    return re.sub(r"\s*\((?:[A-Z]\d+(?:, )?)+\)| \(Words\)|`", "", first).strip()


def _page(person: Person, written_tables: list[dict]) -> dict:
    items = transcript.items(person)
    totals: dict[str, int] = {}
    for item in items:
        totals[item.credit_type] = totals.get(item.credit_type, 0) + item.hundredths
    return {
        "holder": person.shown_name,
        "email": person.email,
        "exported_on": clock.today(person.zone),
        "format": FORMAT,
        "items": [(item, item.credit_name, str(Credit(item.hundredths))) for item in items],
        "totals": [(_type(code), str(Credit(sum_))) for code, sum_ in totals.items()],
        "tables": written_tables,
        "left_out": tables.LEFT_OUT,
    }


def _type(code: str) -> str:
    return CREDIT_TYPES[code].name if code in CREDIT_TYPES else code
