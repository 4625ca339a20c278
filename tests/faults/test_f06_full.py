"""F6: the disk fills up: nothing acknowledged is lost, the page says so, and it goes on when there is room again."""

from __future__ import annotations

import resource
import time

import pytest

from cme.base import queue
from cme.base.store import db as database
from cme.base.store.db import db
from cme.claim.records import Claim, Outcome
from tests.faults import claimers, fork_server
from tests.ledger_audit import assert_ledger_balances

SENTENCE = "Nothing can be saved just now"


# about SQLite's files; the disk of a PostgreSQL server is its own
pytestmark = pytest.mark.database("sqlite")


def _claim_until_refused(browser, entries, acked, at_most=400):
    for number in range(at_most):
        some = [entries.pop() for _ in range(3)]
        key = f"until-full-{len(acked):06}-{number:06}"
        status, page = browser.post("/cme/claims", key=key, type="ama-pra-1", entry=some)
        if status != 303:
            return key, some, status, page
        acked[key] = browser.headers["location"].split("/")[2], some
    raise AssertionError("the disk was never full")


def _wait_until(condition, message, seconds=300):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, message
        time.sleep(0.1)


def _limit_files(running_app, size=None) -> None:
    """Let no file of the application grow beyond a size, for whichever process; without one, let them grow again."""
    for group in running_app.groups.values():
        for pid in fork_server.group(group):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size or hard, hard))


@pytest.mark.full
def test_without_room_claims_are_refused_in_words_and_go_on_when_there_is_limit_files(running_app):
    with running_app.inside():
        person = running_app.person()
        entries = running_app.stock(person, 1500)
    running_app.open(CLAIM_HOLD_MINUTES="0")
    with running_app.inside():
        browser = running_app.browser(person)
    acked = {}
    for _ in range(3):
        files = [running_app.data / f"cme.sqlite3{end}" for end in ("", "-wal")]
        full = max(file.stat().st_size for file in files if file.exists()) + 200_000
        _limit_files(running_app, full)
        # the answer that refused is looked at: a moment later the worker may have made room in the log of writes
        key, some, status, page = _claim_until_refused(browser, entries, acked)
        assert status == 503 and SENTENCE in page and browser.headers["retry-after"] == "60"
        assert browser.get("/cme/claimed")[0] == 200, "reading needs no room"
        assert browser.get("/healthz")[0] == 200
        _limit_files(running_app)
        status, location = browser.claim(key, some)  # the same form again
        assert status == 303
        acked[key] = location.split("/")[2], some
    with running_app.inside():
        assert claimers.missing(acked, set()) == [] and claimers.partial() == [] and claimers.integrity_errors() == []
        assert Claim.select().count() == len(acked)
        queue.wake()  # or it waits for the minute: what woke it while there was no room may be lost
        _wait_until(lambda: Outcome.select().count() == len(acked), "the worker did not go on")
        assert_ledger_balances()
        # the power check: a refusal taken for an acknowledgement would be found
        assert claimers.missing(acked | {"refused": ("0", some)}, set()) == ["claim 0 is lost"]


def test_a_page_count_that_is_reached_is_the_same(running_app, dice):
    from cme.claim import records as claims

    with running_app.inside():
        person = running_app.person()
        entries = running_app.stock(person, 900)
        limit = db.execute_sql("PRAGMA page_count").fetchone()[0] + 3
        db.execute_sql(f"PRAGMA max_page_count={limit}")
        acknowledged = []
        with pytest.raises(Exception) as caught:
            while True:
                key = f"until-the-last-page-{len(acknowledged):04}"
                acknowledged.append(
                    claims.claim(person, key, "ama-pra-1", [(entries.pop(), None) for _ in range(3)], by="test")
                )
        assert database.database_failure(caught.value) == "full"
        assert not db.in_transaction() and Claim.select().count() == len(acknowledged) > 0
        assert claimers.partial() == [] and claimers.integrity_errors() == []
        db.execute_sql("PRAGMA max_page_count=1073741823")
        claims.claim(person, key, "ama-pra-1", [(entries.pop(), None) for _ in range(3)], by="test")
        assert_ledger_balances()
