"""The pack for an audit of one body and cycle (T5): what counts, the proof of each credit, and how to check it.

The same credits give the same bytes: nothing in it says when it was made, and the signed transcript is the one
that was signed when these credits were first printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from cme.base import audit_log, clock, provider
from cme.base.sheet import csv_file
from cme.certify import records as certify
from cme.certify import renderings
from cme.certify import signed_documents as signed_papers
from cme.claim.records import Claim
from cme.track import signed_transcript, transcript
from cme.track.archive import files
from cme.track.archive.bundle import Bundle
from cme.track.external_credit import documents as outside
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
    """What an audit asks about: a body, the terms of its cycle, how it stands, and the credits that count."""

    requirement: requirements.Requirement
    terms: requirements.Terms
    standing: progress.RequirementStatus
    items: list
    towards: dict[str, list[str]]  # the key of a credit, and the parts it counts for


def case_of(person, cycle: requirements.Cycle) -> Case:
    """Gather what a body may ask about a cycle; where it sets no numbers, every credit of its days."""
    listed = requirements.of(person, with_retired=True)
    row = next(each for each in listed if each.requirement.id == cycle.requirement_id)
    terms = requirements.latest(cycle)
    every = transcript.items(person)
    stands = progress.stand(row, terms, progress.given(every), clock.today(person.zone))
    towards: dict[str, list[str]] = {}
    for part in stands.progress.parts:
        for key, _ in part.lines:
            towards.setdefault(key, []).append(part.name)
    if not stands.progress.parts:
        towards = {item.key: [] for item in every if terms.starts <= item.completed_on <= terms.ends}
    return Case(row.requirement, terms, stands, [item for item in every if item.key in towards], towards)


def _case(pack) -> Case:
    return case_of(pack.person, requirements.Cycle.get_by_id(int(pack.about)))


def _claims(case: Case) -> list[Claim]:
    ids = sorted({item.claim_id for item in case.items if item.claim_id})
    return [Claim.get_by_id(each) for each in ids]


def _transcript(person, case: Case):
    """Find the signed transcript of these credits, or keep one to be signed; None where there is no credit."""
    if not case.items:
        return None
    first = min(case.terms.starts, *(item.completed_on for item in case.items))
    return signed_transcript.keep(
        person, Choice(since=first, until=case.terms.ends), case.items, audit_log.by_person(person.id)
    )


def awaited(pack, by: str) -> tuple[int, int]:
    """Ask for the PDFs that are not made yet; tells how many still come, and of how many."""
    case = _case(pack)
    coming, of = files.awaited(_claims(case), by)
    signed_document = _transcript(pack.person, case)
    if signed_document and signed_papers.file_of(signed_document) is None:
        coming += renderings.gave_up(renderings.ask_for_signed_document(signed_document)) is None
    return coming, of + bool(signed_document)


def steps(pack) -> int:
    """Tell how many steps writing takes."""
    return len(_claims(_case(pack))) + 3


def write(out, pack, tell) -> None:
    """Write the pack into an open file; `tell` is called after each step."""
    case = _case(pack)
    with Bundle(out) as bundle:
        signed_document = _transcript(pack.person, case)
        kept = signed_papers.file_of(signed_document) if signed_document else None
        file = bundle.add("transcript.pdf", bytes(kept.body)) if kept else None
        tell()
        proofs = _write_certificates(bundle, case, tell)
        proofs |= _write_documents(bundle, case)
        tell()
        rows = [_row(bundle, case, item, proofs) for item in case.items]
        bundle.add("index.csv", csv_file(COLUMNS, [_cells(row) for row in rows]))
        page = render_template(
            "track/archive/audit_index.html", **_page(pack.person, case, rows, file, signed_document)
        )
        bundle.add("index.html", page.encode())
        sums = "".join(f"{digest}  {name}\n" for name, digest in bundle.sums.items())
        bundle.add("SHA256SUMS", sums.encode())
        tell()


def _write_certificates(bundle, case, tell) -> dict:
    """Write the PDF of each claim, one in memory at a time; maps claims to the file and its certificates."""
    found = {}
    for claim in _claims(case):
        document = certify.document(claim, certify.issued(claim))
        if document:
            said = files.write_certificate(bundle, document)
            found["claim", claim.id] = [(said["file"], said["certificates"])]
        tell()
    return found


def _write_documents(bundle, case) -> dict:
    """Write what came with credits from elsewhere; maps them to their files."""
    found: dict = {}
    ids = sorted({item.external_credit_id for item in case.items if item.external_credit_id})
    for rows in outside.listed(ids).values():
        for row in rows:
            said = files.write_document(bundle, outside.Document.get_by_id(row.id))
            found.setdefault(("elsewhere", row.external_credit_id), []).append((said["file"], []))
    return found


def _row(bundle, case, item, proofs) -> dict:
    files = proofs.get(("claim", item.claim_id) if item.claim_id else ("elsewhere", item.external_credit_id), [])
    certificates = [each for _, held in files for each in held if each["title"] == item.activity or len(held) == 1]
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
        "paper": signed_document,
        "external_credit": any(not row["item"].here for row in rows),
        "holder": f"{profile.name}{', ' + profile.credentials if profile.credentials else ''}",
        "sample": not provider.current().accredited,
    }
