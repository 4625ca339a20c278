"""F7: somebody holds the database: a request ends in time and says so, reading goes on, the next claim works."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest

from cme.base import clock
from tests.conftest import FULL, HEAVY
from tests.faults import claimers
from tests.faults.test_f03_same_claim import at_once
from tests.ledger_audit import assert_ledger_balances

WAIT = 5.0 if HEAVY else 1.0 if FULL else 0.5  # seconds: the real patience, or a short one
HOLD_SQLITE = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
HOLD_POSTGRES = """
import psycopg, sys
held = psycopg.connect(sys.argv[1])
held.execute("SELECT * FROM person FOR UPDATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(running_app):
    """Let another process hold the writer's lock (on PostgreSQL: every person's row)."""
    postgres = running_app.url.startswith("postgres")
    command = [sys.executable, "-c", HOLD_POSTGRES if postgres else HOLD_SQLITE]
    database = running_app.url if postgres else str(running_app.data / "cme.sqlite3")
    other = subprocess.Popen([*command, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "held\n"
        yield
    finally:
        other.kill()
        other.communicate()


def timed(send):
    """Call `send`; return the seconds that it took and its result."""
    start = time.monotonic()
    result = send()
    return time.monotonic() - start, *result


def in_time(seconds: list[float], wait: float, usual: list[float]) -> bool:
    """Return whether requests ended within `wait`, half a second and what as many take in a row without the lock."""
    return statistics.median(seconds) <= wait + 0.5 + sum(usual) and max(seconds) <= wait + 3 + 2 * sum(usual)


@pytest.fixture
def open_with_clients(running_app):
    def open_with(wait: float, clients: int):
        with running_app.inside():
            people = [running_app.person() for _ in range(clients)]
            stock = [running_app.stock(each, 6) for each in people]
        running_app.open(workers=0, DATABASE_WAIT_MS=str(int(wait * 1000)))
        with running_app.inside():
            browsers = [running_app.browser(each, seen=clock.now() - timedelta(minutes=5)) for each in people]
        for each in browsers:
            assert each.get("/healthz")[0] == 200
        return list(zip(browsers, stock, strict=True))

    return open_with


def test_a_claim_ends_in_time_and_says_busy_and_the_next_one_works(running_app, open_with_clients):
    clients = open_with_clients(WAIT, 8)
    with locked(running_app):
        first = [timed(lambda b=b, s=s: b.claim(f"held-{s[0]:012}-first", s[:3])) for b, s in clients[:1]]
        # eight at once wait side by side, and not one after the other
        together = at_once(
            [lambda b=b, s=s: timed(lambda: b.claim(f"held-{s[0]:012}-again", s[:3])) for b, s in clients]
        )
        browser = clients[0][0]
        status, page = browser.post(
            "/cme/claims", key="held-and-the-page-01", type="ama-pra-1", entry=clients[0][1][:3]
        )
        assert (status, browser.headers["retry-after"]) == (503, "5") and "Busy" in page and "nothing was lost" in page
    waited = [seconds for seconds, *_ in first + together]
    assert {status for _, status, _ in first + together} == {503}
    second = [timed(lambda b=b, s=s: b.claim(f"held-{s[0]:012}-again", s[:3])) for b, s in clients]
    assert {status for _, status, _ in second} == {303}
    usual = [seconds for seconds, *_ in second]
    print(
        f"patience {WAIT} s, took {[round(each, 2) for each in waited]}, usually {[round(each, 2) for each in usual]}"
    )
    assert min(waited) >= WAIT * 0.9 and in_time(waited, WAIT, usual)
    with running_app.inside():
        assert claimers.partial() == [] and claimers.integrity_errors() == []
        assert_ledger_balances()


@pytest.mark.database("sqlite")  # on PostgreSQL nobody holds a whole database
def test_reading_waits_for_nobody(running_app, open_with_clients):
    ((browser, _),) = open_with_clients(WAIT * 4, 1)
    with locked(running_app):
        answers = [timed(lambda path=path: browser.get(path)) for path in ("/cme/claim", "/dashboard", "/cme/claimed")]
    assert {status for _, status, _ in answers} == {200}
    assert min(seconds for seconds, *_ in answers) < WAIT * 4, "the session's note of when it was seen waited"


@pytest.mark.full
def test_a_server_with_more_patience_is_found_out(running_app, open_with_clients):
    """The power check: the same bound, and a server that waits three times as long and a second."""
    ((browser, stock),) = open_with_clients(0.5 * 3 + 1, 1)
    with locked(running_app):
        seconds, status, _ = timed(lambda: browser.claim("more-patience-than-said", stock[:3]))
    usual, second, _ = timed(lambda: browser.claim("more-patience-than-said", stock[:3]))
    assert (status, second) == (503, 303) and not in_time([seconds], 0.5, [usual])
