"""F16: no part of an address leads into the file system, and none causes an error of ours."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

import pytest
from flask import Flask

from tests.client import SAME_SITE
from tests.conftest import FULL
from tests.matrix import table
from tests.matrix.forms import fields
from tests.matrix.payloads import seed
from tests.matrix.requests import Requester, refill_buckets

TARGETS = ("app.py", "etc/passwd", "cme.sqlite3", "keys/session.key")
UP = (
    "../",
    "../../",
    "../../../../../../../../",
    "..%2f",
    "..%2f..%2f",
    "%2e%2e/",
    "%2e%2e%2f%2e%2e%2f",
    "..\\",
    "..%5c..%5c",
    "....//",
    "....//....//",
    "..;/",
    ".%00./",
    "%252e%252e%252f",
    "..%c0%af",
    "..%ef%bc%8f",
    "./../",
)
PAYLOADS = [up + target for up in UP for target in TARGETS[:3]] + [
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "/proc/self/environ",
    "..",
    ".",
    "%2e%2e",
    "%00",
    "cme.css%00.png",
    "cme.css/../../app.py",
    "vendor/..%2f..%2fapp.py",
    "~root/.ssh/id_rsa",
    "con",
    "nul.txt",
    "C:%5cwindows%5cwin.ini",
    "%5c%5cevil.example%5cshare",
    "a" * 5000,
    "%ff%fe",
    "%ed%a0%80",
    "*",
    "?",
    "|id",
    "$(id)",
    "`id`",
    "{{7*7}}",
    "%0d%0aSet-Cookie:%20a=b",
    "%25",
    "%",
    "%zz",
    ".git/config",
    ".env",
    "..%2f.git%2fconfig",
]
SECRETS = (b"def create_app", b"root:x:0:0", b"SQLite format 3", b"[core]", b"CANARY")
GONE = {303, 308, 400, 404, 405, 410}


def routes() -> list:
    """List the rows with text in their address."""
    return [row for row in table.rows() if "<" in row.rule.replace("<int:", "")]


def addresses(row, payload, objects):
    """Yield the address of a row with the payload instead of its text."""
    yield from (
        "/".join(
            payload
            if part.startswith("<") and not part.startswith("<int:")
            else payload + ".pdf"
            if part.endswith(">.pdf")
            else str(objects[part[5:-1]])
            if part.startswith("<int:")
            else part
            for part in row.rule.split("/")
        ),
    )


@pytest.fixture
def owner(app, cast, clock, tmp_path):
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "session.key").write_text("CANARY")
    return Requester(app, cast, clock, "owner")


def test_there_are_sixty_ways_in_to_try():
    assert len(PAYLOADS) >= 60
    assert len(routes()) >= 12


def test_no_way_up_leads_anywhere(app, owner):
    found, chance = [], random.Random(seed())
    for row in routes():
        objects, _ = owner.factory.get(row.needs)
        owner.begin()
        for payload in PAYLOADS if FULL else chance.sample(PAYLOADS, 10):
            refill_buckets()
            for address in addresses(row, payload, objects):
                response = owner.send(
                    row.method, address, fields(row, objects, owner.person) if row.method == "POST" else None
                )
                leaked = [each for each in SECRETS if each in response.data]
                # what a question mark cuts off is another address
                if leaked or (response.status_code not in GONE and payload not in ("?", ".")):
                    found.append(f"{row.method} {address[:80]}: {response.status_code} {leaked}")
    assert not found, f"{len(found)}:\n" + "\n".join(found[:40])


def test_a_file_sent_in_is_never_named_by_its_sender(app, owner, tmp_path):
    """Verification reads a file and forgets it: whatever its name, nothing is written."""
    row = table.row("POST", "/verify/<path:code>")
    before = sorted(tmp_path.rglob("*"))
    for name in (*PAYLOADS[:20], "a\r\nX: y", "=cmd", "<script>", "\x00", "." * 300, ""):
        refill_buckets()
        objects = owner.factory.make(row.needs)
        data = {"file": (io.BytesIO(b"%PDF-1.7 somebody else's"), name)}
        with app.app_context():
            response = app.test_client().post(owner.address(row, objects), data=data, headers=SAME_SITE)
        assert response.status_code in (200, 400), name
    after = [file for file in sorted(tmp_path.rglob("*")) if file not in before and "sqlite3" not in file.name]
    assert not after


def test_what_is_downloaded_has_a_name_of_ours(app, owner):
    row = table.row("GET", "/claims/<int:claim_id>/certificates/<number>.pdf")
    objects = owner.factory.make(row.needs)
    disposition = owner.send("GET", owner.address(row, objects)).headers["Content-Disposition"]
    assert disposition == f'attachment; filename="certificate-{objects["number"]}.pdf"'


def test_no_folder_is_listed_and_nothing_of_the_source_is_served(app, owner):
    for path in (
        "/static/",
        "/static",
        "/static/vendor/",
        "/.git/HEAD",
        "/.git/config",
        "/.env",
        "/app.py",
        "/cme/base/http/request_security.py",
        "/instance/",
        "/keys/session.key",
        "/requirements.txt",
        "/Makefile",
        "/metrics",
        "/debug",
        "/console",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/server-status",
        "/admin",
        "/robots.txt.bak",
    ):
        response = owner.send("GET", path)
        assert response.status_code in (301, 308, 404), path
        assert not [each for each in SECRETS if each in response.data]


def test_a_careless_server_would_be_seen():
    """Prove that the test can fail: a route that joins what it is given hands files out."""
    careless = Flask("careless", root_path=os.fspath(table.FILE.parents[2]))

    @careless.get("/naive/<path:name>")
    def naive(name):
        try:
            return (Path(careless.root_path) / "static" / name).read_bytes()
        except (OSError, ValueError):
            return "", 404

    client = careless.test_client()
    leaked = [p for p in PAYLOADS if any(each in client.get(f"/naive/{p}").data for each in SECRETS)]
    assert len(leaked) >= 5, leaked
