"""F23: migrating is killed in the middle, at any moment of it; run again, it comes to the same tables."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from playhouse.schema_diff import diff_models

from cme.base.ops import serve
from cme.base.store import db as database
from cme.base.store import schema
from cme.base.store.db import db
from tests.conftest import counts, settings_for

PATIENCE = 300  # seconds, on a busy machine
KILLS = counts(12, 2, heavy=60)


@pytest.fixture
def migrate(fork_server, tmp_path):
    """Start `base migrate` on a folder; return its process id."""

    def start(data):
        data.mkdir(exist_ok=True)
        env = settings_for(f"sqlite:///{data / 'cme.sqlite3'}", data)
        return fork_server.spawn(
            [serve.BIN / "flask", "--app", "app", "base", "migrate"], env, tmp_path / "migrate.log"
        )

    return start


def _wait_for_migrations(data, count) -> None:
    """Wait until a process has begun to migrate, and has made so many steps."""
    file, until = data / "cme.sqlite3", time.monotonic() + PATIENCE
    while not (data / "migrate.lock").exists() or _applied(file) < count:
        assert time.monotonic() < until, "nobody migrates"
        time.sleep(0.001)


def _applied(file) -> int:
    """Count the migrations that a database lists as applied."""
    if not Path(f"{file}-wal").exists():
        return 0  # opening the file now might disturb the process that creates it
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT count(*) FROM schema_migration").fetchone()[0]
        except sqlite3.OperationalError:
            return 0  # the list is not there yet


def _tables(file) -> dict:
    connection = sqlite3.connect(file)
    try:
        return dict(
            connection.execute("SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        )
    finally:
        connection.close()


def _steps(file) -> list[dict]:
    """List the tables after each migration, from none on: a kill may leave any of these."""
    database.open_database(f"sqlite:///{file}")
    found = [{}]
    with database.scope():
        schema.runner().History.create_table()
        found.append(_tables(file))
        for migration in schema.runner().migrations():
            schema.runner().up(migration.name)
            found.append(_tables(file))
    db.close()
    return found


def test_a_migration_that_was_killed_is_run_again_and_comes_to_the_same_tables(migrate, fork_server, tmp_path, dice):
    assert fork_server.wait(migrate(tmp_path / "whole")) == 0
    whole = _tables(tmp_path / "whole" / "cme.sqlite3")
    assert len(whole) > 50
    start = time.monotonic()
    steps = _steps(tmp_path / "steps.sqlite3")
    takes = time.monotonic() - start
    assert steps[-1] == whole
    middle = kills = 0
    while kills < KILLS or not middle and kills < 10 * KILLS:  # a busy machine may let each of them come too late
        kills += 1
        data = tmp_path / f"killed-{kills}"
        pid = migrate(data)
        _wait_for_migrations(data, dice.randrange(len(steps) - 2))
        time.sleep(dice.uniform(0, takes / 8))  # any moment of the next ones
        fork_server.kill(pid)
        there = _tables(data / "cme.sqlite3") if (data / "cme.sqlite3").exists() else {}
        middle += there != whole
        assert there in steps, "a part of a migration is there"
        assert fork_server.wait(migrate(data)) == 0
        assert _tables(data / "cme.sqlite3") == whole
        database.open_database(f"sqlite:///{data / 'cme.sqlite3'}")
        with database.scope():
            assert schema.pending() == [] and not diff_models(db.obj, schema.models())
            words = db.execute_sql("SELECT count(*) FROM search_synonym").fetchone()[0]
            assert words > 0, "what is loaded after the tables is not there"
        db.close()
    print(f"{kills} kills, {middle} of them before the end")
    assert middle > 0


def test_the_list_of_migrations_comes_with_its_index_or_not_at_all(tmp_path, monkeypatch):
    database.open_database(f"sqlite:///{tmp_path / 'cut.sqlite3'}")
    execute = db.obj.execute_sql

    def cut(sql, *parameters):
        if sql.startswith("CREATE UNIQUE INDEX") and "schema_migration" in sql:
            raise KeyboardInterrupt
        return execute(sql, *parameters)

    with database.scope():
        monkeypatch.setattr(db.obj, "execute_sql", cut)
        with pytest.raises(KeyboardInterrupt):
            schema.migrate(tmp_path)
    db.close()
    assert _tables(tmp_path / "cut.sqlite3") == {}


def test_a_migration_outside_a_transaction_is_found_out(tmp_path):
    """The power check: the same tables made one by one, and killed after some, stand in part."""
    database.open_database(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
    pid = os.fork()
    if pid == 0:
        try:
            db.connect()
            module = next(iter(schema.runner().migrations())).load()
            create_tables = type(db.obj).create_tables

            def some(self, models, **options):
                create_tables(self, models, **options)
                if len(self.get_tables()) > 20:
                    os._exit(9)

            type(db.obj).create_tables = some
            module.up(schema.runner().migrator, db.obj)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert len(_tables(tmp_path / "bare.sqlite3")) > 2  # what the test above calls a part
    with database.scope():
        assert diff_models(db.obj, schema.models())
    db.close()
