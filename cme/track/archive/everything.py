"""Everything of a person's in one ZIP: records as JSON and CSV, every file, and a page that opens offline (T6)."""

from __future__ import annotations

import re

from flask import render_template

from cme.base import audit_log, clock
from cme.base.domain.credit import Credit
from cme.base.domain.credit_types import CREDIT_TYPES
from cme.claim import records as claims
from cme.track import transcript
from cme.track.archive import files, log_entries, sheet, tables
from cme.track.archive.bundle import Bundle

FORMAT = 1  # of the archive: grows when a reader would have to be told
LOG = ["number", "at", "actor", "what", "subject", "details", "text"]
LETTERS = ["subject", "written", "sent"]


def awaited(pack, by: str) -> tuple[int, int]:
    """Ask for the PDFs of standing claims that have none yet; tells how many still come, and of how many."""
    return files.awaited(claims.claimed(pack.person), by)


def steps(pack) -> int:
    """Tell how many steps writing takes."""
    return len(tables.exported()) + files.count(pack.person) + 2


def write(out, pack, tell) -> None:
    """Write the archive into an open file; `tell` is called after each step."""
    with Bundle(out) as bundle:
        _write(bundle, pack.person, tell)


def _write(bundle, person, tell) -> None:
    certificates, outside = files.write_certificates(bundle, person, tell), files.write_outside(bundle, person, tell)
    transcripts = files.write_transcripts(bundle, person, tell)
    kept = [_write_table(bundle, person, model, way, tell) for model, way in tables.exported().items()]
    audit_log.append()
    kept += [
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
    tell()
    written = {"papers": certificates, "outside": outside, "transcripts": transcripts}
    page = render_template("track/archive/index.html", **_page(person, kept) | written)
    bundle.add("index.html", page.encode())
    sums = "".join(f"{digest}  {name}\n" for name, digest in bundle.sums.items())
    bundle.add("SHA256SUMS", sums.encode())
    tell()


def _write_table(bundle, person, model, way, tell) -> dict:
    names = [field.column_name for field in tables.columns(model)]
    said = _write_rows(
        bundle, model._meta.table_name, _plain(model.__doc__), names, lambda: tables.rows(model, way, person)
    )
    tell()
    return said


def _write_rows(bundle, table, about, names, rows) -> dict:
    """Write a table twice; `rows` gives them anew each time, so that they need not be held."""
    counted = _Counted(rows())
    json = bundle.add(f"records/{table}.json", sheet.json_lines(counted))
    csv = bundle.add(f"records/{table}.csv", sheet.csv_lines(names, rows()))
    return {"name": table.replace("_", " "), "about": about, "count": counted.count, "json": json, "csv": csv}


class _Counted:
    """Counts what passes through."""

    def __init__(self, rows):
        self.rows, self.count = rows, 0

    def __iter__(self):
        for row in self.rows:
            self.count += 1
            yield row


def _plain(doc: str | None) -> str:
    """Say what a table is, in the first sentence that its model says of itself, without the numbers of our rules."""
    first = " ".join((doc or "").strip().split("\n\n")[0].split())
    return re.sub(r"\s*\((?:[A-Z]\d+(?:, )?)+\)| \(Words\)|`", "", first).strip()


def _page(person, kept) -> dict:
    items = transcript.items(person)
    totals: dict[str, int] = {}
    for item in items:
        totals[item.credit_type] = totals.get(item.credit_type, 0) + item.hundredths
    return {
        "holder": person.shown_name,
        "email": person.email,
        "made": clock.today(person.zone),
        "format": FORMAT,
        "items": [(item, item.credit_name, str(Credit(item.hundredths))) for item in items],
        "totals": [(_type(code), str(Credit(sum_))) for code, sum_ in totals.items()],
        "tables": kept,
        "left_out": tables.LEFT_OUT,
    }


def _type(code: str) -> str:
    return CREDIT_TYPES[code].name if code in CREDIT_TYPES else code
