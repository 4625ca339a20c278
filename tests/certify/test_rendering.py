"""Making the file: once, whoever asks; on a lease that others take over; given up after three tries (C1)."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from cme.base.store.db import db, is_postgres
from cme.certify import jobs, records
from cme.certify.records import Document, Rendering
from tests.certificate_fonts import prepare_fonts
from tests.ledger_audit import assert_ledger_balances


@pytest.fixture
def claim(cast):
    return cast.claimed(cast.physician, 2)


@pytest.fixture
def pdf(claim):
    return f"/claims/{claim.id}/certificate.pdf"


def request_file(claim):
    return records.ask_for(claim, records.issue(claim, by="test"))


def finish(claim, body=b"%PDF bytes"):
    current = records.issue(claim, by="test")
    return records.finish(records.take(request_file(claim).id), current, body, by="test")


def test_the_worker_makes_it_and_the_page_gives_it_out(app, alice, claim, pdf, work):
    prepare_fonts(app)
    jobs.signer.cache_clear()
    alice.get(pdf)
    assert alice.status == 202 and alice.has("It is being set and signed", "Look again")
    work()
    answer = alice.get(pdf).answer
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    number = records.issue(claim, by="test")[0].number
    assert answer.headers["Content-Disposition"] == f'attachment; filename="certificate-{number}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(b"%PDF-") and b"/ByteRange" in answer.data  # signed
    file = Document.get()
    assert bytes(file.body) == answer.data
    alice.get(f"/claims/{claim.id}/certificate").has(f"SHA-256 {hashlib.sha256(answer.data).hexdigest()}")
    assert alice.get(f"/claims/{claim.id}/certificates/{number}.pdf").answer.data == answer.data  # the only one in it
    assert_ledger_balances()


def test_ten_who_ask_at_once_get_one_rendering_and_one_file(app, alice, claim, pdf):
    session = alice.client.get_cookie("session").value

    def ask(n):
        try:
            if n % 2:
                with app.app_context():
                    rendering = records.take(request_file(claim).id)
                    return (
                        records.finish(rendering, records.issue(claim, by="test"), b"%PDF one", by="test")
                        if rendering
                        else None
                    )
            client = app.test_client()
            client.set_cookie("session", session)
            return client.get(pdf).status_code
        finally:
            if not is_postgres():
                db.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(ask, range(10)))
    assert {each for each in answers if isinstance(each, int)} <= {200, 202}
    assert (Rendering.select().count(), Document.select().count(), len(records.issue(claim, by="test"))) == (1, 1, 1)
    assert sum(isinstance(each, Document) for each in answers) == 1
    assert_ledger_balances()


def test_htmx_waits_with_a_fragment_until_it_is_ready(alice, claim, pdf):
    alice.get(pdf)
    fragment = alice.htmx("get", pdf)
    assert fragment.status == 202 and 'hx-trigger="every 1s"' in fragment.page and "<html" not in fragment.page
    finish(claim)
    fragment = alice.htmx("get", pdf)
    assert fragment.status == 200 and fragment.has("Your certificate is ready.", "Download PDF")
    assert "hx-trigger" not in fragment.page


def test_without_scripts_the_page_looks_again_by_itself(alice, pdf):
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh" content="2">\s*</noscript>', alice.get(pdf).page)


def test_a_lease_is_one_workers_until_it_runs_out(claim, clock):
    rendering = request_file(claim)
    assert records.take(rendering.id)
    assert records.take(rendering.id) is None
    clock.forward(seconds=59)
    assert records.take(rendering.id) is None
    clock.forward(seconds=2)  # that worker was killed
    assert records.take(rendering.id).tries == 2


def test_a_file_that_is_done_is_not_made_again(claim):
    file = finish(claim)
    rendering = Rendering.get()
    assert records.take(rendering.id) is None
    jobs.render(rendering.id)
    jobs.render(999_999)
    assert Document.select().count() == 1 and records.document(claim, records.issue(claim, by="test")) == file


def test_whoever_finishes_second_gets_the_firsts_bytes(claim):
    current = records.issue(claim, by="test")
    slow = records.take(request_file(claim).id)
    first = records.finish(slow, current, b"%PDF first", by="test")
    second = records.finish(slow, current, b"%PDF second", by="test")
    assert (first.id, bytes(second.body)) == (second.id, b"%PDF first")
    assert records.is_the_file(current[0], hashlib.sha256(b"%PDF first").hexdigest())
    assert not records.is_the_file(current[0], hashlib.sha256(b"%PDF second").hexdigest())
    assert_ledger_balances()


@pytest.fixture
def broken_key(app, tmp_path):
    """A signing key of the provider's own that cannot be read: the file cannot be made."""
    key = tmp_path / "own.p12"
    key.write_bytes(b"this is no PKCS#12")
    object.__setattr__(app.settings, "signing_pkcs12", key)
    jobs.signer.cache_clear()
    yield
    jobs.signer.cache_clear()


def test_a_file_that_cannot_be_made_is_given_up_after_three_tries_with_a_sentence(app, alice, claim, pdf, broken_key):
    prepare_fonts(app)
    rendering = request_file(claim)
    for expected in (1, 2, 3, 3):
        jobs.render_requested()
        assert Rendering.get_by_id(rendering.id).tries == expected
    assert alice.get(pdf).has(
        "The PDF could not be made", "The claim stands, and the certificate can be read and printed here"
    )
    assert alice.status == 202 and "hx-trigger" not in alice.page and "refresh" not in alice.page
    assert not Document.select().exists()
    alice.get(f"/claims/{claim.id}/certificate").has("Alice Adams, MD")


def test_a_worker_that_is_killed_three_times_is_given_up_too(alice, claim, pdf, clock):
    rendering = request_file(claim)
    for _ in range(3):
        assert records.take(rendering.id)
        clock.forward(seconds=61)
    assert records.take(rendering.id) is None
    alice.get(pdf).has("The PDF could not be made", "The file could not be made. We have been told.")


def test_the_third_try_that_still_runs_is_not_given_up_yet(alice, claim, pdf, clock):
    rendering = request_file(claim)
    for _ in range(3):
        records.take(rendering.id)
        clock.forward(seconds=61)
    held_until = clock.forward(seconds=0) + timedelta(seconds=records.LEASE.seconds)
    Rendering.update(lease=held_until).where(Rendering.id == rendering.id).execute()
    alice.get(pdf).has("It is being set and signed")


def test_a_shell_lets_what_was_given_up_be_tried_again(app, claim):
    rendering = request_file(claim)
    Rendering.update(tries=3, error="No.").where(Rendering.id == rendering.id).execute()
    assert records.take(rendering.id) is None
    output = app.test_cli_runner().invoke(args=["certify", "retry"]).output
    assert output == "1 to be made again.\n"
    assert records.take(rendering.id).tries == 1


def test_there_is_no_file_of_what_is_not_there(alice, claim):
    assert alice.get(f"/claims/{claim.id}/certificates/C-0000-0000.pdf").status == 404
    assert alice.get("/claims/999/certificate.pdf").status == 404
    assert not Rendering.select().exists()
