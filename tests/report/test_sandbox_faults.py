"""F5: whatever the other side does, each call ends in time and the record is in its records exactly once.

The rule that is tried here is the outbox's: after an unclear answer request the status, and send again with
the same ccid only when there is no such record.
"""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

import pytest

from cme.report.sandbox import faults, store
from cme.report.to import abp, pars
from tests.conftest import FULL, counts
from tests.report.destinations import record, settings

DEADLINE, SLACK = 0.5, 6.0  # the machine that runs the tests may be busy
# name: fault, and the seconds that it lasts
FAULTS = {
    "500": ("500", 0),
    "500 after saving it": ("500-after", 0),
    "503": ("503", 0),
    "too many": ("429", 0),
    "hang": ("hang", 0.8),
    "hang after saving it": ("hang-after", 0.8),
    "drop": ("drop", 0),
    "the answer is lost": ("drop-after", 0),
    "saved after the connection was dropped": ("late", 0.3),
    "cut short": ("cut", 0),
    "truncated": ("truncated", 0),
    "a page as 200": ("502-page", 0),
    "garbage": ("garbage", 0),
    "drips its body": ("drip", 1.5),
    "drips its headers": ("drip-headers", 1.5),
    "100 MB": ("huge", 0),
    "redirect": ("redirect", 0),
    "twice": ("duplicate", 0),
    "contradicts itself": ("contradiction", 0),
    "another record": ("wrong-ref", 0),
    "external entity": ("xxe", 0),
    "bomb": ("bomb", 0),
    "another time": ("skew", 0),
    "nothing": ("empty", 0),
    "packed": ("packed", 0),
}
DESTINATIONS = {"json": (pars, {}), "xml": (pars, {"pars_format": "xml"}), "abp": (abp, {})}
# what the form of the answer decides is tried in each; the rest in the small version by one of them
OF_THE_FORM = {
    "cut short",
    "truncated",
    "twice",
    "contradicts itself",
    "another record",
    "external entity",
    "bomb",
    "garbage",
}
CASES = [
    pytest.param(name, form, counts(4, 1, heavy=20) if form == "json" else counts(2, 1, heavy=5), id=f"{name}-{form}")
    for name in FAULTS
    for form in DESTINATIONS
    if FULL or form == "json" or name in OF_THE_FORM
]


def _timed(call, one, sandbox_settings):
    started = time.monotonic()
    answer = call(one, sandbox_settings)
    assert time.monotonic() - started < DEADLINE + SLACK
    return answer


def _deliver(destination, one, sandbox_settings) -> list[str]:
    """Bring a record there by the rule; gives the kinds of all answers, the last is the state."""
    return _deliver_and_count(destination, one, sandbox_settings)[0]


def _deliver_and_count(destination, one, sandbox_settings) -> tuple[list[str], int]:
    """Bring a record there by the rule; gives the kinds of all answers and how often it was sent."""
    kinds, sent, times = [], False, 0
    for _ in range(20):
        answer = _timed(destination.status if sent else destination.submit, one, sandbox_settings)
        times += not sent and answer.kind != "down"
        kinds.append(answer.kind)
        if answer.kind in ("accepted", "rejected", "refused"):
            break
        # waiting, unclear: ask; unknown, down: send
        sent = answer.kind in ("waiting", "unclear")
    return kinds, times


def _record(destination, number):
    more = {} if destination is pars else {"body": "ABP", "number": "512349", "category": "Part 2"}
    return record(f"ccid:cme-desk:{number}", activity_number=f"2{number:08d}", **more)


def _rows_of(running, one) -> list[dict]:
    return [row for row in running.records() if row["fields"]["activity"] == one.activity_number]


NUMBERS = itertools.count(1000)


@pytest.mark.parametrize(("name", "form", "times"), CASES)
def test_a_record_arrives_exactly_once_whatever_happens_to_the_answers(running, name, form, times):
    (mode, seconds), (destination, more) = FAULTS[name], DESTINATIONS[form]
    sandbox_settings = settings(sandbox_url=running.url, pars_timeout=DEADLINE, **more)
    for n in range(times):
        running.request("DELETE", "/faults")
        running.fail(mode, seconds=seconds, count=1 + n % 2, calls=["submit", "status"])
        one = _record(destination, next(NUMBERS))
        kinds, sent = _deliver_and_count(destination, one, sandbox_settings)
        assert kinds[-1] == "accepted", kinds
        (row,) = _rows_of(running, one)
        until = time.monotonic() + 10
        while mode == "late" and row["times"] < sent and time.monotonic() < until:
            time.sleep(0.05)
            (row,) = _rows_of(running, one)  # or the last of it would come into the records of the next test
        assert (row["ccid"], row["state"]) == (one.ccid, "accepted")


def test_what_is_taken_late_is_not_taken_once_everything_was_forgotten(running):
    destination, more = DESTINATIONS["json"]
    one = _record(destination, next(NUMBERS))
    running.fail("late", seconds=0.3)
    sandbox_settings = settings(
        sandbox_url=running.url, pars_timeout=30, **more
    )  # it is dropped at once, by the sandbox
    assert destination.submit(one, sandbox_settings).kind == "unclear"
    running.clear()
    running.fail("late", seconds=0.3)  # the one after it sleeps as long: when it is there, the first would be
    destination.submit(_record(destination, next(NUMBERS)), sandbox_settings)
    until = time.monotonic() + 30
    while not running.records() and time.monotonic() < until:
        time.sleep(0.05)
    assert len(running.records()) == 1 and not _rows_of(running, one)


def test_what_was_on_its_way_when_everything_was_forgotten_is_not_taken(tmp_path):
    box = store.Store(tmp_path / "sandbox.sqlite3")
    now, before = datetime(2026, 11, 22, tzinfo=UTC), box.times_cleared
    assert box.receive("pars", "ccid:x:1", "delete", {}, {}, "json", now, 0, before) == "absent"
    box.clear()
    for action in ("add", "delete"):
        with pytest.raises(store.Cleared):
            box.receive("pars", "ccid:x:1", action, {}, {}, "json", now, 0, before)
    assert box.records() == []


def test_every_mode_that_the_sandbox_has_is_tried_here():
    tried = {mode.removesuffix("-after").removesuffix("-before") for mode, _ in FAULTS.values()}
    assert tried == set(faults.MODES) - {"400", "401"}  # those are answers for good


@pytest.mark.parametrize("form", DESTINATIONS)
def test_a_refusal_for_good_is_called_one(running, form):
    destination, more = DESTINATIONS[form]
    running.clear()
    for mode in ("400", "401"):
        running.fail(mode)
        result = destination.submit(_record(destination, 1), settings(sandbox_url=running.url, **more))
        assert (result.kind, result.code) == ("refused", mode) and result.reason
    assert not running.records()


@pytest.mark.parametrize("form", DESTINATIONS)
def test_a_third_of_all_calls_fails_in_some_way_and_every_record_arrives_once(running, form):
    destination, more = DESTINATIONS[form]
    running.clear()
    for mode in ("500-after", "drop", "drop-after", "truncated", "garbage", "wrong-ref"):
        running.fail(mode, share=0.06)
    sandbox_settings = settings(sandbox_url=running.url, pars_timeout=DEADLINE * 4, **more)
    wanted = [_record(destination, number) for number in range(counts(60, 8, heavy=200))]
    for one in wanted:
        kinds = []
        for _ in range(20):  # no deadline of its own: here it is the number that counts
            kinds = _deliver(destination, one, sandbox_settings)
            if kinds[-1] == "accepted":
                break
        assert kinds[-1] == "accepted"
    assert sorted(one["ccid"] for one in running.records()) == sorted(one.ccid for one in wanted)
    running.request("DELETE", "/faults")


@pytest.mark.parametrize("form", DESTINATIONS)
def test_a_deletion_whose_answer_is_lost_is_found_out_by_asking(running, form):
    destination, more = DESTINATIONS[form]
    running.clear()
    sandbox_settings = settings(sandbox_url=running.url, **more)
    one = _record(destination, 1)
    assert _deliver(destination, one, sandbox_settings)[-1] == "accepted"
    running.fail("drop-after", calls=["submit", "delete"])
    assert destination.delete(one, sandbox_settings).kind == "unclear"
    assert destination.status(one, sandbox_settings).kind == "unknown"
    assert destination.delete(one, sandbox_settings).kind in ("accepted", "unknown")
    assert [row["state"] for row in running.records()] == ["deleted"]
