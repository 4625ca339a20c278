"""Copying everything to PostgreSQL and back: row by row the same, and work goes on there."""

from __future__ import annotations

import pytest

from cme.base import audit_log, queue
from cme.base.domain.refusal import Refused
from cme.base.ops import backup
from cme.base.store import db as database
from cme.base.store import schema
from cme.base.store.db import db, open_database
from cme.claim import records as claims
from tests import postgres
from tests.cast import Cast
from tests.ledger_audit import assert_ledger_balances

KEY = "after-the-move-to-another-database"


@pytest.fixture
def target(request):
    """Create an empty PostgreSQL database."""
    if not postgres.available():
        pytest.skip("no PostgreSQL server is installed here")
    server = request.getfixturevalue("pg_server")
    yield server.create("moved_here")
    server.drop("moved_here")


def _rows() -> dict:
    """Read every table of the database in use, as plain values."""
    return {
        model._meta.table_name: sorted(map(repr, (_plain(row) for row in model.select().tuples())))
        for model in schema.models()
    }


def _plain(row):
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _fill(app):
    cast = Cast(app)
    for person in (cast.physician, cast.nurse):
        claim, undone = cast.claimed(person, 3), cast.claimed(person, 2)
        claims.undo(undone, by="test")
        claims.save_feedback(claim, claims.activities(claim)[0], 4, "yes", "Gut. Ünïcode, 漢字, 'quotes' and\nlines")
        cast.entry(person, "waits for review")
        cast.reviewed(person, "waits for a claim")
    queue.find()
    return cast


@pytest.mark.full
@pytest.mark.database("sqlite")
def test_everything_moves_to_postgresql_and_back(app, target, tmp_path):
    cast = _fill(app)
    here = db.obj
    before = _rows()
    counts = backup.copy_to(target, tmp_path)
    assert counts == {name: len(rows) for name, rows in before.items()}
    assert db.obj is here, "the address in use stays as it is"

    moved = open_database(target)
    with database.scope():
        assert _rows() == before
        assert_ledger_balances()
        assert audit_log.errors() == []
        entry = cast.reviewed(cast.physician, "after the move")  # sequences go on behind what came along
        claims.claim(cast.physician, KEY, "ama-pra-1", [(entry.id, None)], by="test")
        assert_ledger_balances()
        after = _rows()
        with pytest.raises(Refused, match="something in that database"):
            backup.copy_to(f"sqlite:///{here.database}", tmp_path)
        back = f"sqlite:///{tmp_path / 'back.sqlite3'}"
        backup.copy_to(back, tmp_path)
    moved.close_all()
    open_database(back)
    with database.scope():
        assert _rows() == after
        assert db.execute_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute_sql("PRAGMA foreign_key_check").fetchall() == []
        assert_ledger_balances()
        entry = cast.reviewed(cast.nurse, "after the copy back")
        claims.claim(cast.nurse, KEY, "ama-pra-1", [(entry.id, None)], by="test")
        assert_ledger_balances()
    db.close()
    db.initialize(here)
