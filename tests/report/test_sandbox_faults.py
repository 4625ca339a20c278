"""F5: whatever the other side does, each call ends in time and the record stands in its books exactly once.

The rule that is tried here is the outbox's: after an unclear answer ask for the state, and send again with
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
    "500 after taking it": ("500-after", 0),
    "503": ("503", 0),
    "too many": ("429", 0),
    "hang": ("hang", 0.8),
    "hang after taking it": ("hang-after", 0.8),
    "drop": ("drop", 0),
    "the answer is lost": ("drop-after", 0),
    "taken after the connection was dropped": ("late", 0.3),
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
DOORS = {"json": (pars, {}), "xml": (pars, {"pars_format": "xml"}), "abp": (abp, {})}
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
    for form in DOORS
    if FULL or form == "json" or name in OF_THE_FORM
]


def _timed(call, one, said):
    started = time.monotonic()
    answer = call(one, said)
    assert time.monotonic() - started < DEADLINE + SLACK
    return answer


def _deliver(door, one, said) -> list[str]:
    """Bring a record there by the rule; gives the kinds of all answers, the last is the state."""
    return _deliver_and_count(door, one, said)[0]


def _deliver_and_count(door, one, said) -> tuple[list[str], int]:
    """Bring a record there by the rule; gives the kinds of all answers and how often it was sent."""
    kinds, sent, times = [], False, 0
    for _ in range(20):
        answer = _timed(door.status if sent else door.submit, one, said)
        times += not sent and answer.kind != "down"
        kinds.append(answer.kind)
        if answer.kind in ("accepted", "rejected", "refused"):
            break
        # waiting, unclear: ask; unknown, down: send
        sent = answer.kind in ("waiting", "unclear")
    return kinds, times


def _record(door, number):
    more = {} if door is pars else {"body": "ABP", "number": "512349", "category": "Part 2"}
    return record(f"ccid:cme-desk:{number}", activity_number=f"2{number:08d}", **more)


def _standing(running, one) -> list[dict]:
    return [row for row in running.records() if row["said"]["activity"] == one.activity_number]


NUMBERS = itertools.count(1000)


@pytest.mark.parametrize(("name", "form", "times"), CASES)
def test_a_record_arrives_exactly_once_whatever_happens_to_the_answers(running, name, form, times):
    (mode, seconds), (door, more) = FAULTS[name], DOORS[form]
    said = settings(sandbox_url=running.url, pars_timeout=DEADLINE, **more)
    for n in range(times):
        running.ask("DELETE", "/faults")
        running.fail(mode, seconds=seconds, count=1 + n % 2, calls=["submit", "status"])
        one = _record(door, next(NUMBERS))
        kinds, sent = _deliver_and_count(door, one, said)
        assert kinds[-1] == "accepted", kinds
        (stands,) = _standing(running, one)
        until = time.monotonic() + 10
        while mode == "late" and stands["times"] < sent and time.monotonic() < until:
            time.sleep(0.05)
            (stands,) = _standing(running, one)  # or the last of it would come into somebody else's books
        assert (stands["ccid"], stands["state"]) == (one.ccid, "accepted")


def test_what_is_taken_late_is_not_taken_once_everything_was_forgotten(running):
    door, more = DOORS["json"]
    one = _record(door, next(NUMBERS))
    running.fail("late", seconds=0.3)
    said = settings(sandbox_url=running.url, pars_timeout=30, **more)  # it is dropped at once, by the sandbox
    assert door.submit(one, said).kind == "unclear"
    running.clear()
    running.fail("late", seconds=0.3)  # the one after it sleeps as long: when it is there, the first would be
    door.submit(_record(door, next(NUMBERS)), said)
    until = time.monotonic() + 30
    while not running.records() and time.monotonic() < until:
        time.sleep(0.05)
    assert len(running.records()) == 1 and not _standing(running, one)


def test_what_was_on_its_way_when_everything_was_forgotten_is_not_taken(tmp_path):
    book = store.Books(tmp_path / "sandbox.sqlite3")
    now, before = datetime(2026, 11, 22, tzinfo=UTC), book.times_cleared
    assert book.take("pars", "ccid:x:1", "delete", {}, {}, "json", now, 0, before) == "absent"
    book.clear()
    for action in ("add", "delete"):
        with pytest.raises(store.Cleared):
            book.take("pars", "ccid:x:1", action, {}, {}, "json", now, 0, before)
    assert book.records() == []


def test_every_mode_that_the_sandbox_has_is_tried_here():
    tried = {mode.removesuffix("-after").removesuffix("-before") for mode, _ in FAULTS.values()}
    assert tried == set(faults.MODES) - {"400", "401"}  # those are answers for good


@pytest.mark.parametrize("form", DOORS)
def test_a_refusal_for_good_is_called_one(running, form):
    door, more = DOORS[form]
    running.clear()
    for mode in ("400", "401"):
        running.fail(mode)
        said = door.submit(_record(door, 1), settings(sandbox_url=running.url, **more))
        assert (said.kind, said.code) == ("refused", mode) and said.reason
    assert not running.records()


@pytest.mark.parametrize("form", DOORS)
def test_a_third_of_all_calls_fails_in_some_way_and_every_record_arrives_once(running, form):
    door, more = DOORS[form]
    running.clear()
    for mode in ("500-after", "drop", "drop-after", "truncated", "garbage", "wrong-ref"):
        running.fail(mode, share=0.06)
    said = settings(sandbox_url=running.url, pars_timeout=DEADLINE * 4, **more)
    wanted = [_record(door, number) for number in range(counts(60, 8, heavy=200))]
    for one in wanted:
        kinds = []
        for _ in range(20):  # no deadline of its own: here it is the number that counts
            kinds = _deliver(door, one, said)
            if kinds[-1] == "accepted":
                break
        assert kinds[-1] == "accepted"
    assert sorted(one["ccid"] for one in running.records()) == sorted(one.ccid for one in wanted)
    running.ask("DELETE", "/faults")


@pytest.mark.parametrize("form", DOORS)
def test_a_deletion_whose_answer_is_lost_is_found_out_by_asking(running, form):
    door, more = DOORS[form]
    running.clear()
    said = settings(sandbox_url=running.url, **more)
    one = _record(door, 1)
    assert _deliver(door, one, said)[-1] == "accepted"
    running.fail("drop-after", calls=["submit", "delete"])
    assert door.delete(one, said).kind == "unclear"
    assert door.status(one, said).kind == "unknown"
    assert door.delete(one, said).kind in ("accepted", "unknown")
    assert [row["state"] for row in running.records()] == ["deleted"]
