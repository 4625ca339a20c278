"""Huey wakes the work, the rows are the truth."""

from __future__ import annotations

import logging

import pytest

from cme.base import queue, registry
from cme.base.store.db import db


@pytest.fixture
def registered(app):
    """Let a test register what is found and done; gone afterwards."""
    app.huey.flush()  # on PostgreSQL the queue came along with the furnished database
    functions = registry.of(app)
    before = list(functions.finders), list(functions.nightly)
    yield functions
    functions.finders[:], functions.nightly[:] = before


def test_the_work_is_asked_for_when_the_transaction_is_committed_and_not_before(app):
    app.huey.flush()
    with db.atomic():
        queue.wake()
        assert app.huey.pending_count() == 0
        with db.atomic():
            queue.wake()
        assert app.huey.pending_count() == 0
    assert app.huey.pending_count() == 2


def test_what_is_rolled_back_asks_for_nothing(app):
    app.huey.flush()
    with pytest.raises(RuntimeError), db.atomic():
        queue.wake()
        raise RuntimeError
    with db.atomic():
        pass
    assert app.huey.pending_count() == 0


def test_outside_a_transaction_it_is_asked_for_at_once(app):
    app.huey.flush()
    queue.wake()
    assert app.huey.pending_count() == 1


def test_a_finder_that_fails_does_not_stop_the_others(app, registered, work, caplog):
    done = []

    @registered.finders.append
    def first():
        done.append("first")
        db.atomic().__enter__()  # and leaves a transaction open
        raise ZeroDivisionError("of the first finder")

    @registered.finders.append
    def second():
        done.append(("second", db.in_transaction()))

    queue.wake()
    work()
    assert done == ["first", ("second", False)]
    assert any("first" in record.getMessage() and record.exc_info for record in caplog.records)


def test_what_runs_at_night_goes_on_after_a_failure_too(app, registered, caplog):
    done = []

    @registered.nightly.append
    def first():
        raise ZeroDivisionError

    registered.nightly.append(lambda: done.append("second"))
    queue.tidy()
    assert done == ["second"]


def test_what_was_lost_with_the_queue_is_found_by_the_periodic_task(app, registered):
    found = []
    registered.finders.append(lambda: found.append("found"))
    queue.wake()
    app.huey.flush()
    from huey.utils import utcnow

    periodic = {task.name: task for task in app.huey._registry.periodic_tasks}
    assert set(periodic) == {"every_minute", "every_night"}
    assert periodic["every_minute"].validate_datetime(utcnow())
    app.huey.execute(periodic["every_minute"])
    assert found == ["found"]


def test_a_queue_that_cannot_be_reached_fails_no_page(app, caplog, monkeypatch):
    monkeypatch.setitem(app.huey_tasks, "cme.base.queue.find", lambda: 1 / 0)
    with db.atomic():
        queue.wake()
    assert any("could not wake" in record.getMessage() for record in caplog.records)


def test_a_job_that_fails_leaves_the_worker_fit_for_the_next(app, work, caplog):
    caplog.set_level(logging.CRITICAL)
    app.huey.flush()
    ran = []
    app.huey.task(name="breaks")(queue._in(app, lambda: 1 / 0))()
    app.huey.task(name="works")(queue._in(app, lambda: ran.append(1)))()
    assert work() == 2 and ran == [1]


def test_jobs_are_called_with_ids_only_and_by_a_name_that_stays(app):
    assert "cme.base.queue.find" in app.huey_tasks
    for name, task in app.huey_tasks.items():
        assert task.task_class.__name__ == name


@pytest.mark.database("sqlite")  # on PostgreSQL the queue has tables of its own
def test_the_queue_is_kept_apart_from_the_data(app):
    assert (app.settings.data / "queue.sqlite3").is_file()
    assert not {name for name in db.get_tables() if name.startswith(("task", "kv", "schedule"))}
