"""A call to another machine ends in time whatever that does, and says whether anything was sent."""

from __future__ import annotations

import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cme.base import outbound
from tests import ports
from tests.report.destinations import answer, raw

DEADLINE = 0.4
PLENTY = 60.0  # for what comes back at once: the machine that runs the tests may be busy
SLACK = 30.0


def _call(url, **more):
    started = time.monotonic()
    try:
        return outbound.call("POST", url, **{"allowed": [url], "body": b"{}", "deadline": DEADLINE} | more)
    finally:
        assert time.monotonic() - started < more.get("deadline", DEADLINE) + SLACK


def says_nothing(connection):
    """Keep a connection open until the caller has had enough."""
    connection.settimeout(PLENTY + SLACK)
    while connection.recv(65536):
        pass


def _slowly(data, pause=0.05, first=b""):
    def act(connection):
        connection.sendall(first)
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return act


def _reset(first=b""):
    def act(connection):
        connection.sendall(first)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BAD = {
    "says nothing": (says_nothing, "timeout"),
    "drips its headers": (_slowly(HEAD + b"X-A: 1\r\n" * 80), "timeout"),
    "drips its body": (_slowly(b"x" * 300, first=HEAD + b"Content-Length: 300\r\n\r\n"), "timeout"),
    "drips without a length": (_slowly(b"x" * 300, first=HEAD + b"\r\n"), "timeout"),
    "sends headers without end": (_slowly(b"", first=HEAD + b"X-A: " + b"a" * 300_000), None),
    "hangs up": (lambda connection: None, None),
    "resets": (_reset(), None),
    "resets in the middle": (_reset(HEAD + b"Content-Length: 10\r\n\r\nabc"), None),
    "promises more than it sends": (_slowly(b"", first=HEAD + b"Content-Length: 10\r\n\r\nabc"), None),
    "speaks no HTTP": (_slowly(b"", first=b"220 mail ready\r\n\r\n"), None),
    "sends a chunk of no number": (_slowly(b"", first=HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), None),
    "announces too much": (
        _slowly(b"x", first=HEAD + b"Content-Length: 99999999\r\n\r\n" + b"x" * 2_000_000),
        "too-large",
    ),
    "sends too much": (_slowly(b"", first=HEAD + b"\r\n" + b"x" * 2_000_000), "too-large"),
    "packs its answer": (_slowly(b"", first=answer(body=b"\x1f\x8b", Content_Encoding="gzip")), "packed"),
}


def _call_until_sent(url, deadlines):
    """Call with the first of these deadlines that is long enough to send anything on this machine just now."""
    for deadline in deadlines:
        try:
            return _call(url, deadline=deadline)
        except outbound.NoConnection:
            if deadline == deadlines[-1]:
                raise


@pytest.mark.parametrize("kind", BAD)
def test_after_the_request_went_out_everything_but_a_whole_answer_is_unclear_and_ends_in_time(kind):
    act, code = BAD[kind]
    with raw(act) as machine:
        with pytest.raises(outbound.Unclear) as found:
            _call_until_sent(machine.url, [DEADLINE, 4 * DEADLINE, PLENTY] if code == "timeout" else [PLENTY])
        assert machine.heard.wait(PLENTY) and len(machine.requests) == 1  # and is not tried again behind our back
    assert code is None or found.value.code == code
    assert found.value.args[0].endswith(".")


def test_a_whole_answer_comes_with_status_headers_and_body_whatever_the_status():
    for status in (200, 201, 404, 500):
        with raw(answer(status, b'{"a": 1}', X_One="two")) as machine:
            reply = _call(machine.url + "/path?x=1", headers={"X-Key": "é"}, deadline=PLENTY)
        assert (reply.status, reply.body, reply.headers["x-one"]) == (status, b'{"a": 1}', "two")
        assert machine.requests[0].startswith(b"POST /path?x=1 HTTP/1.1\r\n")


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_is_never_followed(status):
    with raw(answer()) as other, raw(answer(status, b"", Location=other.url)) as machine:
        with pytest.raises(outbound.Unclear) as found:
            _call(machine.url, allowed=[machine.url, other.url], deadline=PLENTY)
        assert found.value.code == "redirect" and not other.requests


def test_where_nobody_listens_nothing_was_sent():
    with pytest.raises(outbound.NoConnection) as found:
        _call(f"http://127.0.0.1:{ports.reserve()}", deadline=PLENTY)
    assert found.value.code == "no-connection"


def test_a_name_that_does_not_exist_means_that_nothing_was_sent():
    with pytest.raises(outbound.NoConnection):
        _call("http://nobody.invalid", deadline=PLENTY)


def test_a_name_server_that_does_not_answer_holds_nobody_up(monkeypatch):
    end = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: end.wait(PLENTY) or [])
    try:
        with pytest.raises(outbound.NoConnection) as found:
            _call("http://slow.example")
        assert found.value.code == "timeout"
    finally:
        end.set()


def test_a_machine_that_takes_no_connection_means_that_nothing_was_sent():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        with pytest.raises(outbound.NoConnection) as found:
            _call(f"http://127.0.0.1:{address[1]}")
        assert found.value.code == "timeout"
        for one in waiting:
            one.close()


OTHER_ADDRESSES = (
    "http://127.0.0.1:{other}/",
    "https://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://127.0.0.1:{port}@evil.example/",
    "http://evil.example@127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "",
    "http://",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:{port}.evil.example/",
    "http://[::ffff:127.0.0.1]:{port}/",
)


@pytest.mark.parametrize("form", OTHER_ADDRESSES)
def test_only_the_addresses_of_the_settings_are_called(form):
    with raw(answer()) as machine:
        with pytest.raises(outbound.NoConnection):
            _call(form.format(port=machine.port, other=ports.reserve()), allowed=[machine.url])
        assert not machine.requests


def test_a_password_that_fits_into_no_header_stands_in_no_message():
    with raw(answer()) as machine:
        for wrong in ("geheim\r\nX-Evil: 1", "geheim\x00", "geheim ", "\tgeheim"):
            with pytest.raises(outbound.NoConnection) as found:
                _call(machine.url, headers={"Password": wrong})
            assert "geheim" not in str(found.value) + repr(found.value.__cause__) and found.value.code == "request"
        assert not machine.requests


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    with raw(answer(502)) as proxy, raw(answer(200)) as machine:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        assert _call(machine.url, deadline=PLENTY).status == 200 and not proxy.requests


def test_many_threads_call_at_once_and_each_keeps_its_deadline():
    with raw(says_nothing) as machine, ThreadPoolExecutor(8) as pool:
        ends = [pool.submit(_call, machine.url) for _ in range(16)]
        assert all(isinstance(one.exception(), outbound.Failed) for one in ends)
