"""The sandbox's file: one that version 0.1.0 wrote is opened, and its records, learners and faults stay."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime

import pytest

from cme.report.sandbox import roster, store

# as version 0.1.0 created them
OLD_TABLES = """
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
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
AT = NOW.isoformat(timespec="microseconds")
FIELDS = {
    "domain": "ABIM",
    "value": "123456",
    "given": "Ana",
    "family": "Nguyễn",
    "birth": "04-17",
    "activity": "200000001",
    "completed": "2026-11-20",
    "category": "Medical Knowledge",
    "credits": 2.5,
}
FAULT = {"after": False, "mode": "500", "count": 2}


@pytest.fixture
def old_file(tmp_path):
    """A file of version 0.1.0 with an accepted record, a pending one, two learners and a fault."""
    file = tmp_path / "sandbox.sqlite3"
    db = sqlite3.connect(file)
    db.executescript("PRAGMA journal_mode = WAL;" + OLD_TABLES)
    record = (
        "INSERT INTO record (door, ccid, state, said, tree, form, received, due, decided)"
        " VALUES ('pars', ?, ?, ?, ?, 'json', ?, ?, ?)"
    )
    fields = json.dumps(FIELDS)
    db.execute(record, ("ccid:cme-desk:1", "accepted", fields, '{"a": 1}', AT, AT, AT))
    db.execute(record, ("ccid:cme-desk:2", "pending", fields, '{"a": 2}', AT, AT, None))
    db.executemany("INSERT INTO arrival (record, at, action) VALUES (?, ?, 'add')", [(1, AT), (1, AT), (2, AT)])
    learners = [json.dumps(roster.LEARNERS[0]), json.dumps(roster.LEARNERS[0] | {"given": "Zoë"})]
    db.executemany("INSERT INTO learner (said) VALUES (?)", [(each,) for each in learners])
    db.execute("INSERT INTO fault (said, remaining, share) VALUES (?, 2, 1.0)", (json.dumps(FAULT),))
    db.commit()
    db.close()
    return file


def schema(file):
    db = sqlite3.connect(file)
    tables = ("record", "arrival", "learner", "fault")
    columns = {table: [row[1] for row in db.execute(f"PRAGMA table_info ({table})")] for table in tables}
    indexes = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    db.close()
    return columns, indexes


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_of_an_older_version_opens_with_everything_in_it(old_file, times):
    for _ in range(times):
        box = store.Store(old_file)
    first, second = box.records()
    assert (first["endpoint"], first["fields"], first["record"], first["times"]) == ("pars", FIELDS, {"a": 1}, 2)
    assert (second["ccid"], second["state"], second["times"]) == ("ccid:cme-desk:2", "pending", 1)
    assert not {"door", "said"} & set(first)
    assert box.records(endpoint="pars", ccid="ccid:cme-desk:2") == [second] and box.records(endpoint="abp") == []
    assert [each["given"] for each in box.learners()] == ["Zoë", "Ana"], "the roster is not filled again"
    assert box.faults() == [FAULT | {"remaining": 2}]


def test_it_has_the_schema_of_a_new_one(old_file, tmp_path):
    store.Store(old_file)
    new = tmp_path / "new.sqlite3"
    store.Store(new)
    assert schema(old_file) == schema(new)


def test_it_goes_on_from_there(old_file):
    box = store.Store(old_file)
    assert box.draw("submit") == FAULT and box.faults() == [FAULT | {"remaining": 1}]
    more = ("json", NOW, 0)
    assert box.receive("pars", "ccid:cme-desk:1", "add", FIELDS, {}, *more) == "repeated"
    assert box.receive("pars", "ccid:cme-desk:1", "add", FIELDS | {"credits": 3}, {}, *more) == "differs"
    assert box.receive("pars", "ccid:cme-desk:3", "add", FIELDS | {"completed": "2026-11-19"}, {}, *more) == "new"
    assert box.receive("pars", "ccid:cme-desk:3", "delete", {}, {}, *more) == "deleted"
    assert box.receive("pars", "ccid:cme-desk:3", "add", FIELDS, {}, *more) == "gone"
    box.settle(NOW)
    assert [(row["state"], row["code"]) for row in box.records()] == [
        ("accepted", ""),
        ("rejected", "name"),  # the latest entry of the roster counts
        ("deleted", ""),
    ]
    box.clear()
    assert box.records() == [] and box.faults() == [] and len(box.learners()) == len(roster.LEARNERS)


def test_every_fault_can_be_ended(tmp_path):
    box = store.Store(tmp_path / "sandbox.sqlite3")
    box.add_fault(FAULT)
    box.add_fault({"after": False, "mode": "drop", "share": 1.0})
    assert [each["mode"] for each in box.faults()] == ["500", "drop"]
    box.clear_faults()
    assert box.faults() == [] and box.draw("submit") is None
