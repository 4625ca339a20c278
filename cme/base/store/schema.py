"""Bringing the tables up to date: numbered migrations, run once under a lock."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Runner

from cme.base.store.db import Row, db, is_postgres

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 20261122


def runner() -> Runner:
    """Make the runner of our migrations for the database in use."""
    return Runner(db.obj, str(FOLDER))


class TooNew(Exception):
    """The database is a later version's; its text is a sentence."""


def migrate(data: Path, loaders: Iterable[Callable[[str], object]] = (), *, by: str = "") -> list[str]:
    """Apply what has not been applied; returns the names. Whoever comes second waits and finds nothing.

    `loaders` fill the tables of a new version (`registry.loaders`); none where rows are brought from
    elsewhere, for what they load would be in the way. `by` is who migrates, which the loaders note.
    """
    with _alone(data):
        if later := ahead():
            raise TooNew(later)
        migrations = runner()
        with db.atomic():  # the list of migrations and its index, or a kill leaves one without the other
            migrations.History.create_table()
        applied = migrations.up()
        for load in loaders:  # always: a start that was killed may have come no further
            load(by)
        return applied


def pending() -> list[str]:
    """List the migrations that wait to be applied."""
    migrations = runner()
    applied = migrations.applied()
    return [m.name for m in migrations.migrations() if m.name not in applied]


def ahead() -> str:
    """Say which migrations were applied that this version does not know; empty when it knows all."""
    migrations = runner()
    unknown = sorted(set(migrations.applied()) - {migration.name for migration in migrations.migrations()})
    if not unknown:
        return ""
    return (
        f"The database was brought up to date by a later version ({', '.join(unknown)}): put that version in place, "
        "or restore the backup that was made before the upgrade."
    )


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
