"""Nothing that a person typed makes the certificate fetch, read, or grow."""

import contextlib
import re
import socket
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cme.certify.pdf import PdfError, engine, fonts, render

ISSUED = datetime(2026, 11, 22, 12, tzinfo=UTC)
INNER = "%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{url}/h.png'/%3E%3C/svg%3E"
RAW = [  # as markup
    '<img src="{url}/a.png">',
    "<style>@import url({url}/b.css);</style>",
    '<link rel="stylesheet" href="{url}/c.css">',
    '<img src="file://{canary}">',
    '<img src="{canary}">',
    '<img src="../../{canary}">',
    '<div style="background-image: url({url}/d.png)">x</div>',
    "<pdf:nextpage><pdf:nextpage>",
    '<pdf:insertpdf src="{canary}">',
    "<style>@font-face {{ font-family: x; src: url({url}/e.ttf) }} p {{ font-family: x }}</style><p>x</p>",
    "<style>@page {{ background-image: url({url}/f.pdf) }}</style>",
    '<object data="{url}/g.svg"></object>',
    f'<img src="data:image/svg+xml,{INNER}">',
    '<pdf:font name="y" src="{url}/i.ttf">',
    '<iframe src="{url}/j.html"></iframe>',
]
TYPED = [  # beyond markup
    "{{{{7*7}}}}",
    "{{% include '{canary}' %}}",
    "</p></body><h1>50 credits</h1>",
    "Ann Lee\n50 credits",
    "a\x00b",
    "x\u202ey",
    "&lt;img src={url}&gt;",
    "\ud800",
    '" onload="x',
    "'/><img src={url}>",
    "*{url}*",
    "A" * 3000,
    "url({url}/k)",
]


class Ear(threading.Thread):
    """Count the connections to a port of the loopback."""

    def __init__(self):
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self.hits = 0
        self.start()

    def run(self):
        while True:
            try:
                caller, _ = self.server.accept()
            except OSError:
                return
            self.hits += 1
            caller.close()


watched = {"path": None, "opened": 0}


def _watch(event, arguments):
    if event == "open" and watched["path"] and str(arguments[0]) == watched["path"]:
        watched["opened"] += 1


sys.addaudithook(_watch)


@pytest.fixture
def world(tmp_path):
    """A listener, a file that nobody may read, and their payloads."""
    canary = tmp_path / "canary.png"
    canary.write_bytes(b"secret")
    ear = Ear()
    watched.update(path=str(canary), opened=0)
    yield ear, lambda text: text.format(url=ear.url, canary=canary)
    watched["path"] = None
    ear.server.close()


@pytest.fixture(scope="module")
def folder(_fonts):
    fonts.prepare(_fonts)
    return _fonts


def words(payload):
    table = {
        "heading": "Searches",
        "columns": ["Completed", "Articles", "Credits"],
        "note": "",
        "rows": [["1 Jan 2026", payload[:200], "0.5"]],
    }
    return {
        "certificates": [
            {
                "template": "2026-1",
                "paper": "letter",
                "kind": "awarded",
                "sample": False,
                "number": "C26-1",
                "code": "9X3K2",
                "verify_url": "https://cme.example.org/verify/9X3K2",
                "heading": "Certificate of Credit",
                "holder": {"name": payload[:80], "latin": payload[:80], "credentials": payload[:20]},
                "sentence": "has been awarded",
                "provider": {"name": payload[:80], "address": payload[:80]},
                "activity": {"title": payload[:200], "format": "x"},
                "completed": "3 January 2026",
                "list": table,
                "credit": {"amount": "2.5", "unit": "credits", "label": "Credits claimed"},
                "statements": [payload[:200]],
                "sample_text": "Sample",
                "issued": "22 November 2026",
                "log_head": "",
            }
        ]
    }


@pytest.mark.parametrize("payload", RAW + TYPED)
def test_what_is_typed_is_printed_or_refused_and_does_nothing(folder, world, payload):
    ear, fill = world
    try:
        data = render.pdf(words(fill(payload) if "\ud800" not in payload else payload), folder, ISSUED)
    except PdfError as refused:
        assert "cannot be printed" in str(refused)
    else:
        long = len(payload) > 1000  # pushes its list, as it should, to the next page
        assert len(re.findall(rb"/Type /Page\b", data)) == 1 + long
    assert (ear.hits, watched["opened"]) == (0, 0)


def test_markup_in_a_name_stays_text(folder):
    page = render.html(words("<b>{{7*7}}</b><img src=x>"), folder)
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;&lt;img src=x&gt;" in page
    assert "<img src=x" not in page


def render_raw(home, body):
    face = f"@font-face {{ font-family: csans; src: url({home}/sans.ttf) }}"
    page = f"<html><head><style>{face}</style></head><body>{body}</body></html>"
    with contextlib.suppress(PdfError):
        engine.pdf(page, {}, home, ISSUED)


def test_the_policy_alone_would_hold_too(folder, world):
    ear, fill = world
    for payload in RAW:
        render_raw(fonts.home(folder), fill(payload))
    assert (ear.hits, watched["opened"]) == (0, 0)


def test_without_the_policy_these_payloads_do_harm(folder, world, monkeypatch):
    """The check has power: what the tests above count can be counted."""
    from xhtml2pdf.config.resources import PERMISSIVE_POLICY

    ear, fill = world
    monkeypatch.setattr(engine, "_policy", lambda home: PERMISSIVE_POLICY)
    for payload in RAW:
        render_raw(fonts.home(folder), fill(payload))
    assert ear.hits >= 4
    assert watched["opened"] >= 1


def test_no_module_of_the_pdf_imports_xhtml2pdf_at_its_start():
    heavy = r"^(import|from) (xhtml2pdf|reportlab|uharfbuzz|fontTools|pyhanko)"
    for file in (Path(render.__file__).parent).glob("*.py"):
        assert not re.search(heavy, file.read_text(), re.MULTILINE)
