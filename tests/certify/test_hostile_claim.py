"""F11 the whole way: hostile words typed into profile and articles, claimed, printed by the worker, downloaded.

Payload by payload this is in test_pdf_security.py; here one of each goes through the pages.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from pypdf import PdfReader

from cme.base import provider
from cme.offer import records as offer
from cme.offer.importers import articles
from tests import library
from tests.certify.test_pdf_security import Ear, watched


def test_what_is_typed_is_printed_as_text_and_reaches_neither_network_nor_files(cast, visitor, work, tmp_path):
    ear, canary = Ear(), tmp_path / "canary.png"
    canary.write_bytes(b"secret")
    watched.update(path=str(canary), opened=0)
    # a product that no number, code or date of the certificate holds by chance
    hostile = f"<img src={ear.url}/a><b>{{{{1234*9876}}}}</b>"
    alice = visitor(cast.physician)
    alice.post(
        "/profile", name=hostile, credentials="<pdf:nextpage>", role="physician", country="US", zone="America/New_York"
    )
    assert alice.status == 200
    with tempfile.TemporaryDirectory() as folder:
        title = f"Asthma <img src='{ear.url}/b'> <img src='{canary}'> url({ear.url}/c)"
        library.write(Path(folder), "hostile", title, "Cardiology", ["wheeze"], True)
        articles.import_folder(Path(folder), by="test")
    row = offer.Article.get(offer.Article.slug == "hostile")
    offer.mark_eligible(row, provider.clock.today("UTC").replace(month=1, day=1), None, "test")
    entry = cast.reviewed(cast.physician, f"{{{{config}}}}<script src={ear.url}/d>", "hostile")
    alice.post("/cme/claims", {"key": "k" * 24, "type": "ama-pra-1", "entry": entry.id}, follow=False)
    claim = alice.answer.location.removesuffix("/feedback")
    alice.get(f"{claim}/certificate.pdf")
    work()
    body = alice.get(f"{claim}/certificate.pdf").answer.data
    watched["path"] = None
    ear.server.close()
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())
    assert len(PdfReader(io.BytesIO(body)).pages) == 1
    assert "{{1234*9876}}" in text and "12186984" not in text and "<pdf:nextpage>" in text
    assert "{{config}}" not in text  # the words of a search are never printed
    assert (ear.hits, watched["opened"]) == (0, 0)
    verified = visitor().get(
        alice.get(f"{claim}/certificate").links(r"[^\"]*/verify/[^\"]+")[0].removeprefix("http://localhost")
    )
    assert hostile in verified.text.replace("\u200b", "") or "{{1234*9876}}" in verified.page
    assert "<b>{{1234*9876}}" not in verified.page
