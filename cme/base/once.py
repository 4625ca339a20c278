"""Write a row once, however many requests, tabs and servers try to write it at the same moment.

A unique index decides. Whoever comes second gets an IntegrityError; what the first one wrote can be read only after a
rollback, since PostgreSQL refuses every statement of a transaction that failed. Both functions therefore write inside
a savepoint of their own, and may be called inside a transaction or outside.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from peewee import IntegrityError

from cme.base.store import db as database
from cme.base.store.db import Row, db

T = TypeVar("T")


def once(read: Callable[[], T | None], write: Callable[[], T], *, lock: Row | None = None) -> T:
    """Return what `read` finds, or else what `write` writes, in one transaction; `lock` is a row to hold meanwhile.

    After an IntegrityError everything is rolled back and tried a second time: now `read` finds what another server
    wrote, or `write` refuses what has become impossible. An error that is not about uniqueness occurs again and is
    raised. Any other exception of `read` and `write` is raised at once.
    """
    with suppress(IntegrityError):
        return _read_or_write(read, write, lock)
    return _read_or_write(read, write, lock)


def _read_or_write(read: Callable[[], T | None], write: Callable[[], T], lock: Row | None) -> T:
    with db.atomic():
        if lock is not None:
            database.lock(lock)
        found = read()
        return write() if found is None else found


def unless_exists(write: Callable[[], T]) -> T | None:
    """Return what `write` writes; None, with everything rolled back, where a row with the same unique value exists."""
    try:
        with db.atomic():
            return write()
    except IntegrityError:
        return None
