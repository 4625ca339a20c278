"""The real server: its headers, its own responses, and bytes that are no proper request."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from cme.base import settings
from cme.base.ops import serve
from tests.conftest import settings_for
from tests.matrix.headers import POLICY, policy

ROOT = Path(__file__).parents[2]
PASS = ("app.py", "etc/passwd", "keys/session.key")


@pytest.fixture(scope="module")
def server(_sqlite_template, tmp_path_factory):
    """Start Granian with the options of `make serve` and yield its port."""
    data = tmp_path_factory.mktemp("real")
    shutil.copy(_sqlite_template, data / "cme.sqlite3")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = settings_for(f"sqlite:///{data / 'cme.sqlite3'}", data, PORT=str(port), BASE_URL="https://cme.example.org")
    command = [str(part) for part in serve.web_command(settings.read(env))]
    process = subprocess.Popen(
        command,
        env={**os.environ, **env, "CME_SERVING": "1"},
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if b" 200 " in raw(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def raw(port: int, request: bytes, wait: float = 10) -> bytes:
    """Send bytes; return what the server sends until it closes, or for so many seconds."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as line:
        line.sendall(request)
        response = b""
        try:
            while part := line.recv(65536):
                response += part
        except (TimeoutError, ConnectionResetError):
            pass
    return response


def ask(port, first: str, *headers: str, body: bytes = b"") -> tuple[int, list, bytes]:
    """Send a request with these header lines; return status, headers and body."""
    lines = [first, "Host: cme.example.org", "Connection: close", *headers]
    response = raw(port, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    assert response, f"no answer to {first}"
    head, _, rest = response.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return int(status.split(" ")[1]), [tuple(each.partition(":")[::2]) for each in lines], rest


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/nowhere", 404),
        ("/static/cme.css", 200),
        ("/dashboard", 303),
        ("/healthz", 200),
        ("/verify/none", 404),
        ("/static/../app.py", 404),
    ],
)
def test_every_answer_has_its_headers_once_and_tells_nothing_of_the_server(server, path, status):
    got, headers, _ = ask(server, f"GET {path} HTTP/1.1")
    assert got == status
    values = {name.lower(): value.strip() for name, value in headers}
    once = [name.lower() for name, _ in headers]
    assert policy(values["content-security-policy"]) == POLICY
    assert values["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert values["x-content-type-options"] == "nosniff"
    for name in ("content-security-policy", "strict-transport-security", "x-frame-options", "referrer-policy"):
        assert once.count(name) == 1
    assert not {"x-powered-by", "access-control-allow-origin", "via"} & set(once), values
    assert values.get("server", "") == "" and "granian" not in str(headers).lower()


def test_trace_is_refused_and_echoes_nothing(server):
    status, _, body = ask(server, "TRACE / HTTP/1.1", "Cookie: secret=canary", "Sec-Fetch-Site: same-origin")
    assert status in (400, 403, 405, 501) and b"canary" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../{}",
        "/static/..%2f..%2f{}",
        "/static/%2e%2e/%2e%2e/{}",
        "/../../../../{}",
        "/static/..\\..\\{}",
        "//{}",
        "/static//{}",
        "/articles/..%00/{}",
    ],
)
def test_a_path_that_no_browser_would_send_leads_nowhere(server, path):
    for target in PASS:
        status, _, body = ask(server, f"GET {path.format(target)} HTTP/1.1")
        assert status in (303, 308, 400, 404), (path, status)
        assert b"def create_app" not in body and b"root:x:0" not in body


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: \x00\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\nConnection: close\r\n\r\n",
        b"POST /look HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /look HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + b"X-A: b\r\n" * 5000 + b"\r\n",
    ],
    ids=range(11),
)
def test_what_is_no_request_is_refused_and_the_server_goes_on(server, request_):
    response = raw(server, request_, wait=2)
    assert not response or b" 4" in response[:20] or b" 5" not in response[:20]
    assert b" 500 " not in response[:40] and b"Traceback" not in response
    assert ask(server, "GET /healthz HTTP/1.1")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        (b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\nG"),
        (b"Content-Length: 6\r\nContent-Length: 5\r\n", b"theme=G"),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", b"0\r\n\r\nG"),
        (b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\nG"),
        (b"Transfer-Encoding : chunked\r\nContent-Length: 4\r\n", b"0\r\n\r\nG"),
    ],
    ids=["CL.TE", "CL.CL", "TE.TE", "another TE", "a space"],
)
def test_two_lengths_do_not_hide_a_second_request(server, headers):
    """Smuggling: what follows the body must never be answered as a request of its own."""
    lengths, body = headers
    hidden = b"ET /healthz?smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    start = b"POST /look HTTP/1.1\r\nHost: cme.example.org\r\nSec-Fetch-Site: same-origin\r\n"
    response = raw(server, start + lengths + b"\r\n" + body + hidden, wait=2)
    assert b'{"status":"ok"}' not in response.replace(b" ", b"") or response.startswith(b"HTTP/1.1 4")
    assert ask(server, "GET /healthz HTTP/1.1")[0] == 200


def test_a_body_over_the_limit_is_refused_before_it_is_sent(server):
    kind, size = "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {13 * 1024 * 1024}"
    status, _, page = ask(server, "POST /look HTTP/1.1", kind, size, "Sec-Fetch-Site: same-origin")
    assert status == 413 and b"12 MB" in page
