"""F3: the same claim from two tabs, fifty times each at once: exactly one stands, and everybody is told the same."""

from __future__ import annotations

import threading

import pytest

from cme.base.store import db as database
from cme.base.store.db import db
from cme.claim.records import Claim
from tests.conftest import counts
from tests.faults import claimers
from tests.ledger_audit import assert_ledger_balances

ROUNDS = counts(8, 2, heavy=20)
TABS, THREADS, LINES = 2, 50, 3


def at_once(functions) -> list:
    """Run functions at the same moment, each in a thread; return their results."""
    start, answers, errors = threading.Barrier(len(functions)), [None] * len(functions), []

    def run(number, function):
        try:
            start.wait(300)
            answers[number] = function()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert not errors, errors[:3]
    return answers


# two servers share a database only where it is PostgreSQL
@pytest.mark.parametrize("servers", [1, pytest.param(2, marks=pytest.mark.database("postgresql"))])
def test_two_tabs_with_fifty_threads_each_make_one_claim(running_app, servers):
    with running_app.inside():
        person = running_app.person()
        stock = running_app.stock(person, ROUNDS * LINES)
    # a slow machine is not what is tried here, nor a connection that was idle for too long
    running_app.open(servers=servers, DATABASE_WAIT_MS="30000", SENDER_SECONDS="60")
    with running_app.inside():
        browser = running_app.browser(person)
    browsers = [
        type(browser)(port, browser.cookie) for port in running_app.ports for _ in range(TABS * THREADS // servers)
    ]
    for number in range(ROUNDS):
        entries = stock[number * LINES :][:LINES]

        def confirm(browser, tab, entries=entries, number=number):
            return lambda: (tab, *browser.claim(f"one-key-of-tab-{tab}-{number:06}", entries))

        answers = at_once([confirm(each, n % TABS) for n, each in enumerate(browsers)])
        (winner,) = {tab for tab, status, _ in answers if status == 303}
        won = {(status, location) for tab, status, location in answers if tab == winner}
        assert len(won) == 1 and next(iter(won))[0] == 303, f"the same key, and other answers: {won}"
        lost = {status for tab, status, _ in answers if tab != winner}
        assert lost == {422}, f"the other tab was answered {lost}"
    running_app.close()
    with running_app.inside():
        claims = list(Claim.select())
        assert len(claims) == ROUNDS and {row.total for row in claims} == {50 * LINES}
        assert claimers.partial() == [] and claimers.integrity_errors() == []
        assert_ledger_balances()


def test_the_same_threads_find_out_a_ledger_that_looks_and_then_writes(running_app):
    """The power check: a balance that is looked at before the transaction that writes is given out many times."""
    with running_app.inside():
        db.execute_sql("CREATE TABLE naive (entry INTEGER, amount INTEGER)")
        db.execute_sql("INSERT INTO naive VALUES (1, 50)")

    looked = threading.Barrier(30)

    def claim():
        with running_app.app.app_context(), database.scope():
            left = db.execute_sql("SELECT SUM(amount) FROM naive WHERE entry = 1").fetchone()[0]
            looked.wait(300)
            if left > 0:
                with db.atomic():
                    db.execute_sql("INSERT INTO naive VALUES (1, -50)")
        db.close()

    at_once([claim] * 30)
    with running_app.inside():
        assert db.execute_sql("SELECT SUM(amount) FROM naive").fetchone()[0] < 0
