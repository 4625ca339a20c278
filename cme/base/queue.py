"""The queue: Huey wakes the work, the rows are the truth.

A step registers its jobs (called by id) and finders (ask its tables what is missing) with the registry of
the app. `wake()` after a commit runs the finders; a periodic task runs them every minute, so that what a
killed worker left is found. Tasks take ids, load afresh, and may run twice.
"""

from __future__ import annotations

import logging
import time
from functools import wraps
from urllib.parse import urlsplit

from flask import current_app
from huey import Huey, PostgresHuey, crontab
from huey.storage import SqliteStorage

from cme.base import clock, registry
from cme.base.store import db as database

log = logging.getLogger("cme.queue")


def job(function):
    """Make a function of ids one that the worker can run: `function.later(7)` asks for it after the commit."""

    def later(*ids):
        name = _name(function)

        def enqueue():
            try:
                current_app.huey_tasks[name](*ids)
            except Exception:  # the row is the truth: a periodic finder will see it
                log.exception("could not wake %s", name)

        database.db.after_commit(enqueue)

    function.later = later
    return function


def _name(function) -> str:
    return f"{function.__module__}.{function.__name__}"


@job
def find():
    """Run every finder once; one that fails does not stop the others."""
    for finder in registry.current().finders:
        try:
            finder()
        except Exception:
            log.exception("finder %s", _name(finder))
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
    try:
        current_app.huey_tasks[_name(find)].schedule(delay=seconds)
    except Exception:  # the minute's periodic find will see it
        log.exception("could not be woken later")


def tidy():
    """Run what is done once a day."""
    for function in registry.current().nightly:
        try:
            function()
        except Exception:
            log.exception("nightly %s", _name(function))
            database.release()


class _Storage(SqliteStorage):
    """The queue's own file: losing its last tasks loses nothing (the rows are found again), its wholeness would."""

    def _create_connection(self):
        connection = super()._create_connection()
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


def start(app) -> None:
    """Open the queue of an app, once every step registered, and make its tasks known to it."""
    url = app.settings.database_url
    if url.startswith("sqlite"):
        file = str(app.settings.data / "queue.sqlite3")
        huey = Huey("cme", storage_class=_Storage, filename=file, results=False)
    else:
        huey = PostgresHuey("cme", dsn=_dsn(url), results=False)
    app.huey = huey
    jobs = {_name(function): function for function in registry.of(app).jobs}
    app.huey_tasks = {name: huey.task(name=name)(_in(app, function)) for name, function in jobs.items()}
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
