"""The sandbox's own records: what arrived, how often, and what was decided; one SQLite file, none of our tables."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cme.base.domain import bodies
from cme.report.sandbox import roster, rules

TABLES = """
CREATE TABLE IF NOT EXISTS record (
    id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, ccid TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending',
    code TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', fields TEXT NOT NULL, tree TEXT NOT NULL,
    form TEXT NOT NULL, received TEXT NOT NULL, due TEXT NOT NULL, decided TEXT, UNIQUE (endpoint, ccid));
CREATE INDEX IF NOT EXISTS pending ON record (due) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS arrival (
    id INTEGER PRIMARY KEY, record INTEGER NOT NULL REFERENCES record (id), at TEXT NOT NULL, action TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS arrivals ON arrival (record);
CREATE TABLE IF NOT EXISTS learner (id INTEGER PRIMARY KEY, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, fields TEXT NOT NULL, remaining INTEGER, share REAL);
"""
# Columns of files that version 0.1.0 wrote, and their names now.
RENAMED = (
    ("record", "door", "endpoint"),
    ("record", "said", "fields"),
    ("learner", "said", "fields"),
    ("fault", "said", "fields"),
)
ALIKE = """
SELECT fields FROM record WHERE endpoint = ? AND state = 'accepted' AND json_extract(fields, '$.domain') = ?
AND json_extract(fields, '$.activity') = ? AND json_extract(fields, '$.completed') = ?"""


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")  # of one length, so that texts compare as times do


def _rename_columns(db: sqlite3.Connection) -> None:
    for table, old, new in RENAMED:
        if old in {row["name"] for row in db.execute(f"PRAGMA table_info ({table})")}:
            db.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


class Cleared(Exception):
    """Everything was deleted while this request was under way."""


class Store:
    """The file; every call opens it, writes in one transaction and closes it."""

    def __init__(self, file: Path) -> None:
        self.file, self.times_cleared = file, 0
        with self._open() as db:
            db.execute("PRAGMA journal_mode = WAL")
        with self._open(begin=True) as db:
            _rename_columns(db)
        with self._open() as db:
            db.executescript(TABLES)
            if not db.execute("SELECT 1 FROM learner").fetchone():
                db.executemany(
                    "INSERT INTO learner (fields) VALUES (?)", [(json.dumps(one),) for one in roster.LEARNERS]
                )

    @contextmanager
    def _open(self, begin: bool = False) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.file, timeout=20, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            if begin:
                db.execute("BEGIN IMMEDIATE")
            yield db
            if begin:
                db.execute("COMMIT")
        finally:
            db.close()  # what was not committed is rolled back

    def receive(
        self,
        endpoint: str,
        ccid: str,
        action: str,
        fields: dict[str, Any],
        tree: dict[str, Any],
        form: str,
        now: datetime,
        delay: float,
        times_cleared: int | None = None,
    ) -> str:
        """Save what arrived, once for each ccid, and return the result.

        "new", "repeated" (the same as before), "differs" (the ccid is that of another record), "gone" (it was deleted
        before), "deleted" or "absent" (there is nothing to delete). Raises Cleared where `times_cleared`, as it was
        when the request came, is no longer the number: requests from before a clearing are dropped too.
        """
        with self._open(begin=True) as db:
            if times_cleared not in (None, self.times_cleared):
                raise Cleared
            row = db.execute("SELECT * FROM record WHERE endpoint = ? AND ccid = ?", (endpoint, ccid)).fetchone()
            if row is None and action == "delete":
                return "absent"
            number = row["id"] if row else self._add(db, endpoint, ccid, fields, tree, form, now, delay)
            db.execute("INSERT INTO arrival (record, at, action) VALUES (?, ?, ?)", (number, _at(now), action))
            if action == "delete":
                db.execute("UPDATE record SET state = 'deleted', decided = ? WHERE id = ?", (_at(now), number))
                return "deleted"
            if row is None:
                return "new"
            if row["state"] == "deleted":
                return "gone"
            return "repeated" if json.loads(row["fields"]) == fields else "differs"

    def _add(
        self,
        db: sqlite3.Connection,
        endpoint: str,
        ccid: str,
        fields: dict[str, Any],
        tree: dict[str, Any],
        form: str,
        now: datetime,
        delay: float,
    ) -> int | None:
        learner = rules.find(fields, self._learners(db))
        due = now + timedelta(seconds=learner.get("delay", delay) if learner else delay)
        return db.execute(
            "INSERT INTO record (endpoint, ccid, fields, tree, form, received, due) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (endpoint, ccid, json.dumps(fields), json.dumps(tree), form, _at(now), _at(due)),
        ).lastrowid

    def settle(self, now: datetime, grace_days: int = 0) -> None:
        """Decide the records that are due, in the order of arrival; earlier decisions stay."""
        with self._open() as db:
            if not db.execute("SELECT 1 FROM record WHERE state = 'pending' AND due <= ?", (_at(now),)).fetchone():
                return
        with self._open(begin=True) as db:
            learners = self._learners(db)
            due = "SELECT * FROM record WHERE state = 'pending' AND due <= ? ORDER BY id"
            for row in db.execute(due, (_at(now),)).fetchall():
                fields, received = json.loads(row["fields"]), datetime.fromisoformat(row["received"])
                others = db.execute(ALIKE, (row["endpoint"], fields["domain"], fields["activity"], fields["completed"]))
                last_day = bodies.accepted_until(rules.day(fields)) + timedelta(days=grace_days)
                code, reason = rules.verdict(
                    fields, learners, [json.loads(one["fields"]) for one in others], received.date(), last_day
                )
                db.execute(
                    "UPDATE record SET state = ?, code = ?, reason = ?, decided = ? WHERE id = ?",
                    ("rejected" if code else "accepted", code, reason, row["due"], row["id"]),
                )

    def records(self, **where: str) -> list[dict[str, Any]]:
        """List the records in the order of arrival; `where` are columns of the table and their values."""
        condition = " AND ".join(f"{column} = ?" for column in where) or "1"
        times = "(SELECT count(*) FROM arrival WHERE record = record.id AND action = '{}') AS {}"
        sql = f"SELECT *, {times.format('add', 'times')}, {times.format('delete', 'deletions')} FROM record WHERE {condition}"
        with self._open() as db:
            rows = [dict(row) for row in db.execute(sql + " ORDER BY id", tuple(where.values()))]
        return [row | {"fields": json.loads(row["fields"]), "record": json.loads(row.pop("tree"))} for row in rows]

    def clear(self) -> None:
        """Delete every record, fault and added learner."""
        self.times_cleared += 1
        with self._open(begin=True) as db:
            for table in ("arrival", "record", "fault", "learner"):
                db.execute(f"DELETE FROM {table}")
            db.executemany("INSERT INTO learner (fields) VALUES (?)", [(json.dumps(one),) for one in roster.LEARNERS])

    def _learners(self, db: sqlite3.Connection) -> list[dict[str, Any]]:
        return [json.loads(row["fields"]) for row in db.execute("SELECT fields FROM learner ORDER BY id DESC")]

    def learners(self) -> list[dict[str, Any]]:
        """List the learners of the roster, the latest first."""
        with self._open() as db:
            return self._learners(db)

    def add_learners(self, learners: list[dict[str, Any]]) -> None:
        """Add learners to the roster; the latest entry for a number counts."""
        with self._open(begin=True) as db:
            db.executemany("INSERT INTO learner (fields) VALUES (?)", [(json.dumps(one),) for one in learners])

    def add_fault(self, fault: dict[str, Any]) -> None:
        """Inject a fault from now on: `count` times, or into a `share` of the calls."""
        with self._open(begin=True) as db:
            row = (json.dumps(fault), None if "share" in fault else fault.get("count", 1), fault.get("share", 1.0))
            db.execute("INSERT INTO fault (fields, remaining, share) VALUES (?, ?, ?)", row)

    def clear_faults(self) -> None:
        """Inject no fault any more."""
        with self._open(begin=True) as db:
            db.execute("DELETE FROM fault")

    def faults(self) -> list[dict[str, Any]]:
        """List the faults that are not used up."""
        with self._open() as db:
            rows = db.execute("SELECT * FROM fault ORDER BY id").fetchall()
        return [json.loads(row["fields"]) | {"remaining": row["remaining"]} for row in rows]

    def draw(self, call: str) -> dict[str, Any] | None:
        """Return the fault for a call ("submit", "status", "match", "delete") and count it; None for no fault."""
        with self._open() as db:
            if not db.execute("SELECT 1 FROM fault").fetchone():
                return None
        with self._open(begin=True) as db:
            for row in db.execute("SELECT * FROM fault ORDER BY id").fetchall():
                fault = json.loads(row["fields"])
                if call not in fault.get("calls", (call,)) or random.random() >= row["share"]:  # noqa: S311 - no secret
                    continue
                if row["remaining"] is not None:
                    db.execute("UPDATE fault SET remaining = remaining - 1 WHERE id = ?", (row["id"],))
                    db.execute("DELETE FROM fault WHERE remaining <= 0")
                return fault
        return None
