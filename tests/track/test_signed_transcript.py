"""The signed transcript: verifiable like a certificate, saved by the hash of its words and used again (T1)."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cme.base.store.db import db
from cme.certify import jobs, renderings, signed_documents
from cme.certify import records as certify
from cme.certify.pdf import fonts
from cme.certify.pdf import transcript as pdf_transcript
from cme.certify.signed_documents import SignedDocument
from cme.claim import records as claims
from cme.people import records as people
from cme.track import signed_transcript, transcript
from cme.track.transcript_filter import Choice
from tests.certificate_fonts import prepare_fonts
from tests.certify import signatures
from tests.track.external_credits import add_external_credit


@pytest.fixture
def alice(cast, visitor):
    return visitor(cast.physician)


def sign(person, **filters) -> SignedDocument:
    choice = Choice(**filters)
    return signed_transcript.find_or_create(
        person, choice, transcript.items(person, choice.since, choice.until), by="test"
    )


def text_of(body: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_it_is_made_by_the_worker_signed_and_verified_like_a_certificate(app, cast, alice, visitor, work, clock):
    prepare_fonts(app)
    jobs.signer.cache_clear()
    cast.claimed(cast.physician, 2)
    add_external_credit(cast.physician, title="Grand rounds: sepsis", amount=150)
    clock.forward(minutes=11)
    claims.release_what_waited(by="test")
    alice.post("/transcript/papers")
    signed_document = SignedDocument.get()
    assert alice.address == f"/papers/{signed_document.number}.pdf" and alice.status == 202
    work()
    body = alice.get(f"/papers/{signed_document.number}.pdf").answer.data
    assert signatures.valid(body, (app.settings.data / "keys" / "root.pem").read_bytes())
    words = text_of(body)
    for part in (
        "Transcript of continuing education",
        "Alice Adams, MD",
        "Grand rounds: sepsis",
        "Acute myocardial infarction",
        "From elsewhere, as told by its holder",
        "Given by Test Medical Society",
        signed_document.number,
        "has not verified it",
        "Everything that was completed",
    ):
        assert part in words, part
    assert "AMA PRA Category 1 Credit™ All activities 1 1.5 2.5" in words
    stranger = visitor()
    stranger.get(f"/verify/{signed_document.code}").has(
        "Valid", "Alice Adams, MD", "2.5: 1 from here, 1.5 from elsewhere"
    )
    assert stranger.has("has not verified it")
    stranger.hasnt("Grand rounds", "alice@example.org")
    for sent, answer in (
        (body, "byte for byte, the one that we made for this transcript"),
        (body + b" ", "not one that we made"),
    ):
        stranger.post(f"/verify/{signed_document.code}", data={"file": (io.BytesIO(sent), "t.pdf")}).has(answer)
    alice.post("/transcript/papers")  # requested again: the very same file
    assert alice.answer.data == body and SignedDocument.select().count() == 1


def test_the_same_credits_are_the_same_document_other_words_are_another(cast):
    alice = cast.physician
    add_external_credit(alice)
    first = sign(alice)
    assert sign(alice) == first
    assert sign(alice, since=date(2026, 1, 1)) != first
    people.change_profile(alice, name="Alice B. Adams")
    assert sign(alice) not in (first, sign(alice, since=date(2026, 1, 1)))
    assert SignedDocument.get_by_id(first.id).words["holder"]["name"] == "Alice Adams"


def test_two_people_with_the_same_words_have_a_document_each(cast):
    for person in (cast.physician, cast.stranger):
        people.change_profile(person, name="Alex Kim", credentials="MD")
        add_external_credit(person)
    assert sign(cast.physician) != sign(cast.stranger)


def test_it_says_when_something_in_it_has_changed_since(cast, visitor, clock):
    claim = cast.claimed(cast.physician)
    signed_document, stranger = sign(cast.physician), visitor()
    (certificate,) = certify.issue(claim, by="test")
    stranger.get(f"/verify/{signed_document.code}").has("Provisional", "can still be undone by its holder")
    clock.forward(minutes=11)
    claims.release_what_waited(by="test")
    stranger.get(f"/verify/{signed_document.code}").has("Valid")
    certify.withdraw(certificate, "a test", by="test")
    stranger.get(f"/verify/{signed_document.code}").has("Changed since", "Ask for a new one")


def test_an_undone_claim_changes_it_too(cast, visitor):
    claim = cast.claimed(cast.physician)
    signed_document = sign(cast.physician)
    claims.undo(claim, by="test")
    visitor().get(f"/verify/{signed_document.code}").has("Changed since")


def test_what_was_corrected_before_it_was_made_does_not_change_it(cast, visitor, clock):
    (certificate,) = certify.issue(cast.claimed(cast.physician), by="test")
    certify.correct(certificate, "a test", name="Alice B. Adams", by="test")
    clock.forward(minutes=11)
    claims.release_what_waited(by="test")
    visitor().get(f"/verify/{sign(cast.physician).code}").has("Valid")


def test_nothing_is_printed_of_nothing(alice):
    alice.post("/transcript/papers").has("There is nothing to print in this range.")
    assert not SignedDocument.select().exists()


def test_a_range_that_is_none_is_refused(alice):
    alice.post("/transcript/papers", data={"from": "2026-02-01", "to": "2026-01-01"})
    assert alice.status == 422 and alice.has("The last day is before the first.")


def test_one_queue_holds_certificates_and_transcripts_and_gives_both_up(cast, alice, app, monkeypatch):
    add_external_credit(cast.physician)
    signed_document = sign(cast.physician)
    rendering = renderings.ask_for_signed_document(signed_document)
    assert renderings.ask_for_signed_document(signed_document) == rendering

    def broken(_):
        raise RuntimeError("no ink")

    monkeypatch.setattr(jobs, "make_signed_document", broken)
    for _ in range(renderings.TRIES):
        jobs.render(rendering.id)
    alice.get(f"/papers/{signed_document.number}.pdf").has(
        "The PDF could not be made", "The page of the transcript can be printed instead."
    )
    assert renderings.retry() == 1


def test_a_signed_document_is_never_changed(cast):
    from peewee import DatabaseError

    add_external_credit(cast.physician)
    signed_documents.save_file(sign(cast.physician), b"%PDF the bytes")
    for table in ("paper", "paper_file"):
        with pytest.raises(DatabaseError, match="is a fact"), db.atomic():
            db.execute_sql(f"UPDATE {table} SET made = made")
    assert bytes(signed_documents.save_file(SignedDocument.get(), b"%PDF others").body) == b"%PDF the bytes"


@pytest.fixture(scope="module")
def folder(_fonts):
    fonts.prepare(_fonts)
    return _fonts


def words_of(rows, **more) -> dict:
    title = "A title that is rather long, of an activity on sepsis (City Hospital, live activity)"
    row = ["12 Sep 2026", title, "AMA PRA Category 1 Credit™", "0.5"]
    return {
        "template": "transcript-1",
        "paper": "letter",
        "sample": False,
        "sample_text": "",
        "heading": "Transcript",
        "holder": {"name": "Ana Nguyễn", "latin": "", "credentials": "MD"},
        "provider": {"name": "Harbour Teaching Hospital", "address": "12 Quay Street"},
        "range": "Everything",
        "totals": {
            "columns": ["Credit type", "Activity", "From here", "From elsewhere", "Total"],
            "rows": [["AMA PRA Category 1 Credit™", "Live activity", "", "8", "8"]],
        },
        "columns": ["Completed", "Activity", "Credit type", "Credits"],
        "sections": [{"heading": "From elsewhere", "rows": [row] * rows}],
        "note": "",
        "number": "T-7K3F-9Q2M",
        "code": "9X3K2-7TQ4M-1B8ZC-5VN0H-PRW6E-J",
        "verify_url": "https://cme.example.org/verify/9X3K27TQ4M1B8ZC5VN0HPRW6EJ",
        "issued": "22 November 2026",
        "log_head": "",
    } | more


ISSUED = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize(("rows", "paper"), [(1, "letter"), (25, "a4"), (400, "letter")])
def test_every_credit_is_printed_once_on_pages_that_count_themselves(folder, rows, paper):
    body = pdf_transcript.pdf(words_of(rows, paper=paper), folder, ISSUED)
    words = text_of(body)
    assert words.count("12 Sep 2026") == rows
    count = int(words.rpartition("page ")[2].split(" of ")[1].split()[0])
    assert f"page {count} of {count}" in words and words.count("Ana Nguyễn") == count


def test_the_same_words_give_the_same_bytes(folder):
    assert pdf_transcript.pdf(words_of(40), folder, ISSUED) == pdf_transcript.pdf(words_of(40), folder, ISSUED)


@pytest.mark.parametrize("first", [0, 3, 10])
def test_rows_are_cut_into_pages_without_losing_one(first):
    rows = [[["a"] * height, ["b"] * height] for height in (1, 4, 2, 30, 1, 7)]
    cut = pdf_transcript.cut(rows, first, 10)
    assert sum(len(part[0]) for page in cut for part in page) == 45
    assert all(sum(len(part[0]) for part in page) <= (first if n == 0 else 10) for n, page in enumerate(cut))


def test_text_of_an_import_is_text_on_paper(folder):
    hostile = ["<img src='file:///etc/passwd'>", "</p><pdf:nextpage>", "{{7*7}}", "1"]
    words = words_of(0, sections=[{"heading": "<b>From</b>", "rows": [hostile]}])
    body = pdf_transcript.pdf(words, folder, ISSUED)
    assert Path("/etc/passwd").read_bytes()[:20] not in body and body.count(b"/Type /Page\n") <= 1


def test_of_somebody_who_left_it_says_that_it_was_made_and_nothing_of_them(cast, visitor, clock):
    from cme.track.deletion import records as deletion

    gone = cast.person("gone@example.org", name="Gwen Gone", role="physician", country="US", zone="America/New_York")
    add_external_credit(gone, title="Something telling")
    signed_document = sign(gone)
    signed_documents.save_file(signed_document, b"%PDF of Gwen Gone")
    deletion.delete(gone, by="test")
    stranger = visitor()
    stranger.get(f"/verify/{signed_document.code}").has(
        "We made this transcript", "has deleted their account", signed_document.number
    )
    stranger.hasnt("Gwen", "Everything that was completed", "AMA PRA")
    stranger.post(f"/verify/{signed_document.code}", data={"file": (io.BytesIO(b"%PDF of Gwen Gone"), "t.pdf")}).has(
        "byte for byte"
    )
    left = SignedDocument.get_by_id(signed_document.id)
    assert "Gwen" not in str(left.words) and "telling" not in str(left.words)
    assert bytes(signed_documents.file_of(left).body) == b""
