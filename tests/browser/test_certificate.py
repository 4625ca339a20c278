"""The PDF one click away, progress while it is made, its SHA-256, and verification of the very file
(issue 2, lines 8 to 10)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Guests
from tests.browser.hands import drop, fetch


class Certificate:
    """A certificate: its person and claim, later its bytes and address."""

    def __init__(self, running_app):
        with running_app.inside() as app:
            guests = Guests(app)
            self.person = guests.physician
            self.claim = guests.claimed(self.person, 2).id


@pytest.fixture(scope="module")
def claimed(running_app):
    """Create a claim of two entries."""
    return Certificate(running_app)


@pytest.fixture
def certificate(claimed, visitor):
    """Add its PDF and the address of its verification to the claim."""
    if not hasattr(claimed, "body"):
        page = visitor(claimed.person)
        page.goto(f"/claims/{claimed.claim}")
        claimed.body = fetch(page)
        page.goto(f"/claims/{claimed.claim}/certificate")
        claimed.verify = page.get_by_role("link", name="Verify", exact=True).get_attribute("href")
    return claimed


def test_while_the_pdf_is_made_the_page_shows_it_and_then_offers_it(cast, visitor, running_app):
    person = cast.physician
    claim = cast.claimed(person, 2)
    page = visitor(person, own_clock=True)
    page.goto(f"/claims/{claim.id}")
    with running_app.worker_paused():
        page.get_by_role("link", name="Download PDF").click()
        expect(page.get_by_role("status").filter(has_text="being set and signed")).to_be_visible()
        expect(page.get_by_role("progressbar", name="Making the certificate")).to_be_visible()
        page.evaluate("""() => {
          window.heard = [];
          window.region = document.querySelector("#making [role=status]");
          new MutationObserver(() => window.heard.push(window.region.innerText))
            .observe(window.region, { childList: true, characterData: true, subtree: true });
        }""")
        for _ in range(2):
            with page.expect_response("**.pdf"):
                page.clock.fast_forward("00:02")  # it looks again by itself
        expect(page.get_by_role("progressbar")).to_be_visible()
    ready = page.get_by_role("link", name="Download PDF")
    expect(ready).to_be_visible(timeout=60_000)  # while the clock of the page goes on by itself
    expect(page.get_by_role("status").filter(has_text="ready")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert page.evaluate("window.region.isConnected && new Set(window.heard).size") == 1, "it is read out, and once"
    requests = []
    page.on("request", lambda each: requests.append(each.url))
    page.clock.run_for(60_000)
    page.watch.read(page)
    assert not requests, "nobody asks on when it is there"
    with page.expect_download() as arriving:
        ready.click()
    assert Path(arriving.value.path()).read_bytes().startswith(b"%PDF-")
    assert arriving.value.suggested_filename.startswith("certificate-")


@pytest.mark.full
def test_without_a_script_the_page_looks_again_by_itself(cast, visitor, running_app):
    person = cast.physician
    claim = cast.claimed(person)
    page = visitor(person, js=False)
    page.goto(f"/claims/{claim.id}")
    with page.expect_event("download", timeout=60_000), running_app.worker_paused():
        page.get_by_role("link", name="Download PDF").click()
        expect(page.get_by_text("being set and signed")).to_be_visible()
        expect(page.get_by_role("link", name="Look again")).to_be_visible()
        with page.expect_event("load"):  # it asks once more, and nothing is lost by it
            pass
        expect(page.get_by_text("being set and signed")).to_be_visible()


def test_the_file_stays_the_same_and_its_page_tells_the_sha_256(certificate, visitor):
    page = visitor(certificate.person)
    page.goto("/cme/claimed")
    assert fetch(page, "PDF of") == certificate.body
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_text(hashlib.sha256(certificate.body).hexdigest())).to_be_visible()
    expect(page.locator(".certificate-name")).to_contain_text("Alice Adams, MD")


def test_a_stranger_verifies_the_code_and_drops_the_pdf(certificate, visitor):
    page = visitor()
    page.goto(certificate.verify)
    expect(page.get_by_role("heading", level=1)).to_have_text("Provisional")
    expect(page.locator(".summary")).to_contain_text("Alice Adams, MD")
    drop(page, "certificate.pdf", certificate.body)
    expect(page.locator(".drop-text")).to_have_text("certificate.pdf")
    expect(page.locator("#status")).to_have_text("Chosen: certificate.pdf")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".notice--good")).to_contain_text("byte for byte")
    expect(page.get_by_text(hashlib.sha256(certificate.body).hexdigest())).to_be_visible()
    changed = certificate.body[:-40] + b"x" + certificate.body[-39:]
    drop(page, "certificate.pdf", changed)
    page.get_by_role("button", name="Compare").press("Enter")
    expect(page.locator(".notice--bad")).to_contain_text("not one that we made")


@pytest.mark.full
def test_without_a_script_the_file_field_does_the_same(certificate, visitor):
    page = visitor(js=False)
    page.goto(certificate.verify)
    expect(page.locator(".drop-text")).to_be_hidden()
    page.get_by_label("PDF of the certificate").set_input_files(
        {"name": "mine.pdf", "mimeType": "application/pdf", "buffer": certificate.body}
    )
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".notice--good")).to_contain_text("byte for byte")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Choose a PDF first.")).to_be_visible()


def test_a_code_is_found_however_it_is_typed_and_an_unknown_one_tells_nothing(certificate, visitor):
    page = visitor(expect=("status of 404",))
    code = certificate.verify.rsplit("/", 1)[1]
    page.goto("/verify/")
    page.get_by_label("Code").fill(f" {code[:5].lower()}-{code[5:]} ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Provisional")
    for wrong in ("ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "no code at all"):
        page.goto("/verify/")
        page.get_by_label("Code").fill(wrong)
        page.get_by_role("button", name="Verify").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("No such certificate")


@pytest.mark.full
def test_the_link_for_verification_can_be_copied(certificate, visitor, running_app):
    page = visitor(certificate.person, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/claims/{certificate.claim}/certificate")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == running_app.url + certificate.verify
