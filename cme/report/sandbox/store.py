"""The sandbox's own books: what arrived, how often, and what was decided; one SQLite file, none of our tables."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import contextmanager
from datetime import datetime, timedelta

from cme.base.domain import bodies
from cme.report.sandbox import roster, rules

TABLES = """
CREATE TABLE IF NOT EXISTS record (
    id INTEGER PRIMARY KEY, door TEXT NOT NULL, ccid TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending',
    code TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', said TEXT NOT NULL, tree TEXT NOT NULL,
    form TEXT NOT NULL, received TEXT NOT NULL, due TEXT NOT NULL, decided TEXT, UNIQUE (door, ccid));
CREATE INDEX IF NOT EXISTS pending ON record (due) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS arrival (
    id INTEGER PRIMARY KEY, record INTEGER NOT NULL REFERENCES record (id), at TEXT NOT NULL, action TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS arrivals ON arrival (record);
CREATE TABLE IF NOT EXISTS learner (id INTEGER PRIMARY KEY, said TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, said TEXT NOT NULL, remaining INTEGER, share REAL);
"""
ALIKE = """
SELECT said FROM record WHERE door = ? AND state = 'accepted' AND json_extract(said, '$.domain') = ?
AND json_extract(said, '$.activity') = ? AND json_extract(said, '$.completed') = ?"""


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")  # of one length, so that texts compare as times do


class Cleared(Exception):
    """Everything was forgotten while this was on its way."""


class Books:
    """The file; every call opens it, writes in one transaction and closes it."""

    def __init__(self, file):
        self.file, self.times_cleared = file, 0
        with self._open() as db:
            db.executescript("PRAGMA journal_mode = WAL;" + TABLES)
            if not db.execute("SELECT 1 FROM learner").fetchone():
                db.executemany("INSERT INTO learner (said) VALUES (?)", [(json.dumps(one),) for one in roster.LEARNERS])

    @contextmanager
    def _open(self, begin=False):
        db = sqlite3.connect(self.file, timeout=20, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            if begin:
                db.execute("BEGIN IMMEDIATE")
            yield db
            if begin:
                db.execute("COMMIT")
        finally:
            db.close()  # what was not committed is undone

    def take(
        self, door, ccid, action, said, tree, form, now: datetime, delay: float, times_cleared: int | None = None
    ) -> str:
        """Take what arrived, once for each ccid; tells what that was.

        "new", "again" (the same as before), "differs" (the ccid stands for another record), "gone" (it was
        deleted), "deleted" or "absent" (nothing there to delete). Raises Cleared where `times_cleared`, as it was when
        the request came, is no longer the number: what came before everything was forgotten is forgotten too.
        """
        with self._open(begin=True) as db:
            if times_cleared not in (None, self.times_cleared):
                raise Cleared
            row = db.execute("SELECT * FROM record WHERE door = ? AND ccid = ?", (door, ccid)).fetchone()
            if row is None and action == "delete":
                return "absent"
            number = row["id"] if row else self._add(db, door, ccid, said, tree, form, now, delay)
            db.execute("INSERT INTO arrival (record, at, action) VALUES (?, ?, ?)", (number, _at(now), action))
            if action == "delete":
                db.execute("UPDATE record SET state = 'deleted', decided = ? WHERE id = ?", (_at(now), number))
                return "deleted"
            if row is None:
                return "new"
            return "gone" if row["state"] == "deleted" else "again" if json.loads(row["said"]) == said else "differs"

    def _add(self, db, door, ccid, said, tree, form, now, delay) -> int:
        own = rules.find(said, self._learners(db))
        due = now + timedelta(seconds=own.get("delay", delay) if own else delay)
        return db.execute(
            "INSERT INTO record (door, ccid, said, tree, form, received, due) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (door, ccid, json.dumps(said), json.dumps(tree), form, _at(now), _at(due)),
        ).lastrowid

    def settle(self, now: datetime, grace_days: int = 0) -> None:
        """Decide what is due, in the order of arrival; what was decided stays."""
        with self._open() as db:
            if not db.execute("SELECT 1 FROM record WHERE state = 'pending' AND due <= ?", (_at(now),)).fetchone():
                return
        with self._open(begin=True) as db:
            learners = self._learners(db)
            due = "SELECT * FROM record WHERE state = 'pending' AND due <= ? ORDER BY id"
            for row in db.execute(due, (_at(now),)).fetchall():
                said, received = json.loads(row["said"]), datetime.fromisoformat(row["received"])
                others = db.execute(ALIKE, (row["door"], said["domain"], said["activity"], said["completed"]))
                last_day = bodies.accepted_until(rules.day(said)) + timedelta(days=grace_days)
                code, reason = rules.verdict(
                    said, learners, [json.loads(one["said"]) for one in others], received.date(), last_day
                )
                db.execute(
                    "UPDATE record SET state = ?, code = ?, reason = ?, decided = ? WHERE id = ?",
                    ("rejected" if code else "accepted", code, reason, row["due"], row["id"]),
                )

    def records(self, **where) -> list[dict]:
        """List the records, first to arrive first; `where` are columns of the table."""
        asked = " AND ".join(f"{column} = ?" for column in where) or "1"
        times = "(SELECT count(*) FROM arrival WHERE record = record.id AND action = '{}') AS {}"
        sql = (
            f"SELECT *, {times.format('add', 'times')}, {times.format('delete', 'deletions')} FROM record WHERE {asked}"
        )
        with self._open() as db:
            rows = [dict(row) for row in db.execute(sql + " ORDER BY id", tuple(where.values()))]
        return [row | {"said": json.loads(row["said"]), "record": json.loads(row.pop("tree"))} for row in rows]

    def clear(self) -> None:
        """Forget every record, fault and added learner."""
        self.times_cleared += 1
        with self._open(begin=True) as db:
            for table in ("arrival", "record", "fault", "learner"):
                db.execute(f"DELETE FROM {table}")
            db.executemany("INSERT INTO learner (said) VALUES (?)", [(json.dumps(one),) for one in roster.LEARNERS])

    def _learners(self, db) -> list[dict]:
        return [json.loads(row["said"]) for row in db.execute("SELECT said FROM learner ORDER BY id DESC")]

    def learners(self) -> list[dict]:
        """List whom the roster knows, the latest first."""
        with self._open() as db:
            return self._learners(db)

    def know(self, learners: list[dict]) -> None:
        """Add learners to the roster; the latest entry about a number counts."""
        with self._open(begin=True) as db:
            db.executemany("INSERT INTO learner (said) VALUES (?)", [(json.dumps(one),) for one in learners])

    def fail(self, fault: dict | None) -> None:
        """Fail from now on as told: `count` times, or a `share` of the calls; None ends every fault."""
        with self._open(begin=True) as db:
            if fault is None:
                db.execute("DELETE FROM fault")
                return
            row = (json.dumps(fault), None if "share" in fault else fault.get("count", 1), fault.get("share", 1.0))
            db.execute("INSERT INTO fault (said, remaining, share) VALUES (?, ?, ?)", row)

    def faults(self) -> list[dict]:
        """List the faults that are told and not used up."""
        with self._open() as db:
            rows = db.execute("SELECT * FROM fault ORDER BY id").fetchall()
        return [json.loads(row["said"]) | {"remaining": row["remaining"]} for row in rows]

    def draw(self, call: str) -> dict | None:
        """Draw the fault of a call ("submit", "status", "match"), if it is to have one; counts it."""
        with self._open() as db:
            if not db.execute("SELECT 1 FROM fault").fetchone():
                return None
        with self._open(begin=True) as db:
            for row in db.execute("SELECT * FROM fault ORDER BY id").fetchall():
                fault = json.loads(row["said"])
                if call not in fault.get("calls", (call,)) or random.random() >= row["share"]:  # noqa: S311 - no secret
                    continue
                if row["remaining"] is not None:
                    db.execute("UPDATE fault SET remaining = remaining - 1 WHERE id = ?", (row["id"],))
                    db.execute("DELETE FROM fault WHERE remaining <= 0")
                return fault
        return None
