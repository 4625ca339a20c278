"""Nothing is claimed twice: double clicks, two tabs, retries, all at once (L4). Real threads, real requests."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cme.base.domain.refusal import Refused
from cme.base.store.db import db, is_postgres, scope
from cme.claim import records as claims
from cme.claim.records import Claim, Line, Outcome
from cme.earn.records import Move
from cme.evaluate import records as evaluate
from tests.client import SAME_SITE
from tests.conftest import FULL
from tests.ledger_audit import assert_ledger_balances

PATIENCE = 300  # seconds: other processes use this machine too
ONE_KEY = "one-form-one-key-0001"


@pytest.fixture
def at_once(app):
    """Run functions at the same moment, each in a thread with its own connection; gives their answers."""

    def at_once(*functions):
        ready = threading.Barrier(len(functions))

        def run(function):
            ready.wait(PATIENCE)
            with app.app_context(), scope():
                try:
                    return function()
                finally:
                    if not is_postgres():
                        db.close()  # SQLite keeps one for each thread, and this one is over

        with ThreadPoolExecutor(len(functions)) as pool:
            return [each.result(PATIENCE) for each in [pool.submit(run, function) for function in functions]]

    return at_once


@pytest.fixture
def browsers(app, alice):
    """Make browsers that all hold Alice's session."""
    session = alice.client.get_cookie("session").value

    def browsers(count):
        the_claim = [app.test_client() for _ in range(count)]
        for each in the_claim:
            each.set_cookie("session", session)
        return the_claim

    return browsers


def confirming(browser, key, entries):
    def confirm():
        data = {"key": key, "type": "ama-pra-1", "entry": [str(entry.id) for entry in entries]}
        answer = browser.post("/cme/claims", data=data, headers=SAME_SITE)
        return answer.status_code, answer.location

    return confirm


def test_fifty_confirmations_at_once_give_one_claim_and_fifty_equal_answers(cast, browsers, at_once):
    entries = [cast.reviewed(cast.physician, f"question {n}") for n in range(3)]
    answers = at_once(*[confirming(browser, ONE_KEY, entries) for browser in browsers(50)])
    (the_claim,) = Claim.select()
    assert set(answers) == {(303, f"/claims/{the_claim.id}/feedback")}
    assert (the_claim.total, Line.select().count(), Move.select().where(Move.kind == "claimed").count()) == (150, 3, 3)
    assert_ledger_balances()


def test_the_same_threads_break_a_naive_ledger(app, at_once):
    """The power check: look, then write, is not enough, and these threads show it."""
    db.execute_sql("CREATE TABLE naive_claim (entry integer)")
    looked = threading.Barrier(20)

    def claim():
        claimed_amounts = db.execute_sql("SELECT 1 FROM naive_claim WHERE entry = 1").fetchone()
        looked.wait(PATIENCE)
        if claimed_amounts:
            return "already claimed"
        db.execute_sql("INSERT INTO naive_claim VALUES (1)")
        return "claimed"

    assert at_once(*[claim] * 20).count("claimed") > 1


def test_two_tabs_with_different_keys_give_one_claim_and_one_refusal(cast, browsers, at_once):
    for n in range(10 if FULL else 3):
        entries = [cast.reviewed(cast.physician, f"question {n} {m}") for m in range(2)]
        pair = zip(browsers(2), "ab", strict=True)
        answers = at_once(*[confirming(each, f"key-of-tab-{tab}-{n:08}", entries) for each, tab in pair])
        assert sorted(status for status, _ in answers) == [303, 422]
    assert Claim.select().count() == (10 if FULL else 3)
    assert_ledger_balances()


def test_overlapping_claims_never_take_the_same_entry(cast, at_once):
    entries = [cast.reviewed(cast.physician, f"question {n}") for n in range(4)]

    def asking(key, chosen):
        def claim():
            try:
                return claims.claim(
                    cast.physician, key, "ama-pra-1", [(entry.id, None) for entry in chosen], by="test"
                ).total
            except Refused:
                return 0

        return claim

    chosen = [entries[:2], entries[1:3], entries[2:], entries[::3], entries]
    totals = at_once(*[asking(f"overlapping-key-{n:04}", some) for n, some in enumerate(chosen)])
    assert 0 < sum(totals) <= 200
    assert_ledger_balances()


def test_an_entry_is_sent_back_or_claimed_never_both(cast, at_once):
    for n in range(20 if FULL else 6):
        entry = cast.reviewed(cast.physician, f"question {n}")

        def claim(entry=entry, n=n):
            try:
                return bool(
                    claims.claim(cast.physician, f"sent-back-or-not-{n:04}", "ama-pra-1", [(entry.id, None)], by="test")
                )
            except Refused:
                return False

        def send_back(entry=entry):
            try:
                evaluate.send_back(type(entry).get_by_id(entry.id))
            except Refused:
                return False
            return True

        assert sorted(at_once(claim, send_back)) == [False, True]
        assert evaluate.state(entry) in ("claimed", "for-review")
        assert (evaluate.current_evaluation(entry) is not None) == (evaluate.state(entry) == "claimed")
    assert_ledger_balances()


def test_undoing_and_releasing_compete_for_one_row_and_exactly_one_wins(cast, at_once):
    for n in range(20):
        the_claim = cast.claimed(cast.physician)

        def undo(the_claim=the_claim):
            try:
                claims.undo(Claim.get_by_id(the_claim.id), by="test")
            except Refused:
                return False
            return True

        def release(the_claim=the_claim):
            return claims.release(Claim.get_by_id(the_claim.id), by="test")

        assert sorted(at_once(undo, release, release, undo)) == [False, False, False, True], n
        assert Outcome.get(Outcome.claim == the_claim).kind in ("undone", "released")
    assert_ledger_balances()
