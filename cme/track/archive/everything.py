"""Everything of a person's in one ZIP: records as JSON and CSV, every file, and a page that opens offline (T6)."""

from __future__ import annotations

import re

from flask import render_template

from cme.base import clock, log
from cme.base.credit import Credit
from cme.base.credits import CREDIT_TYPES
from cme.certify import records as certify
from cme.certify.records import Certificate, Contained, Document
from cme.claim import records as claims
from cme.claim.records import Claim
from cme.track import transcript
from cme.track.archive import sheet, tables, traces
from cme.track.archive.bundle import Bundle

FORMAT = 1  # of the archive: grows when a reader would have to be told
LOG = ["number", "at", "actor", "what", "subject", "details", "text"]
LETTERS = ["subject", "written", "sent"]


def awaited(pack) -> tuple[int, int]:
    """Ask for the PDFs of standing claims that have none yet; tells how many still come, and of how many."""
    coming, standing = 0, claims.claimed(pack.person)
    for claim in standing:
        certificates = certify.of(claim)
        if certify.document(claim, certificates) is None:
            coming += certify.gave_up(certify.ask_for(claim, certificates)) is None
    return coming, len(standing)


def steps(pack) -> int:
    """Tell how many steps writing takes."""
    return len(tables.exported()) + _documents(pack.person).count() + 2


def write(out, pack, tell) -> None:
    """Write the archive into an open file; `tell` is called after each step."""
    person, bundle = pack.person, Bundle(out)
    papers = _write_papers(bundle, person, tell)
    kept = [_write_table(bundle, person, model, way, tell) for model, way in tables.exported().items()]
    log.append()
    kept += [
        _write_rows(bundle, "log", "The log of changes to your credits, certificates and reports.", LOG,
                    lambda: traces.log_rows(person)),
        _write_rows(bundle, "letters", "The mails that were written to you.", LETTERS, lambda: traces.letters(person)),
    ]
    tell()
    page = render_template("track/archive/index.html", **_page(person, papers, kept))
    bundle.add("index.html", page.encode())
    sums = "".join(f"{digest}  {name}\n" for name, digest in bundle.sums.items())
    bundle.add("SHA256SUMS", sums.encode())
    bundle.close()
    tell()


def _documents(person):
    return Document.select(Document.id).join(Claim).where(Claim.person == person.id).order_by(Document.id)


def _write_papers(bundle, person, tell) -> list[dict]:
    """Write every PDF that was served, one in memory at a time; lists them with their certificates."""
    found = []
    for row in list(_documents(person)):
        document = Document.get_by_id(row.id)
        held = list(Certificate.select().join(Contained).where(Contained.document == document).order_by(Certificate.position))
        more = f"-and-{len(held) - 1}" if len(held) > 1 else ""
        name = f"certificates/{document.claim.claimed_on}-{held[0].number if held else document.id}{more}.pdf"
        found.append({"file": bundle.add(name, bytes(document.body)), "certificates": [_described(c) for c in held]})
        tell()
    return found


def _described(certificate) -> dict:
    return {
        "number": certificate.number, "title": certificate.title, "total": str(Credit(certificate.total)),
        "issued": certificate.words.get("issued", ""), "standing": certify.standing(certificate).replace("-", " "),
        "verify": certificate.words.get("verify_url", ""),
    }  # fmt: skip


def _write_table(bundle, person, model, way, tell) -> dict:
    names = [field.column_name for field in tables.columns(model)]
    said = _write_rows(bundle, model._meta.table_name, _plain(model.__doc__), names,
                       lambda: tables.rows(model, way, person))  # fmt: skip
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
    return re.sub(r"\s*\((?:[A-Z]\d+(?:, )?)+\)", "", first).strip()


def _page(person, papers, kept) -> dict:
    items = transcript.items(person)
    totals: dict[str, int] = {}
    for item in items:
        totals[item.credit_type] = totals.get(item.credit_type, 0) + item.hundredths
    return {
        "holder": person.shown_name, "email": person.email, "made": clock.today(person.zone), "format": FORMAT,
        "items": [(item, _type(item.credit_type), str(Credit(item.hundredths))) for item in items],
        "totals": [(_type(code), str(Credit(sum_))) for code, sum_ in totals.items()],
        "papers": papers, "tables": kept, "left_out": tables.LEFT_OUT,
    }  # fmt: skip


def _type(code: str) -> str:
    return CREDIT_TYPES[code].name if code in CREDIT_TYPES else code
