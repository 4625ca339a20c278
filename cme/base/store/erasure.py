"""The one way in which a fact may lose its personal words: when an account was deleted and six years are over (C7).

The triggers that keep facts as they are let an update through while a row of `erasing` stands in the same
transaction, and then only of the columns that a migration named: amounts, dates, numbers and hashes stay.
"""

from __future__ import annotations

from contextlib import contextmanager

from cme.base import clock
from cme.base.store.db import Row, When, db, is_postgres


class Erasing(Row):
    """Stands only within a transaction that erases; nobody else ever sees it."""

    at = When()


@contextmanager
def sanctioned():
    """Let the erasable columns of facts be overwritten within this transaction."""
    with db.atomic():
        row = Erasing.create(at=clock.now())
        yield
        Erasing.delete().where(Erasing.id == row.id).execute()


def settle() -> None:
    """Let nothing of what was overwritten linger in the write-ahead log (SQLite; PostgreSQL has its vacuum)."""
    if not is_postgres():
        db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
