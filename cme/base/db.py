"""The database: SQLite in WAL mode or PostgreSQL, one request scope, times in UTC."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from peewee import (
    DatabaseProxy,
    DateTimeField,
    InterfaceError,
    Model,
    OperationalError,
    PeeweeException,
    SqliteDatabase,
    TextField,
)

log = logging.getLogger("cme.db")
db = DatabaseProxy()


class Row(Model):
    """The base of every table."""

    class Meta:
        database = db
        legacy_table_names = False


class When(DateTimeField):
    """A moment: aware in Python, UTC without a zone in the table."""

    def db_value(self, value):
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("a moment needs its time zone")
            value = value.astimezone(UTC).replace(tzinfo=None)
        return super().db_value(value)

    def python_value(self, value):
        value = super().python_value(value)
        if isinstance(value, datetime) and value.tzinfo is None:
            value = value.replace(tzinfo=UTC)
        return value


class JsonText(TextField):
    """A small structure kept as JSON text, the same on both databases."""

    def db_value(self, value):
        import json

        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value):
        import json

        return None if value is None else json.loads(value)


def open_database(url: str):
    """Make the Peewee database for a DATABASE_URL and bind the models to it."""
    database = _sqlite(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else _postgres(url)
    db.initialize(database)
    return database


def _sqlite(path: str):
    # FULL, or a power cut loses an acknowledged claim. IMMEDIATE, or two writers that both read
    # first meet in a deadlock that no timeout resolves.
    return SqliteDatabase(
        path,
        lock_type="IMMEDIATE",
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "busy_timeout": 5000,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "secure_delete": 1,
        },
    )


def _postgres(url: str):
    from playhouse.postgres_ext import PooledPsycopg3Database

    parts = urlsplit(url)
    options = {}
    for pair in filter(None, parts.query.split("&")):
        name, _, value = pair.partition("=")
        options[name] = unquote(value)
    return PooledPsycopg3Database(
        unquote(parts.path.lstrip("/")),
        max_connections=40,
        stale_timeout=300,
        timeout=10,
        host=options.pop("host", None) or parts.hostname,
        port=int(options.pop("port", 0) or parts.port or 5432),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        **options,
    )


def is_postgres() -> bool:
    """Whether the database in use is PostgreSQL."""
    return not isinstance(db.obj, SqliteDatabase)


@contextmanager
def scope():
    """Hold a connection for one request or job, and leave no transaction open behind it.

    On SQLite the thread keeps its connection (opening and closing costs a checkpoint each time);
    on PostgreSQL it goes back to the pool.
    """
    db.connect(reuse_if_open=True)
    try:
        yield
    finally:
        release()


def release() -> None:
    """End a scope: roll back what was left open, hand a pooled connection back."""
    try:
        while db.in_transaction():
            db.pop_transaction().rollback(begin=False)
    except PeeweeException as fault:  # the connection is gone, its transaction with it
        log.warning("nothing left to roll back: %s", fault)
        while db.in_transaction():
            db.pop_transaction()
        db.close()
    if is_postgres() and not db.is_closed():
        db.close()


@contextmanager
def read():
    """Read several things as of one moment, without taking the writer's lock."""
    if is_postgres():
        with db.atomic("REPEATABLE READ"):
            yield
    else:
        with db.atomic("DEFERRED"):
            yield


def is_busy(error: BaseException) -> bool:
    """Whether an error means that the database cannot serve just now and may a moment later."""
    if isinstance(error, InterfaceError) or type(error).__name__ == "MaxConnectionsExceeded":
        return True
    if not isinstance(error, OperationalError):
        return False
    # on SQLite a missing table or a full disk is an OperationalError too
    return is_postgres() or "locked" in str(error) or "busy" in str(error)


def lock(row) -> None:
    """Hold a row until the transaction ends, where a count decides; SQLite has one writer anyway."""
    if is_postgres():
        model = row.__class__  # not type(): the row may be Flask-Login's proxy
        model.select(model._meta.primary_key).where(model._meta.primary_key == row._pk).for_update().execute()
