"""Copies: a backup while everything runs, its restoration, and moving from one database to another."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from pathlib import Path

from peewee import SqliteDatabase, sort_models  # type: ignore[attr-defined] # missing in its stubs

from cme import __version__
from cme.base import clock, registry
from cme.base.domain.refusal import Refused
from cme.base.store import schema
from cme.base.store.db import Row, db, is_postgres, open_database, read

BATCH = 500


def backup(file: Path, data: Path) -> dict[str, int]:
    """Write the database and the keys into a ZIP, as of one moment, while others go on writing."""
    if file.exists():
        raise Refused(f"{file} exists already; a backup never overwrites one.")
    with tempfile.TemporaryDirectory(dir=data) as folder:
        copy = Path(folder) / "cme.sqlite3"
        counts = _copy_of_postgres(copy) if is_postgres() else _copy_of_sqlite(copy)
        manifest = {
            "made": clock.now().isoformat(),
            "version": __version__,
            "migrations": sorted(schema.runner().applied()),
            "rows": counts,
            "sha256": hashlib.sha256(copy.read_bytes()).hexdigest(),
        }
        part = file.with_name(f".{file.name}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds keys
        with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.write(copy, "cme.sqlite3")
            for key in sorted((data / "keys").glob("*")):
                bundle.write(key, f"keys/{key.name}")
            bundle.writestr("manifest.json", json.dumps(manifest, indent=2))
        part.rename(file)
    return counts


def _copy_of_sqlite(copy: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(copy)) as target:
        # Pages are copied some at a time. Of one moment that is held: otherwise it would start again whenever
        # somebody wrote, and where somebody always writes a large file would never be done.
        with read():
            db.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()  # the moment begins with the first look
            db.connection().backup(target, pages=2000, sleep=0.005)
        target.execute("PRAGMA journal_mode=DELETE")
        result = target.execute("PRAGMA integrity_check").fetchone()[0]
        if result != "ok":
            raise Refused(f"The copy is not whole: {result}")
        names = [model._meta.table_name for model in schema.models()]
        return {name: target.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _copy_of_postgres(copy: Path) -> dict[str, int]:
    here = db.obj
    target = SqliteDatabase(str(copy), pragmas={"foreign_keys": 0})
    with here.atomic():
        here.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return _copy_rows(here, target)


def restore(file: Path, data: Path) -> dict[str, int]:
    """Put a backup in the place of an empty database; the keys come back where none stand."""
    with zipfile.ZipFile(file) as bundle, tempfile.TemporaryDirectory(dir=data) as folder:
        manifest = json.loads(bundle.read("manifest.json"))
        copy = Path(folder) / "cme.sqlite3"
        copy.write_bytes(bundle.read("cme.sqlite3"))
        if hashlib.sha256(copy.read_bytes()).hexdigest() != manifest["sha256"]:
            raise Refused(f"{file} was damaged: its database is not the one that its manifest names.")
        _bring_up_to_date(copy, manifest.get("version", ""))
        schema.migrate(data)
        if any(model.select().exists() for model in schema.models()):
            raise Refused("There is something in this database already; restore into an empty one.")
        source = SqliteDatabase(str(copy))
        counts = _copy_rows(source, db.obj)
        source.close()
        for name in bundle.namelist():
            if name.startswith("keys/") and not (data / "keys" / Path(name).name).exists():
                (data / "keys").mkdir(mode=0o700, exist_ok=True)
                target = data / "keys" / Path(name).name
                target.write_bytes(bundle.read(name))
                target.chmod(0o600)
    return counts


def _bring_up_to_date(copy: Path, version: str) -> None:
    """Run the migrations that are newer than a backup on its copy, before its rows are read.

    `version` is the program's that made the backup, "" where it did not say.
    """
    here = db.obj
    try:
        open_database(f"sqlite:///{copy}")
        unknown = set(schema.runner().applied()) - {m.name for m in schema.runner().migrations()}
        if unknown:
            newer = f"{version}, and this is {__version__}: " if version else ""
            raise Refused(f"The backup is of a newer version of the program ({newer}{', '.join(sorted(unknown))}).")
        schema.runner().up()
        db.close()
    finally:
        db.initialize(here)


def copy_to(url: str, data: Path) -> dict[str, int]:
    """Copy every row into another, empty database; the address in use stays as it is."""
    here = db.obj
    there = open_database(url)
    try:
        there.connect(reuse_if_open=True)
        schema.migrate(data)
        if any(model.select().exists() for model in schema.models()):
            raise Refused("There is something in that database already; copy into an empty one.")
        counts = _copy_rows(here, there)
        there.close()
    finally:
        db.initialize(here)
    return counts


def _copy_rows(source, target) -> dict[str, int]:
    """Copy all rows, parents first, in one transaction of the target; then make sequences and searches anew."""
    models = [model for model in sort_models(schema.models()) if model.__base__ is Row]
    fresh = isinstance(target, SqliteDatabase) and not target.get_tables()
    if fresh:
        _make_tables(target)
    counts = {}
    with target.atomic():
        for model in models:
            counts[model._meta.table_name] = _copy_table(model, source, target)
    with _using(target):
        if not isinstance(target, SqliteDatabase):
            _reset_sequences(models)
        if not fresh:
            for rebuild in registry.current().rebuilders:
                rebuild()
    return counts


def _make_tables(target) -> None:
    with _using(target):
        schema.runner().up()
    target.connect(reuse_if_open=True)


@contextlib.contextmanager
def _using(database):
    here = db.obj
    try:
        db.initialize(database)
        yield
    finally:
        db.initialize(here)


def _copy_table(model, source, target) -> int:
    table = model._meta.table_name
    columns = [field.column_name for field in model._meta.sorted_fields]
    names = ", ".join(f'"{name}"' for name in columns)
    mark = "?" if isinstance(target, SqliteDatabase) else "%s"
    insert = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join([mark] * len(columns))})'
    convert = _converters(model, source, target)
    with _using(source):
        cursor = source.execute_sql(f'SELECT {names} FROM "{table}"')
    count = 0
    while rows := cursor.fetchmany(BATCH):
        for row in rows:
            values = [change(value) if change else value for change, value in zip(convert, row, strict=True)]
            target.execute_sql(insert, values)
            count += 1
    return count


def _converters(model, source, target):
    """Return for each column what turns the source's value into the target's, None where they are alike."""
    from datetime import date, datetime

    from peewee import BlobField, BooleanField, DateField, DateTimeField

    found = []
    to_sqlite = isinstance(target, SqliteDatabase)
    for field in model._meta.sorted_fields:
        change = None
        kind = field.rel_field if hasattr(field, "rel_field") else field
        if isinstance(kind, DateTimeField):
            change = _text_of if to_sqlite else (lambda v: datetime.fromisoformat(v) if isinstance(v, str) else v)
        elif isinstance(kind, DateField):
            change = _text_of if to_sqlite else (lambda v: date.fromisoformat(v) if isinstance(v, str) else v)
        elif isinstance(kind, BooleanField):
            change = (
                (lambda v: None if v is None else int(v)) if to_sqlite else (lambda v: None if v is None else bool(v))
            )
        elif isinstance(kind, BlobField):
            change = lambda v: None if v is None else bytes(v)  # noqa: E731
        found.append(change)
    return found


def _text_of(value):
    return value if value is None or isinstance(value, str) else str(value)


def _reset_sequences(models) -> None:
    for model in models:
        key = model._meta.primary_key
        if key and key.field_type == "AUTO":
            table = model._meta.table_name
            db.execute_sql(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{key.column_name}'), "
                f'COALESCE((SELECT max("{key.column_name}") FROM "{table}"), 0) + 1, false)'
            )
