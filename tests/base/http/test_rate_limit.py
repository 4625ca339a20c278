"""Token buckets: so many tries, refilled by the clock, shared by all processes."""

from __future__ import annotations

import threading
from datetime import timedelta

from cme.base import clock as clocks
from cme.base import queue
from cme.base.http import rate_limit
from cme.base.store import db as database
from cme.base.store.db import db


def test_so_many_tries_and_no_more(app):
    assert [rate_limit.take("door", 3, 60) for _ in range(5)] == [True, True, True, False, False]


def test_it_refills_evenly_by_the_clock(app, clock):
    for _ in range(3):
        rate_limit.take("door", 3, 60)
    clock.forward(seconds=19)
    assert not rate_limit.take("door", 3, 60)
    clock.forward(seconds=2)  # a third of a minute is one try
    assert rate_limit.take("door", 3, 60) and not rate_limit.take("door", 3, 60)
    clock.forward(minutes=10)
    assert [rate_limit.take("door", 3, 60) for _ in range(4)] == [True, True, True, False]  # never more than full


def test_a_refused_try_costs_nothing(app, clock):
    for _ in range(3):
        rate_limit.take("door", 3, 60)
    for _ in range(100):
        rate_limit.take("door", 3, 60)
    clock.forward(seconds=21)
    assert rate_limit.take("door", 3, 60)


def test_a_clock_that_goes_back_gives_nothing_away(app, clock):
    for _ in range(3):
        rate_limit.take("door", 3, 60)
    clock.forward(hours=-5)
    assert not rate_limit.take("door", 3, 60)


def test_looking_takes_nothing(app):
    for _ in range(10):
        assert rate_limit.left("door", 1, 60)
    assert rate_limit.take("door", 1, 60)
    assert not rate_limit.left("door", 1, 60)


def test_every_key_has_a_bucket_of_its_own(app):
    assert rate_limit.take("one", 1, 60) and rate_limit.take("other", 1, 60)
    assert not rate_limit.take("one", 1, 60)


def test_a_key_of_any_length_fits(app):
    long = "k" * 5000
    assert rate_limit.take(long, 1, 60) and not rate_limit.take(long, 1, 60)


def test_two_connections_share_a_bucket(app):
    rate_limit.take("door", 2, 60)
    found = []

    def other():
        with database.scope():
            found.extend([rate_limit.take("door", 2, 60), rate_limit.take("door", 2, 60)])
        db.close()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert found == [True, False] and not rate_limit.left("door", 2, 60)


def test_of_many_at_once_only_so_many_get_in(app):
    barrier, found = threading.Barrier(12), []

    def knock():
        barrier.wait()
        with database.scope():
            found.append(rate_limit.take("door", 5, 3600))
        db.close()

    threads = [threading.Thread(target=knock) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False] * 7 + [True] * 5


def test_buckets_that_are_long_full_again_are_dropped_at_night(app, clock):
    rate_limit.take("old", 1, 60)
    clock.forward(days=3)
    rate_limit.take("new", 1, 60)
    queue.tidy()
    assert [row.key for row in rate_limit.Bucket.select()] == ["new"]
    assert clocks.now() - rate_limit.Bucket.get().at < timedelta(minutes=1)
