"""Migrations make the tables that the models describe, once, whoever starts first."""

from __future__ import annotations

import re
import threading
from difflib import unified_diff

import pytest
from playhouse.schema_diff import diff_models

from cme.base.store import db as database
from cme.base.store import schema
from cme.base.store.db import Row, db
from tests.base.store import schema_dump


def test_the_migrated_tables_are_those_of_the_models(app):
    found = diff_models(db.obj, schema.models())
    assert not found, f"models and migrations differ:\n{found}"


def test_columns_have_the_types_lengths_and_nulls_of_the_models(app):
    """schema_diff compares names and indexes; what else decides is compared here."""
    errors = []
    for model in schema.models():
        columns = {column.name: column for column in db.get_columns(model._meta.table_name)}
        for field in model._meta.sorted_fields:
            column = columns[field.column_name]
            if column.null != bool(field.null) and not field.primary_key:
                errors.append(f"{model.__name__}.{field.name}: null is {column.null} in the table")
            if column.primary_key != bool(field.primary_key):
                errors.append(f"{model.__name__}.{field.name}: primary key differs")
        lengths = _lengths(model._meta.table_name)
        for field in model._meta.sorted_fields:
            wanted = getattr(field, "max_length", None)
            if wanted and lengths[field.column_name] != wanted:
                errors.append(f"{model.__name__}.{field.name}: {lengths[field.column_name]} characters, not {wanted}")
        there = {(key.column, key.dest_table) for key in db.get_foreign_keys(model._meta.table_name)}
        meant = {(f.column_name, f.rel_model._meta.table_name) for f in model._meta.refs}
        if there != meant:
            errors.append(f"{model.__name__}: foreign keys {sorted(there ^ meant)}")
    assert not errors, "\n".join(errors)


@pytest.mark.database("sqlite")
def test_the_tables_check_what_the_models_check(app):
    tables = dict(db.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    for model in schema.models():
        checks = [each.sql for field in model._meta.sorted_fields for each in field.constraints or ()]
        assert sorted(re.findall(r"CHECK \([^)]*\)", tables[model._meta.table_name])) == sorted(checks), model.__name__


def _lengths(table: str) -> dict[str, int | None]:
    """Map the columns of a table to how many characters they take."""
    if database.is_postgres():
        sql = "SELECT column_name, character_maximum_length FROM information_schema.columns WHERE table_name = %s"
        return dict(db.execute_sql(sql, (table,)).fetchall())
    columns = db.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
    found = {name: re.fullmatch(r"VARCHAR\((\d+)\)", kind) for _, name, kind, *_ in columns}
    return {name: int(match[1]) if match else None for name, match in found.items()}


def test_every_table_has_a_model_and_every_model_a_table_of_its_own(app):
    names = [model._meta.table_name for model in schema.models()]
    assert len(names) == len(set(names))
    assert all(model.__mro__[1] is Row for model in schema.models())


def test_a_second_run_finds_nothing_to_do(app):
    assert schema.pending() == []
    assert schema.migrate(app.settings.data) == []


@pytest.fixture
def empty(request, tmp_path):
    """A database without any table, on the one that this test runs on."""
    from tests import postgres

    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    elif postgres.available():
        server = request.getfixturevalue("pg_server")
        yield server.create("empty_for_migrations")
        server.drop("empty_for_migrations")
    else:
        pytest.skip("no PostgreSQL server is installed here")


ON_BOTH = pytest.mark.parametrize(
    "empty", ["sqlite", pytest.param("postgresql", marks=pytest.mark.full)], indirect=True
)


@ON_BOTH
def test_the_migrated_schema_is_the_one_that_is_written_down(empty):
    """So no change of a migration, or of what it calls, alters the tables unseen."""
    file = schema_dump.FILES[empty.partition(":")[0]]
    found = unified_diff(
        file.read_text("utf-8").splitlines(), schema_dump.of_empty(empty).splitlines(), file.name, "migrated", n=1
    )
    found = "\n".join(found)
    assert not found, (
        f"{found}\n\nWas a migration added? `python -m tests.base.store.schema_dump` writes the dumps anew: commit them."
    )


@ON_BOTH
def test_of_several_that_start_at_once_one_migrates_and_the_others_wait(empty, tmp_path):
    database.open_database(empty)
    barrier, applied, errors = threading.Barrier(4), [], []

    def start():
        barrier.wait()
        try:
            with database.scope():
                applied.extend(schema.migrate(tmp_path))
        except Exception as error:
            errors.append(error)
        finally:
            db.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with database.scope():
        assert applied == [each.name for each in schema.runner().migrations()]
        assert schema.pending() == []
    db.close()
    if database.is_postgres():
        db.obj.close_all()


def test_before_the_first_run_everything_is_pending(tmp_path):
    database.open_database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    with database.scope():
        assert schema.pending() == [each.name for each in schema.runner().migrations()]
    db.close()


def test_every_migration_has_a_number_of_its_own():
    numbers = [int(file.name[:4]) for file in sorted(schema.FOLDER.glob("[0-9]*.py"))]
    assert numbers == sorted(set(numbers)) and numbers[0] == 1
