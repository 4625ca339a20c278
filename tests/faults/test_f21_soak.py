"""F21, in small: work goes on for a while, and files, log and memory of the server do not grow with it."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import counts
from tests.faults import claimers, fork_server
from tests.faults.claimers import Claimer
from tests.faults.running_app import Browser
from tests.ledger_audit import assert_ledger_balances

SECONDS = counts(20, 20, heavy=60)
PATIENCE = 300  # seconds, on a busy machine
CLIENTS = 4
EVERYTHING = 25  # pages after which each has been opened once
WAL = 64 * 1024 * 1024
PAGES = ("/dashboard", "/cme/claim", "/cme/claimed", "/cme/review", "/search?q=heart+attack", "/healthz")


class Reader(threading.Thread):
    """A client that opens pages, and the PDF of a claim."""

    def __init__(self, browser, claim, pause):
        super().__init__(daemon=True)
        self.browser, self.claim, self.pause = browser, claim, pause
        self.stop, self.answers, self.opened = threading.Event(), {}, 0

    def run(self):
        number = 0
        while not self.stop.wait(self.pause):
            number += 1
            path = PAGES[number % len(PAGES)] if number % EVERYTHING else f"/claims/{self.claim}/certificate.pdf"
            status, _ = self.browser.ask("GET", path, text=False)
            self.answers[status] = self.answers.get(status, 0) + 1
            self.opened = number


def _measure(running_app) -> dict:
    pids = [pid for group in running_app.groups.values() for pid in fork_server.group(group)]
    files = sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids)
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
    wal = running_app.data / "cme.sqlite3-wal"
    return {"files": files, "memory": sum(pages) * 4096, "wal": wal.stat().st_size if wal.exists() else 0}


def flat(measures: list[dict], more: int) -> bool:
    """Return whether the last quarter has at most `more` open files more than the first."""
    quarter = max(1, len(measures) // 4)
    return max(m["files"] for m in measures[-quarter:]) <= max(m["files"] for m in measures[:quarter]) + more


@pytest.mark.full
def test_files_and_log_stay_as_they_are_while_work_goes_on(running_app, dice):
    with running_app.inside():
        people = [running_app.person() for _ in range(CLIENTS)]
        stock = [running_app.stock(each, 60) for each in people]
    running_app.open()
    with running_app.inside():
        cookies = [running_app.browser(each).cookie for each in people]
    port = running_app.ports[0]
    certified = [Browser(port, c).claim("the-claim-that-stands", s[:3]) for c, s in zip(cookies, stock, strict=True)]
    assert {status for status, _ in certified} == {303}
    # each undoes all that it claims: were the lists to grow, so would what the pages take, and no leak would show
    writers = [
        Claimer(Browser(port, c), s[3:], random.Random(dice.random()), undoes=1, pause=0.2)
        for c, s in zip(cookies, stock, strict=True)
    ]
    readers = [Reader(Browser(port, c), to.split("/")[2], 0.2) for c, (_, to) in zip(cookies, certified, strict=True)]
    for each in (*writers, *readers):
        each.start()
    until = time.monotonic() + PATIENCE
    while min(each.opened for each in readers) < 2 * EVERYTHING:
        assert time.monotonic() < until, "nobody is answered"
        time.sleep(0.1)
    measures = []
    for _ in range(20):
        time.sleep(SECONDS / 20)
        measures.append(_measure(running_app))
    for each in (*writers, *readers):
        each.stop.set()
    for each in (*writers, *readers):
        each.join(PATIENCE)
        assert not each.is_alive()
    answers = {status: sum(r.answers.get(status, 0) for r in readers) for r in readers for status in r.answers}
    print(
        f"{sum(answers.values())} pages, {sum(len(w.acked) for w in writers)} claims in {SECONDS} s; "
        f"first {measures[0]}, last {measures[-1]}"
    )
    assert all(not each.errors for each in writers)
    assert set(answers) <= {200, 202, 303}, answers
    assert flat(measures, 6), [m["files"] for m in measures]
    assert max(m["wal"] for m in measures) < WAL
    assert measures[-1]["memory"] - measures[len(measures) // 2]["memory"] < 15_000_000
    acked = {key: claim for each in writers for key, claim in each.acked.items()}
    with running_app.inside():
        assert claimers.missing(acked, {n for each in writers for n in each.undone}) == []
        assert claimers.partial() == [] and claimers.integrity_errors() == []
        assert_ledger_balances()


def test_a_server_that_leaks_files_is_found_out(tmp_path):
    """The power check: a process that opens a file a round, and closes none."""
    leaked, measures = [], []
    for number in range(20):
        leaked.append((tmp_path / str(number)).open("w"))
        measures.append({"files": len(list(Path("/proc/self/fd").iterdir()))})
    for each in leaked:
        each.close()
    assert not flat(measures, 6)
