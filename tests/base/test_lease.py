"""A row that one worker holds for a while: one has it, the others do not, and after a while it is free again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from cme.base import clock as base_clock
from cme.base.lease import Lease
from cme.base.mail import Letter
from cme.base.store.db import db, is_postgres, scope

LEASE = Lease(Letter.due, seconds=60, farthest=timedelta(hours=1))
PATIENCE = 300  # seconds: other processes use this machine too


@pytest.fixture
def letter(app, clock):
    """A row of any table with such a column; nobody holds it."""
    clock.set("2026-11-22 15:00")
    return Letter.create(to="a@example.org", subject="a", body="b", written=base_clock.now(), due=None)


def now():
    return base_clock.now()


def again(letter) -> Letter:
    return Letter.get_by_id(letter.id)


def in_sixty_seconds():
    return now() + timedelta(seconds=60)


class TestAsItWasRead:
    def test_who_takes_it_holds_it_for_so_many_seconds(self, letter):
        assert LEASE.take(letter, tries=7)
        assert (letter.due, letter.tries) == (again(letter).due, again(letter).tries) == (in_sixty_seconds(), 7)
        assert LEASE.is_held(letter)

    @pytest.mark.parametrize("due", [None, "2026-11-22 14:00"], ids=["held by nobody", "due an hour ago"])
    def test_of_two_who_read_it_one_takes_it(self, letter, due):
        if due:
            Letter.update(due=now() - timedelta(hours=1)).execute()
        one, other = again(letter), again(letter)
        assert LEASE.take(one) and not LEASE.take(other, tries=9)
        assert again(letter).tries == other.tries == 0

    def test_who_holds_it_takes_it_again_for_longer_until_somebody_else_has_it(self, letter, clock):
        assert LEASE.take(letter)
        clock.forward(seconds=30)
        assert LEASE.take(letter) and again(letter).due == in_sixty_seconds()
        clock.forward(seconds=61)
        assert LEASE.take(again(letter)) and not LEASE.take(letter)

    def test_for_other_seconds_where_they_are_given(self, letter):
        assert LEASE.take(letter, seconds=5) and again(letter).due == now() + timedelta(seconds=5)

    def test_a_condition_decides_too(self, letter):
        assert not LEASE.take(letter, Letter.tries == 1) and LEASE.take(letter, Letter.tries == 0)

    def test_a_change_is_written_while_the_row_is_as_it_was_read(self, letter):
        assert LEASE.take(letter)
        other = again(letter)
        assert LEASE.update(letter, due=None, subject="done")
        assert (again(letter).due, again(letter).subject, letter.subject) == (None, "done", "done")
        assert not LEASE.update(other, subject="late") and (again(letter).subject, other.subject) == ("done", "a")

    def test_a_row_that_is_gone_is_not_taken(self, letter):
        letter.delete_instance()
        assert not LEASE.take(letter) and not LEASE.update(letter, tries=1)


class TestByItsKey:
    def test_one_takes_it_until_its_time_is_over(self, letter, clock):
        assert LEASE.take_free(letter.id, tries=Letter.tries + 1)
        assert not LEASE.take_free(letter.id, tries=Letter.tries + 1)
        clock.forward(seconds=60)
        assert LEASE.is_held(again(letter)) and not LEASE.take_free(letter.id)
        clock.forward(seconds=1)
        assert not LEASE.is_held(again(letter)) and LEASE.take_free(letter.id, tries=Letter.tries + 1)
        assert (again(letter).tries, again(letter).due) == (2, in_sixty_seconds())

    def test_not_where_a_condition_is_not_met_or_the_row_is_gone(self, letter):
        assert not LEASE.take_free(letter.id, Letter.tries > 0)
        assert not LEASE.take_free(letter.id + 1) and not LEASE.extend(letter.id + 1)
        assert again(letter).due is None

    def test_it_is_held_for_longer_with_what_changed(self, letter, clock):
        LEASE.take_free(letter.id)
        clock.forward(seconds=50)
        assert LEASE.extend(letter.id, Letter.sent.is_null(), subject="half")
        assert (again(letter).due, again(letter).subject) == (in_sixty_seconds(), "half")
        assert not LEASE.extend(letter.id, Letter.sent.is_null(False), subject="all")
        assert LEASE.extend(letter.id, due=None) and again(letter).due is None

    def test_its_query_can_be_executed_by_somebody_else(self, letter):
        query = LEASE.extension(letter.id)
        assert again(letter).due is None
        assert query.execute() == 1 and again(letter).due == in_sixty_seconds()

    def test_who_releases_it_lets_others_take_it(self, letter):
        LEASE.take_free(letter.id)
        assert not LEASE.release(letter.id, Letter.tries > 0) and LEASE.is_held(again(letter))
        assert LEASE.release(letter.id, subject="failed")
        assert (again(letter).due, again(letter).subject) == (None, "failed")
        assert LEASE.take_free(letter.id)


@pytest.mark.parametrize("by_key", [False, True], ids=["as it was read", "by its key"])
def test_of_eight_threads_at_once_exactly_one_has_it(app, letter, by_key):
    ready = threading.Barrier(8)

    def take(row):
        with app.app_context(), scope():
            try:
                ready.wait(PATIENCE)
                return LEASE.take_free(row.id) if by_key else LEASE.take(row)
            finally:
                if not is_postgres():
                    db.close()  # SQLite keeps one for each thread, and this one is over

    for _ in range(5):
        LEASE.release(letter.id)
        with ThreadPoolExecutor(8) as pool:
            results = [each.result(PATIENCE) for each in [pool.submit(take, again(letter)) for _ in range(8)]]
        assert sorted(results) == [False] * 7 + [True]


@pytest.mark.parametrize(
    "ahead, is_free, is_due",
    [
        (None, True, False),
        (timedelta(seconds=-1), True, True),
        (timedelta(0), False, True),
        (timedelta(seconds=1), False, False),
        (timedelta(hours=1), False, False),
        (timedelta(hours=1, seconds=1), False, True),  # the clock was set back
    ],
)
def test_which_rows_are_free_and_which_are_due(letter, ahead, is_free, is_due):
    Letter.update(due=None if ahead is None else now() + ahead).execute()
    assert Letter.select().where(LEASE.is_free()).exists() == is_free
    assert Letter.select().where(LEASE.is_due()).exists() == is_due
    assert LEASE.is_held(again(letter)) == (not is_free)


def test_without_a_farthest_time_what_is_far_ahead_is_not_due(letter):
    Letter.update(due=now() + timedelta(days=400)).execute()
    assert not Letter.select().where(Lease(Letter.due, seconds=60).is_due()).exists()
