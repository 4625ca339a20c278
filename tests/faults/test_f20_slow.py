"""F20: slow senders by the hundred hold nobody up, and a form that came in part is not read as a whole."""

from __future__ import annotations

import socket
import statistics
import threading
import time

import pytest

from cme.base import settings
from cme.claim.records import Claim
from tests import ports
from tests.faults.running_app import Browser

SENDERS = 300
HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nemail="
)


class Drips:
    """Connections that send a little and a little more, until they are stopped."""

    def __init__(self, port, head, drop):
        self.sockets = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(SENDERS)]
        self.drop, self.stopped = drop, threading.Event()
        for each in self.sockets:
            each.sendall(head)
        self.thread = threading.Thread(target=self._drip, daemon=True)
        self.thread.start()

    def _drip(self):
        while not self.stopped.wait(0.3):
            for each in self.sockets:
                try:
                    each.sendall(self.drop)
                except OSError:
                    continue

    def closed_by_server(self) -> int:
        """Count the connections that the server has closed."""
        count = 0
        for each in self.sockets:
            each.setblocking(False)
            try:
                while each.recv(4096):
                    pass
                count += 1
            except BlockingIOError:
                pass
            except OSError:
                count += 1
            each.settimeout(20)
        return count

    def close(self):
        self.stopped.set()
        self.thread.join(20)
        for each in self.sockets:
            each.close()


def health(port, times=8, patience=5.0) -> list[float]:
    """Check the health so often, each time over a new connection; return the seconds, `patience` for no answer."""
    seconds = []
    for _ in range(times):
        start = time.monotonic()
        try:
            well = Browser(port, timeout=patience).get("/healthz")[0] == 200
        except OSError:
            well = False
        seconds.append(time.monotonic() - start if well else patience)
    return seconds


def patience_of(port) -> float:
    """Return how many seconds a response may take while others send slowly, from what it takes without them."""
    return max(2.0, 20 * max(health(port, times=3)))


@pytest.fixture
def drips(running_app):
    created = []

    def drip(kind):
        created.append(Drips(running_app.ports[0], *((HEAD, b"X-a: b\r\n") if kind == "headers" else (BODY, b"a"))))
        return created[-1]

    yield drip
    for each in created:
        each.close()


def test_three_hundred_heads_and_three_hundred_bodies_hold_nobody_up_and_are_let_go(running_app, drips):
    running_app.open(workers=0, SENDER_SECONDS="3")
    patience = patience_of(running_app.ports[0])
    both = [drips("headers"), drips("bodies")]
    seconds = health(running_app.ports[0], patience=2 * patience)
    print(f"healthz took {[round(each, 2) for each in seconds]} of {patience:.1f} s")
    assert statistics.median(seconds) <= patience / 2 and max(seconds) < 2 * patience
    until = time.monotonic() + 300
    while (gone := [each.closed_by_server() for each in both]) != [SENDERS, SENDERS]:
        assert time.monotonic() < until, f"still held: {gone} of {SENDERS} are let go"
        time.sleep(0.2)
    assert Browser(running_app.ports[0]).get("/healthz")[0] == 200


@pytest.mark.full
def test_a_server_that_gives_a_thread_to_every_body_is_found_out(running_app, drips):
    """The power check: the same drips against the same application as plain WSGI, with as many threads."""
    from cme.base.ops import serve

    running_app.ports.append(port := ports.reserve())
    env = running_app.environment(port)
    command = [str(part) for part in serve.web_command(settings.read(env))[:-1]]
    command[command.index("asginl")] = "wsgi"
    running_app._spawn(f"web {port}", [*command, "--blocking-threads", "8", "app:create_app"], env)
    running_app.wait_for_server(port)
    patience = patience_of(port)
    drips("bodies")
    assert health(port, times=1, patience=patience) == [patience]


def test_a_claim_whose_sender_goes_away_in_the_middle_is_not_made_of_what_came(running_app):
    with running_app.inside():
        person = running_app.person()
        entries = running_app.stock(person, 10)
    running_app.open(workers=0)
    with running_app.inside():
        browser = running_app.browser(person)
    form = "key=cut-in-the-middle-000001&type=ama-pra-1" + "".join(f"&entry={each}" for each in entries)
    head = (
        f"POST /cme/claims HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {browser.cookie}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    for end in (len(form) // 2, len(form) - 1):
        with socket.create_connection(("127.0.0.1", running_app.ports[0]), timeout=300) as sender:
            sender.sendall((head + form[:end]).encode())
            sender.shutdown(socket.SHUT_WR)
            while sender.recv(4096):
                pass  # the server has seen the end when it hangs up
    running_app.close()  # and has ended whatever it began
    with running_app.inside():
        assert Claim.select().count() == 0
    running_app.open(workers=0)
    assert browser.claim("cut-in-the-middle-000001", entries)[0] == 303
