"""The queue: Huey wakes the work, the rows are the truth.

A step registers what it does later with `job` (called by id) or `finder` (asks its tables what is
missing). `wake()` after a commit runs the finders; a periodic task runs them every minute, so that
what a killed worker left is found. Tasks take ids, load afresh, and may run twice.
"""

from __future__ import annotations

import logging
import os
import time
from functools import wraps
from urllib.parse import urlsplit

from huey import Huey, PostgresHuey, crontab
from huey.storage import SqliteStorage

from cme.base import clock
from cme.base.ops import worker_pause
from cme.base.store import db as database

log = logging.getLogger("cme.queue")
_jobs: dict[str, object] = {}
_finders: list = []
_nightly: list = []
warm_ups: list = []  # what a worker loads before its first task


def job(function):
    """Make a function of ids one that the worker can run: `function.later(7)` asks for it."""

    def later(*ids):
        name = function.__module__ + "." + function.__name__

        def ask():
            from flask import current_app

            try:
                current_app.huey_tasks[name](*ids)
            except Exception:  # the row is the truth: a periodic finder will see it
                log.exception("could not wake %s", name)

        database.db.after_commit(ask)

    function.later = later
    _jobs[function.__module__ + "." + function.__name__] = function
    return function


def finder(function):
    """Register a function without arguments that finds what is missing and does it."""
    _finders.append(function)
    return function


def nightly(function):
    """Register a function without arguments that tidies up once a day."""
    _nightly.append(function)
    return function


@job
def find():
    """Run every finder once; one that fails does not stop the others."""
    for each in _finders:
        try:
            each()
        except Exception:
            log.exception("finder %s.%s", each.__module__, each.__name__)
            database.release()  # what it left open, or a connection that broke, is not the next one's


def wake():
    """Run the finders in the worker as soon as what is being written is committed."""
    find.later()


_woken = 0.0  # until when this process has asked to be woken


def wake_in(seconds: float) -> None:
    """Run the finders in so many seconds, unless the minute is over by then: they run anyway.

    A wake that is lost with its process loses nothing; one that is on its way already is enough.
    """
    global _woken
    now, seconds = time.monotonic(), max(seconds, 0.2)
    if seconds < 60 and not now < _woken <= now + seconds:
        _woken = now + seconds
        _schedule(seconds)


def wake_at(moment) -> None:
    """Run the finders at a moment, once what is being written is committed."""
    seconds = (moment - clock.now()).total_seconds()
    if seconds > 0:
        database.db.after_commit(lambda: _schedule(seconds + 0.5))
    else:
        wake()


def _schedule(seconds: float) -> None:
    from flask import current_app

    try:
        current_app.huey_tasks[f"{find.__module__}.{find.__name__}"].schedule(delay=seconds)
    except Exception:  # the minute's periodic find will see it
        log.exception("could not be woken later")


def tidy():
    """Run what is done once a day."""
    for each in _nightly:
        try:
            each()
        except Exception:
            log.exception("nightly %s.%s", each.__module__, each.__name__)
            database.release()


class _Storage(SqliteStorage):
    """The queue's own file: losing its last tasks loses nothing (the rows are found again), its wholeness would."""

    def _create_connection(self):
        connection = super()._create_connection()
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


def start(app) -> None:
    """Open the queue of an app and make its tasks known to it."""
    if os.environ.get("CME_TEST_WORKER_PAUSE"):
        worker_pause.use_worker_pause(os.environ["CME_TEST_WORKER_PAUSE"])
    url = app.settings.database_url
    if url.startswith("sqlite"):
        file = str(app.settings.data / "queue.sqlite3")
        huey = Huey("cme", storage_class=_Storage, filename=file, results=False)
    else:
        huey = PostgresHuey("cme", dsn=_dsn(url), results=False)
    app.huey = huey
    app.huey_tasks = {name: huey.task(name=name)(_in(app, function)) for name, function in _jobs.items()}
    huey.periodic_task(crontab(minute="*"), name="every_minute")(_in(app, find))
    huey.periodic_task(crontab(minute="17", hour="3"), name="every_night")(_in(app, tidy))


def _in(app, function):
    @wraps(function)
    def run(*ids):
        with app.app_context(), database.scope():
            return function(*ids)

    return run


def _dsn(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(scheme="postgresql").geturl()


def work_off(app, limit: int = 1000) -> int:
    """Do here and now what waits in the queue; returns how many tasks ran. For shells and tests."""
    done = 0
    while done < limit and (task := app.huey.dequeue()) is not None:
        app.huey.execute(task)
        done += 1
    return done
