"""An installation of the first release is brought up to date: nothing is lost, the books balance, work goes on (F23).

first_release.json holds every row of a small installation as that release wrote it: two clinicians with entries,
reviews, claims (one undone, one released, its file made), a coordinator, the log.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from playhouse.schema_diff import diff_models

from cme.base import audit_log, queue
from cme.base.ops import backup
from cme.base.store import db as database
from cme.base.store import schema
from cme.base.store.db import db
from cme.certify import records as certify
from cme.claim import records as claims
from cme.people import records as people
from tests.cast import Cast
from tests.conftest import settings_for
from tests.ledger_audit import assert_books

LAST = "0002_titles"  # of the first release
ROWS = json.loads((Path(__file__).parent / "first_release.json").read_text())
STATE = {"rendering", "hold", "visit", "bucket"}  # working state, which may change


@pytest.fixture
def old(tmp_path, clock):
    """An app on a database as the first release left it; nothing was brought up to date yet."""
    from app import create_app

    app = create_app(settings_for(f"sqlite:///{tmp_path / 'cme.sqlite3'}", tmp_path))
    app.testing = False
    clock.set("2026-11-22 15:00:00")
    with app.app_context(), database.scope():
        schema.runner().up(LAST)
        db.execute_sql("PRAGMA foreign_keys=0")
        for table, said in ROWS.items():
            marks = ", ".join(["?"] * len(said["columns"]))
            names = ", ".join(f'"{column}"' for column in said["columns"])
            for row in said["rows"]:
                values = [bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for value in row]
                db.execute_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)
        db.execute_sql("PRAGMA foreign_keys=1")
        yield app
        database.release()
    db.close()


def _rows(table) -> list[tuple]:
    columns = ", ".join(f'"{column}"' for column in ROWS[table]["columns"])
    return db.execute_sql(f'SELECT {columns} FROM "{table}" ORDER BY 1').fetchall()


def test_it_is_brought_up_to_date_and_every_row_is_as_it_was(old):
    before = {table: _rows(table) for table in ROWS.keys() - STATE}
    assert schema.migrate(old.settings.data)[0] > LAST
    assert schema.pending() == [] and not diff_models(db.obj, schema.models())
    assert db.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    for table, rows in before.items():
        assert _rows(table) == rows, f"rows of {table} changed"
    assert_books()
    assert audit_log.faults([certificate.words["log_head"] for certificate in certify.Certificate.select()]) == []


def test_work_goes_on_where_it_stood(old, visitor_of):
    schema.migrate(old.settings.data)
    alice = people.find_by_email("alice@example.org")
    page = visitor_of(old, alice)
    assert page.get("/cme/review").has("waits for review")
    assert page.get("/cme/claim").has("waits for a claim")
    standing = claims.Claim.select().order_by(claims.Claim.id).first()
    assert page.get(f"/claims/{standing.id}").status == 200
    released = certify.Document.get()
    assert page.get(f"/claims/{released.claim_id}/certificate.pdf").answer.data == bytes(released.body)
    entry = Cast(old).reviewed(alice, "after the upgrade")
    claims.claim(alice, "after-the-upgrade-0001", "ama-pra-1", [(entry.id, None)])
    queue.find()
    assert_books()
    assert audit_log.faults() == []


def test_to_go_back_the_backup_of_before_is_restored_and_brought_along_again(old, tmp_path):
    """Migrations are not run backwards: whoever goes back restores the backup that was made before the upgrade."""
    schema.migrate(old.settings.data)
    file = tmp_path / "before.zip"
    counts = backup.backup(file, old.settings.data)
    Cast(old).reviewed(people.find_by_email("nora@example.org"), "after the backup")
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    here = db.obj
    db.close()
    with closing(database.open_database(f"sqlite:///{fresh / 'cme.sqlite3'}")), database.scope():
        assert backup.restore(file, fresh) == counts
        assert_books()
        assert not db.execute_sql("SELECT 1 FROM search WHERE term = 'after the backup'").fetchall()
    db.initialize(here)
    db.connect(reuse_if_open=True)


def test_an_older_version_does_not_touch_a_newer_database(old):
    """The tables of a later version are not this one's to use: it says so and stops, and nothing is changed."""
    schema.migrate(old.settings.data)
    db.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01 00:00:00')")
    with pytest.raises(schema.TooNew, match="a later version"):
        schema.migrate(old.settings.data)
    done = old.test_cli_runner().invoke(args=["base", "migrate"])
    assert done.exit_code == 1 and "9999_later" in done.output and "Traceback" not in done.output
    done = old.test_cli_runner().invoke(args=["base", "prepare"])
    assert done.exit_code == 1 and "9999_later" in done.output
    assert done.output.endswith("Not started: `flask --app app base migrate` found the fault above.\n")
    assert any("later version" in sentence for sentence in _check(old))


def _check(app) -> list[str]:
    from cme.base.ops import check

    return check.faults()


@pytest.fixture
def visitor_of():
    from tests.client import Visitor

    return lambda app, person: Visitor(app).sign_in(person)
