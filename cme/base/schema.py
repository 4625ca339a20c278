"""Bringing the tables up to date: numbered migrations, run once under a lock."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Runner

from cme.base.db import Row, db, is_postgres

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 20261122
afterwards: list = []  # what steps load into the tables of a new version; each is idempotent


def runner() -> Runner:
    """Make the runner of our migrations for the database in use."""
    return Runner(db.obj, str(FOLDER))


def migrate(data: Path) -> list[str]:
    """Apply what has not been applied; returns the names. Whoever comes second waits and finds nothing."""
    with _alone(data):
        applied = runner().up()
        for load in afterwards:  # always: a start that was killed may have come no further
            load()
        return applied


def pending() -> list[str]:
    """List the migrations that wait to be applied."""
    made = runner()
    applied = made.applied()
    return [m.name for m in made.migrations() if m.name not in applied]


@contextmanager
def _alone(data: Path):
    if is_postgres():
        db.execute_sql("SET lock_timeout = 0")  # a page gives up soon; who migrates waits its turn
        db.execute_sql("SELECT pg_advisory_lock(%s)", (_LOCK,))
        try:
            yield
        finally:
            db.execute_sql("SELECT pg_advisory_unlock(%s)", (_LOCK,))
            db.execute_sql("RESET lock_timeout")
    else:
        with (data / "migrate.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def models() -> list[type[Row]]:
    """List every table's model (of the steps that were imported), in a steady order."""
    return sorted(Row.__subclasses__(), key=lambda model: model._meta.table_name)
