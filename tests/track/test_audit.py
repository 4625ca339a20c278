"""T5: the pack for a body and a cycle, the same bytes for the same content, understood without this software."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from datetime import date

import pytest

from cme.certify import records as certify
from cme.certify import renderings, signed_documents
from cme.claim import records as claims
from cme.people import records as people
from cme.track.archive import audit, jobs, records
from cme.track.external_credit import documents
from cme.track.external_credit import records as external_credit
from cme.track.requirements import records as requirements
from tests.matrix.objects import PDF
from tests.track.test_everything import PNG, add_credit_with_document, served

TERMS = {
    "starts": date(2026, 1, 1),
    "ends": date(2027, 12, 31),
    "months": 24,
    "total": 5000,
    "category1": 2000,
    "carry_over": None,
    "carried": None,
    "unit": "credits",
    "takes": ["ama-pra-1"],
    "category1_takes": ["ama-pra-1"],
    "participation": True,
    "topics": [],
    "rule": None,
}


@pytest.fixture
def cycle(app, cast):
    """A cycle of the physician's state board that requires 50 credits."""
    return requirements.add(cast.physician, body="Maryland Board of Physicians", rule="", values=TERMS).cycles.get()


@pytest.fixture
def packed(app, cast, cycle, monkeypatch):
    """Make the pack and open it; the transcript's file is made of its number (setting it is tested elsewhere)."""

    def make() -> zipfile.ZipFile:
        signed_document = audit._transcript(cast.physician, audit.case_of(cast.physician, cycle))
        if signed_document and not signed_documents.file_of(signed_document):
            rendering = renderings.ask_for_signed_document(signed_document)
            renderings.finish_signed_document(rendering, PDF + signed_document.number.encode())
        pack = records.ask_for(cast.physician, "audit", str(cycle.id))
        jobs.make(pack.id)
        pack = records.find(cast.physician, "audit", str(cycle.id))
        assert pack.state == "done", pack.error
        return zipfile.ZipFile(io.BytesIO(pack.path.read_bytes()))

    return make


def remake(person):
    """Reset a person's packs, so that they are made anew."""
    records.Pack.update(finished=None, tries=0).where(records.Pack.person == person.id).execute()


def test_it_holds_the_transcript_every_certificate_every_document_and_two_lists(app, cast, packed):
    first, second = cast.claimed(cast.physician, 2), cast.claimed(cast.physician)
    files = {bytes(served(first).body), bytes(served(second).body)}
    add_credit_with_document(cast.physician)
    archive = packed()
    names = archive.namelist()
    assert {"index.html", "index.csv", "transcript.pdf", "SHA256SUMS"} <= set(names)
    assert {archive.read(name) for name in names if name.startswith("certificates/")} == files
    assert [archive.read(name) for name in names if name.startswith("documents/")] == [PNG]
    rows = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert len(rows) == 4 and {row["Credits"] for row in rows} == {"0.5", "1.5"}
    for row in rows:
        assert hashlib.sha256(archive.read(row["Files"])).hexdigest() == row["SHA-256"], (
            "each credit leads to its proof"
        )
    assert sum(bool(row["Verify at"].startswith("http://localhost/verify/")) for row in rows) == 3


def test_the_same_content_gives_the_same_bytes_and_other_content_others(app, cast, clock, cycle, packed):
    served(cast.claimed(cast.physician))
    packed()
    first = records.find(cast.physician, "audit", str(cycle.id))
    body = first.path.read_bytes()
    clock.forward(days=40, hours=3)
    remake(cast.physician)
    packed()
    second = records.find(cast.physician, "audit", str(cycle.id))
    assert (second.sha256, second.path.read_bytes()) == (first.sha256, body)
    assert signed_documents.SignedDocument.select().count() == 1, "the signed transcript is used again"
    add_credit_with_document(cast.physician)
    remake(cast.physician)
    packed()
    assert records.find(cast.physician, "audit", str(cycle.id)).sha256 != first.sha256
    assert signed_documents.SignedDocument.select().count() == 2


def test_its_page_tells_a_stranger_everything(app, cast, packed):
    served(cast.claimed(cast.physician))
    add_credit_with_document(cast.physician)
    archive = packed()
    page = archive.read("index.html").decode()
    words = " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())
    for part in (
        "Alice Adams, MD",
        "Maryland Board of Physicians",
        "1 Jan 2026 to 31 Dec 2027",
        "Test Medical Society",
        "Sample, not accredited",
        "50",
        "How to check it",
        "told by the holder",
        "as the holder handed it in",
        "Verify the numbers",
    ):
        assert part in words, part
    assert "<script" not in page and "compliant" not in words.lower()
    links = {link for link in re.findall(r'href="([^"]+)"', page) if "://" not in link}
    assert links == set(archive.namelist()) - {"index.html", "index.csv", "SHA256SUMS"}


def test_the_hashes_are_those_of_the_files(app, cast, packed):
    served(cast.claimed(cast.physician))
    archive = packed()
    sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in sums.items())


def test_only_what_the_body_counts_is_in_it(app, cast, clock, packed):
    served(cast.claimed(cast.physician))
    external_credit.add(
        cast.physician,
        "too-early",
        {
            "title": "Before the cycle",
            "provider": "Elsewhere",
            "format": "live",
            "credit_type": "ama-pra-1",
            "type_words": "",
            "amount": 100,
            "completed_on": date(2025, 12, 31),
            "topics": [],
            "number": "",
        },
    )
    other = cast.claimed(cast.stranger)
    served(other)
    text = packed().read("index.csv").decode()
    assert "Before the cycle" not in text and text.count("\r\n") == 2


def test_a_withdrawn_claim_of_a_moment_ago_is_not_in_it(app, cast, packed):
    claim = cast.claimed(cast.physician)
    served(claim)
    claims.undo(claim, by="test")
    archive = packed()
    assert archive.namelist() == ["index.csv", "index.html", "SHA256SUMS"]
    assert "No credit of these days counts" in archive.read("index.html").decode()


def test_a_formula_in_a_title_stays_a_title(app, cast, packed):
    add_credit_with_document(cast.physician, "=1+1")
    assert "'=1+1" in packed().read("index.csv").decode()


def test_it_waits_for_pdfs_and_the_signature_in_the_background(app, cast, cycle, visitor, work, monkeypatch):
    from cme.certify import jobs as certify_jobs

    monkeypatch.setattr(certify_jobs, "make", lambda certificates, *arguments: PDF + certificates[0].number.encode())
    monkeypatch.setattr(certify_jobs, "make_signed_document", lambda row: PDF + row.number.encode(), raising=True)
    cast.claimed(cast.physician, 2)
    alice = visitor(cast.physician)
    alice.get(f"/requirements/{cycle.requirement_id}").has("Audit pack")
    alice.get(f"/cycles/{cycle.id}/audit-pack").has("2 entries with their proof", "Make my audit pack")
    alice.post(f"/cycles/{cycle.id}/audit-pack").has("is being made")
    work()
    alice.get(f"/cycles/{cycle.id}/audit-pack").has("Your audit pack is ready")
    alice.get(f"/cycles/{cycle.id}/audit-pack.zip")
    assert "audit-maryland-board-of-physicians-2026-11-22.zip" in alice.answer.headers["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(alice.answer.data)).namelist()
    assert "transcript.pdf" in names and sum(name.startswith("certificates/") for name in names) == 1


def test_the_page_says_which_credit_has_no_document(app, cast, cycle, visitor):
    credit = add_credit_with_document(cast.physician, "A lecture elsewhere")
    visitor(cast.physician).get(f"/cycles/{cycle.id}/audit-pack").hasnt("without a document")
    documents.delete(documents.Document.get(documents.Document.external_credit == credit))
    visitor(cast.physician).get(f"/cycles/{cycle.id}/audit-pack").has("1 without a document", "A lecture elsewhere")


def test_a_removed_cycle_has_no_pack(app, cast, cycle, visitor):
    requirements.change(cycle, {"removed": True})
    alice = visitor(cast.physician)
    for path in (f"/cycles/{cycle.id}/audit-pack", f"/cycles/{cycle.id}/audit-pack.zip"):
        assert alice.get(path).status == 404


def test_a_body_without_numbers_gets_every_credit_of_its_days(app, cast, visitor):
    row = requirements.add(
        cast.physician, body="Riverbend Hospital", rule="", values=TERMS | {"total": None, "category1": 0}
    )
    served(cast.claimed(cast.physician))
    case = audit.case_of(cast.physician, row.cycles.get())
    assert len(case.items) == 1 and case.items[0].here


def test_a_corrected_certificate_is_the_one_in_the_pack(app, cast, packed):
    claim = cast.claimed(cast.physician)
    served(claim)
    new = certify.correct(certify.issue(claim, by="test")[0], "name", name="Alice Baker", by="test")
    served(claim)
    archive = packed()
    (name,) = [each for each in archive.namelist() if each.startswith("certificates/")]
    assert new.number in name and new.number in archive.read("index.csv").decode()


def test_bodies_of_the_profile_do_not_decide(app, cast, cycle, packed):
    """A requirement is its owner's: the bodies listed for reporting have no say in it."""
    people.list_body(cast.physician, body="ABIM", label="ABIM", number="1", reporting=True, consent=True)
    served(cast.claimed(cast.physician))
    assert packed().read("index.csv").decode().count("\r\n") == 2
