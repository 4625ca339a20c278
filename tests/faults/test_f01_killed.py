"""F1: everything is killed under load, again and again; what was acknowledged is there, and nothing was written in part."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

import pytest

from cme.base import audit_log, queue
from cme.base.audit_log import Note
from cme.claim.records import Claim
from tests.conftest import counts
from tests.faults import claimers
from tests.faults.claimers import Claimer
from tests.faults.running_app import Browser
from tests.ledger_audit import assert_ledger_balances

CLIENTS = 6
STOCK = 45  # entries for each client and round
PATIENCE = 300  # seconds, on a busy machine


@dataclass
class Tally:
    """What happened: acknowledged claims by key, undone ones, interrupted requests, what was found wrong."""

    acked: dict = field(default_factory=dict)
    undone: set = field(default_factory=set)
    undoing: set = field(default_factory=set)
    interrupted: int = 0
    busy: int = 0
    lost: list = field(default_factory=list)
    partial: list = field(default_factory=list)

    def add(self, some) -> None:
        """Add what clients remember."""
        self.undoing = {number for each in some for number in each.undoing}
        for each in some:
            assert not each.errors, each.errors
            self.acked |= each.acked
            self.undone |= each.undone
            self.lost += each.lost
            each.lost = []  # counted
            self.interrupted += bool(each.interrupted)
            self.busy += each.busy
            each.busy = 0  # counted


def kill_repeatedly(running_app, dice, kills, undoes=True, pause=0.0, ready=lambda: True, **options) -> Tally:
    """Open the application, let six clients claim and undo, kill it once some got answers, check; repeat it `kills` times.

    `ready`: what else must have happened before the first kill; it is asked inside the application.
    """
    with running_app.inside():
        people = [running_app.person() for _ in range(CLIENTS)]
        clients = [
            (running_app.browser(each, port=1).cookie, running_app.stock(each, STOCK * kills)) for each in people
        ]
    tally, before = Tally(), []
    for _ in range(kills):
        hold = dice.choice([0, 10])  # at 0 the worker releases while others claim
        running_app.open(**options, CLAIM_HOLD_MINUTES=str(hold))
        for each in before:
            each.browser = Browser(running_app.ports[0], each.browser.cookie)
            each.retry()
        tally.add(before)
        before = [
            Claimer(
                Browser(running_app.ports[n % len(running_app.ports)], cookie),
                free,
                random.Random(dice.random()),
                undoes and hold > 0,
                pause,
            )
            for n, (cookie, free) in enumerate(clients)
        ]
        for each in before:
            each.start()
        _wait_for_answers(before)
        with running_app.inside():
            _wait_until(ready, before)
        time.sleep(dice.uniform(0.05, 0.4))  # any moment of it
        running_app.kill()
        for each in before:
            each.stop.set()
            each.join(PATIENCE)
        tally.add(before)
        with running_app.inside():
            fresh = {key: claim for each in before for key, claim in each.acked.items()}
            tally.lost += claimers.missing(fresh, tally.undone, tally.undoing)
            tally.partial += claimers.partial() + claimers.integrity_errors()
    return tally


def _wait_for_answers(some) -> None:
    enough = sum(len(each.acked) for each in some) + 2
    _wait_until(lambda: sum(len(each.acked) for each in some) >= enough, some)


def _wait_until(condition, some) -> None:
    """Wait until something is true, or nobody claims any more."""
    until = time.monotonic() + PATIENCE
    while not condition() and any(each.is_alive() for each in some):
        assert time.monotonic() < until, "nobody is answered"
        time.sleep(0.005)


def test_everything_is_killed_and_what_was_acknowledged_stands(running_app, dice):
    postgres = running_app.url.startswith("postgres")
    kills = counts(24, 3, running_app.url, heavy=200)
    # two servers and two workers share a database only where it is PostgreSQL
    tally = kill_repeatedly(running_app, dice, kills, servers=1 + postgres, workers=1 + postgres)
    print(
        f"{kills} kills, {len(tally.acked)} claims acknowledged, {len(tally.undone)} undone, {tally.interrupted} interrupted, "
        f"{tally.busy} busy"
    )
    assert tally.lost == [] and tally.partial == []
    assert len(tally.acked) > kills and tally.interrupted > kills, "the kills hit nothing"
    with running_app.inside():
        assert claimers.missing(tally.acked, tally.undone, tally.undoing) == []
        assert_ledger_balances()
        for _ in range(200):  # what killed workers left is found, some at a time; finding leaves notes in turn
            queue.find()
            if not Note.select().exists():
                break
        assert Note.select().count() == 0 and audit_log.errors() == []
        assert claimers.partial() == []
        assert audit_log.head()[0] >= Claim.select().count()


@pytest.mark.full
def test_a_server_that_acknowledges_before_it_writes_is_found_out(running_app, dice):
    """The power check: with claims written a moment later, the same kills lose some, and only what they hit."""
    # such a server knows no number to undo by: here they only claim
    tally = kill_repeatedly(
        running_app, dice, 4, False, 0.05, Claim.select().exists, target="tests.faults.hasty:create_asgi_app", workers=0
    )
    lost = [problem for problem in tally.lost if problem.endswith("is lost")]
    assert 0 < len(lost) < len(tally.acked), f"{len(lost)} of {len(tally.acked)} lost"
