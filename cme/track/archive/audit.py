"""The pack for an audit of one body and cycle (T5): what counts, the proof of each credit, and how to check it.

The same credits give the same bytes: nothing in it says when it was made, and the signed transcript is the one
that was signed when these credits were first printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from flask import render_template

from cme.base import audit_log, clock, provider
from cme.base.sheet import csv_file
from cme.certify import records as certify
from cme.certify import renderings, signed_documents
from cme.claim.records import Claim
from cme.people.records import Person
from cme.track import signed_transcript, transcript
from cme.track.archive import files
from cme.track.archive.bundle import Bundle
from cme.track.archive.records import Pack
from cme.track.external_credit import documents as external_documents
from cme.track.requirements import progress
from cme.track.requirements import records as requirements
from cme.track.transcript_filter import Choice

COLUMNS = [
    "Completed",
    "Title",
    "Activity",
    "Format",
    "Provider",
    "Credit type",
    "Credits",
    "Counts towards",
    "Given by",
    "Certificates",
    "Verify at",
    "Files",
    "SHA-256",
]


@dataclass(frozen=True)
class Case:
    """What an audit covers: a body, the terms of its cycle, how far one is, and the credits that count."""

    requirement: requirements.Requirement
    terms: requirements.Terms
    status: progress.RequirementStatus
    items: list
    towards: dict[str, list[str]]  # by the key of a credit: the parts of the requirement that it counts towards


def case_of(person: Person, cycle: requirements.Cycle) -> Case:
    """Return the case of a cycle; where the body sets no numbers, with every credit of its days."""
    tracked = requirements.of(person, with_retired=True)
    row = next(each for each in tracked if each.requirement.id == cycle.requirement_id)
    terms = requirements.latest(cycle)
    items = transcript.items(person)
    status = progress.status_of(row, terms, progress.credit_items(items), clock.today(person.zone))
    towards: dict[str, list[str]] = {}
    parts = status.progress.parts if status.progress else ()
    for part in parts:
        for key, _ in part.lines:
            towards.setdefault(key, []).append(part.name)
    if not parts:
        towards = {item.key: [] for item in items if terms.starts <= item.completed_on <= terms.ends}
    return Case(row.requirement, terms, status, [item for item in items if item.key in towards], towards)


def _case(pack: Pack) -> Case:
    return case_of(pack.person, requirements.Cycle.get_by_id(int(pack.about)))


def _claims(case: Case) -> list[Claim]:
    ids = sorted({item.claim_id for item in case.items if item.claim_id})
    return [Claim.get_by_id(each) for each in ids]


def _transcript(person: Person, case: Case):
    """Return the signed transcript of these credits, saved now where there is none yet; None without any credit."""
    if not case.items:
        return None
    first = min(case.terms.starts, *(item.completed_on for item in case.items))
    return signed_transcript.find_or_create(
        person, Choice(since=first, until=case.terms.ends), case.items, audit_log.by_person(person.id)
    )


def request_pdfs(pack: Pack, by: str) -> tuple[int, int]:
    """Request the PDFs that do not exist yet; return how many are pending, and of how many."""
    case = _case(pack)
    pending, total = files.request_pdfs(_claims(case), by)
    signed_document = _transcript(pack.person, case)
    if signed_document and signed_documents.file_of(signed_document) is None:
        pending += renderings.gave_up(renderings.ask_for_signed_document(signed_document)) is None
    return pending, total + bool(signed_document)


def steps(pack: Pack) -> int:
    """Return how many steps writing takes."""
    return len(_claims(_case(pack))) + 3


def write(out: BinaryIO, pack: Pack, step_done: Callable[[], None]) -> None:
    """Write the pack into an open file; `step_done` is called after each step."""
    case = _case(pack)
    with Bundle(out) as bundle:
        signed_document = _transcript(pack.person, case)
        signed = signed_documents.file_of(signed_document) if signed_document else None
        file = bundle.add("transcript.pdf", bytes(signed.body)) if signed else None
        step_done()
        proofs = _write_certificates(bundle, case, step_done)
        proofs |= _write_documents(bundle, case)
        step_done()
        rows = [_row(bundle, case, item, proofs) for item in case.items]
        bundle.add("index.csv", csv_file(COLUMNS, [_cells(row) for row in rows]))
        page = render_template(
            "track/archive/audit_index.html", **_page(pack.person, case, rows, file, signed_document)
        )
        bundle.add("index.html", page.encode())
        sums = "".join(f"{digest}  {name}\n" for name, digest in bundle.sums.items())
        bundle.add("SHA256SUMS", sums.encode())
        step_done()


def _write_certificates(bundle, case, step_done) -> dict:
    """Write the PDF of each claim, one in memory at a time; return files and their certificates by claim."""
    found = {}
    for claim in _claims(case):
        document = certify.document(claim, certify.issued(claim))
        if document:
            written = files.write_certificate(bundle, document)
            found["claim", claim.id] = [(written["file"], written["certificates"])]
        step_done()
    return found


def _write_documents(bundle, case) -> dict:
    """Write the documents of external credits; return their files by credit."""
    found: dict = {}
    ids = sorted({item.external_credit_id for item in case.items if item.external_credit_id})
    for rows in external_documents.by_credit(ids).values():
        for row in rows:
            written = files.write_document(bundle, external_documents.Document.get_by_id(row.id))
            found.setdefault(("elsewhere", row.external_credit_id), []).append((written["file"], []))
    return found


def _row(bundle, case, item, proofs) -> dict:
    files = proofs.get(("claim", item.claim_id) if item.claim_id else ("elsewhere", item.external_credit_id), [])
    certificates = [
        each for _, contained in files for each in contained if each["title"] == item.activity or len(contained) == 1
    ]
    return {
        "item": item,
        "towards": case.towards[item.key],
        "files": [(name, bundle.sums[name]) for name, _ in files],
        "certificates": certificates,
    }


def _cells(row) -> list:
    item = row["item"]
    return [
        item.completed_on,
        item.title,
        item.activity,
        item.format,
        item.provider,
        item.credit_name,
        str(item.amount),
        "; ".join(row["towards"]),
        provider.current().name if item.here else f"{item.provider} (told by the holder)",
        "; ".join(each["number"] for each in row["certificates"]),
        "; ".join(each["verify"] for each in row["certificates"]),
        "; ".join(name for name, _ in row["files"]),
        "; ".join(digest for _, digest in row["files"]),
    ]


def _page(person, case, rows, file, signed_document) -> dict:
    profile = person.profile_row
    return {
        "case": case,
        "rows": rows,
        "transcript": file,
        "signed_document": signed_document,
        "external_credit": any(not row["item"].here for row in rows),
        "holder": f"{profile.name}{', ' + profile.credentials if profile.credentials else ''}",
        "sample": not provider.current().accredited,
    }
