"""Let one worker hold a row for a while, by a column of the row that says until when.

A worker that is killed leaves its row behind; when the lease is over another worker takes it. Only an UPDATE decides
who has the row: it changes the column on the condition that the column is as it was read (`take`), or that nobody holds
the row (`take_free`), and whoever changed it has the row. No lock is held and no transaction is open while the work is
done.

The column may be named "lease" (null: nobody holds the row) or "due" (the row is to be looked at from then on; null:
there is nothing more to do). The time is that of `cme.base.clock`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import Expression, Field, ModelUpdate

from cme.base import clock
from cme.base.store.db import Row


@dataclass(frozen=True)
class Lease:
    """How the rows of a table are held: the column that says until when, and for how many seconds.

    `farthest` is the longest time that the column is ever set ahead: what lies further ahead was written before the
    clock was set back.
    """

    column: Field
    seconds: float
    farthest: timedelta | None = None

    def take(self, row: Row, *conditions: Expression, seconds: float | None = None, **changes: Any) -> bool:
        """Hold a row from now on, for other `seconds` where they are given; False when it is no longer as it was read.

        Take it again to hold it longer. `changes` are values of other columns to write with it.
        """
        return self.update(row, *conditions, **changes, **{self.column.name: self._end(seconds)})

    def update(self, row: Row, *conditions: Expression, **changes: Any) -> bool:
        """Change a row, in the table and in memory, unless somebody else took it since it was read; False if so."""
        held_until = getattr(row, self.column.name)
        as_read = self.column.is_null() if held_until is None else self.column == held_until
        if not self._update(row._pk, as_read, *conditions, **changes).execute():
            return False
        for name, value in changes.items():
            setattr(row, name, value)
        return True

    def take_free(self, key: Any, *conditions: Expression, **changes: Any) -> bool:
        """Hold the row of a primary key that nobody holds; False when somebody does, or a condition is not met."""
        changes[self.column.name] = self._end()
        return bool(self._update(key, self.is_free(), *conditions, **changes).execute())

    def extend(self, key: Any, *conditions: Expression, **changes: Any) -> bool:
        """Hold a row for another while, whoever holds it; False when it is gone or a condition is not met."""
        return bool(self.extension(key, *conditions, **changes).execute())

    def extension(self, key: Any, *conditions: Expression, **changes: Any) -> ModelUpdate:
        """Return the query of `extend`, to be executed by the caller."""
        return self._update(key, *conditions, **{self.column.name: self._end()} | changes)

    def release(self, key: Any, *conditions: Expression, **changes: Any) -> bool:
        """Hold a row no longer; False when it is gone or a condition is not met."""
        changes[self.column.name] = None
        return bool(self._update(key, *conditions, **changes).execute())

    def is_free(self) -> Expression:
        """Return the condition that nobody holds a row."""
        return self.column.is_null() | (self.column < clock.now())

    def is_held(self, row: Row) -> bool:
        """Return whether somebody holds a row, as it was read."""
        held_until = getattr(row, self.column.name)
        return held_until is not None and held_until >= clock.now()

    def is_due(self) -> Expression:
        """Return the condition that a row is to be looked at now: its moment has come, or it lies too far ahead."""
        now = clock.now()
        due = self.column <= now
        return due if self.farthest is None else due | (self.column > now + self.farthest)

    def _end(self, seconds: float | None = None) -> datetime:
        return clock.now() + timedelta(seconds=self.seconds if seconds is None else seconds)

    def _update(self, key: Any, *conditions: Expression, **changes: Any) -> ModelUpdate:
        model = self.column.model
        return model.update(**changes).where(model._meta.primary_key == key, *conditions)
