"""The database: SQLite in WAL mode or PostgreSQL, one request scope, times in UTC."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any
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

from cme.base.store.fair_lock import FairLock

log = logging.getLogger("cme.db")
db = DatabaseProxy()
WAIT_MS = 5000
AT_ONCE = 1000  # rows a statement: SQLite takes 32,766 values in one


class Row(Model):
    """The base of every table."""

    _pk: Any  # Peewee's own: the value of the primary key

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


def open_database(url: str, wait_ms: int = WAIT_MS):
    """Make the Peewee database for a DATABASE_URL and bind the models to it.

    `wait_ms` is how long a statement waits for what others hold before it fails as busy.
    """
    make, where = (_sqlite, url.removeprefix("sqlite:///")) if url.startswith("sqlite") else (_postgres, url)
    database = make(where, wait_ms)
    db.initialize(database)
    return database


class Sqlite(SqliteDatabase):
    """SQLite whose writers of this process take turns (a fair lock).

    SQLite lets those who wait sleep longer and longer and gives the lock to whoever happens to look
    at the right moment: among eight threads that claim, one may find it taken for seconds.
    """

    def __init__(self, path, wait_ms=WAIT_MS, **options):
        self.wait_ms = wait_ms
        self._writers, self._own = FairLock(), threading.local()
        super().__init__(path, **options)

    def begin(self, lock_type=None):
        if (lock_type or self._lock_type) == "DEFERRED":
            return super().begin(lock_type)
        with self._writing():
            super().begin(lock_type)

    @contextmanager
    def _writing(self):
        """Take the writers' lock, and leave what is left of the patience for the writers of other processes."""
        start, patience = time.monotonic(), getattr(self._own, "patience", self.wait_ms)
        if not self._writers.acquire(patience / 1000):
            raise OperationalError("database is locked: another thread writes")
        self._own.holds = True
        left = patience - int((time.monotonic() - start) * 1000)
        shortened = left < self.wait_ms - 20
        try:
            if shortened:
                self.cursor().execute(f"PRAGMA busy_timeout={max(left, 1)}")
            yield
        except BaseException:
            self._end_writing()
            raise
        finally:
            if shortened:
                self.cursor().execute(f"PRAGMA busy_timeout={self.wait_ms}")

    @contextmanager
    def impatient(self):
        """Wait for nobody in what this thread writes within."""
        self._own.patience = 0
        try:
            yield
        finally:
            del self._own.patience

    def _end_writing(self):
        if getattr(self._own, "holds", False):
            self._own.holds = False
            self._writers.release()

    def commit(self):
        super().commit()
        self._end_writing()

    def rollback(self):
        try:
            super().rollback()
        except OperationalError as error:
            # a full disk undoes a transaction by itself; to fail here would hide why
            if "no transaction is active" not in str(error):
                raise
        finally:
            self._end_writing()

    def close(self):
        try:
            return super().close()
        finally:
            self._end_writing()

    def execute_sql(self, sql, params=None):
        """Run one statement; a write of its own takes the writers' lock too."""
        if self.in_transaction() or not sql.startswith(("INSERT", "UPDATE", "DELETE")) or "RETURNING" in sql:
            return super().execute_sql(sql, params)
        with self._writing():
            cursor = super().execute_sql(sql, params)
        self._end_writing()
        return cursor


def _sqlite(path: str, wait_ms: int):
    # FULL, or a power cut loses an acknowledged claim. IMMEDIATE, or two writers that both read
    # first meet in a deadlock that no timeout resolves.
    return Sqlite(
        path,
        wait_ms,
        lock_type="IMMEDIATE",
        timeout=wait_ms / 1000,
        pragmas={
            "busy_timeout": wait_ms,
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "secure_delete": 1,
        },
    )


def _postgres(url: str, wait_ms: int):
    from playhouse.postgres_ext import PooledPsycopg3Database

    parts = urlsplit(url)
    options: dict[str, Any] = {}
    for pair in filter(None, parts.query.split("&")):
        name, _, value = pair.partition("=")
        options[name] = unquote(value)
    options.setdefault("options", f"-c lock_timeout={wait_ms}")
    options.setdefault("connect_timeout", max(2, wait_ms // 1000))
    return PooledPsycopg3Database(
        unquote(parts.path.lstrip("/")),
        max_connections=40,
        stale_timeout=300,
        timeout=wait_ms / 1000,
        host=options.pop("host", None) or parts.hostname,
        port=int(options.pop("port", 0) or parts.port or 5432),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        **options,
    )


def is_postgres() -> bool:
    """Return whether the database in use is PostgreSQL."""
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
    except PeeweeException as error:  # the connection is gone, its transaction with it
        log.warning("nothing left to roll back: %s", error)
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


def database_failure(error: BaseException) -> str | None:
    """Return what keeps the database from serving: "busy" (a moment later it may), "full", None for an error of ours.

    Undoing after a failed write may fail in turn: what happened first counts as well.
    """
    cause: BaseException | None = error
    while cause is not None:
        if kind := _failure(cause):
            return kind
        cause = cause.__context__
    return None


def _failure(error: BaseException) -> str | None:
    if isinstance(error, InterfaceError) or type(error).__name__ == "MaxConnectionsExceeded":
        return "busy"
    if not isinstance(error, OperationalError):
        return None
    message = str(error)
    if any(
        words in message for words in ("is full", "disk I/O", "readonly database", "No space left", "could not extend")
    ):
        return "full"
    # on SQLite a missing table is an OperationalError too
    return "busy" if is_postgres() or "locked" in message or "busy" in message or "unable to open" in message else None


def some_of(values: list):
    """Yield a list in pieces that one statement can take."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def insert_all(model, rows: list[dict]) -> None:
    """Insert many rows, all with the same fields, with few statements.

    Written by hand: while a transaction holds the writer's lock, building the same with Peewee takes ten
    times as long as running it.
    """
    if not rows:
        return
    fields = [model._meta.fields[name] for name in rows[0]]
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    row_of_marks = f"({', '.join([db.param] * len(fields))})"
    into = f'INSERT INTO "{model._meta.table_name}" ({columns}) VALUES '
    for some in some_of(rows):
        values = [field.db_value(row[field.name]) for row in some for field in fields]
        db.execute_sql(into + ", ".join([row_of_marks] * len(some)), values)


def if_free(query) -> bool:
    """Run a write that may as well be left out; not done while others hold the database or nothing can be saved."""
    try:
        with nullcontext() if is_postgres() else db.impatient():
            query.execute()
    except PeeweeException as error:
        if database_failure(error) is None:
            raise
        return False
    return True


def lock(row) -> None:
    """Hold a row until the transaction ends, where a count decides; SQLite has one writer anyway."""
    if is_postgres():
        model = row.__class__  # not type(): the row may be Flask-Login's proxy
        model.select(model._meta.primary_key).where(model._meta.primary_key == row._pk).for_update().execute()
