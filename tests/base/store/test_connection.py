"""One connection kept per thread, FULL at every commit, and scopes that leave nothing open behind them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from peewee import IntegrityError, OperationalError

from cme.base.http.rate_limit import Bucket
from cme.base.store import db as database
from cme.base.store.db import JsonText, When, db
from cme.people.records import Consent

sqlite = pytest.mark.database("sqlite")


def _in_a_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def _pragma(name):
    return db.execute_sql(f"PRAGMA {name}").fetchone()[0]


@sqlite
def test_sqlite_is_asked_back_what_it_was_told(app):
    def read_back():
        with database.scope():
            try:
                return [_pragma(name) for name in ("synchronous", "journal_mode", "foreign_keys", "busy_timeout")]
            finally:
                db.close()

    assert _in_a_thread(read_back) == [2, "wal", 1, 5000]  # 2 is FULL


@sqlite
def test_every_connection_is_asked_back_not_only_the_first(visitor):
    for _ in range(3):
        db.close()
        visitor().get("/healthz")
        assert (_pragma("synchronous"), _pragma("secure_delete"), _pragma("trusted_schema")) == (2, 1, 0)


@sqlite
def test_a_thread_keeps_its_connection_from_one_scope_to_the_next(app):
    def two_scopes():
        with database.scope():
            first = db.connection()
        open_between = not db.is_closed()
        with database.scope():
            second = db.connection()
        db.close()
        return open_between and first is second

    assert _in_a_thread(two_scopes)


@sqlite
def test_requests_of_a_thread_use_one_connection(visitor):
    visitor().get("/healthz")
    before = db.connection()
    visitor().get("/")
    assert db.connection() is before


@pytest.mark.database("postgresql")
def test_on_postgresql_a_scope_hands_its_connection_back(app):
    def two_scopes():
        with database.scope():
            db.execute_sql("SELECT 1")
        return db.is_closed()

    assert _in_a_thread(two_scopes)


def test_a_scope_rolls_back_what_was_left_open(app):
    def leave_open():
        with database.scope():
            db.atomic().__enter__()
            Bucket.create(key="left open", tokens=1.0, at=datetime.now(UTC))
            with db.atomic():
                Bucket.create(key="inside it", tokens=1.0, at=datetime.now(UTC))
        clean = not db.in_transaction()
        db.close()
        return clean

    assert _in_a_thread(leave_open)
    assert Bucket.select().count() == 0
    Bucket.create(key="nobody holds the lock", tokens=1.0, at=datetime.now(UTC))


def test_a_connection_that_broke_is_let_go(app):
    def broken():
        with database.scope():
            db.atomic().__enter__()
            db.connection().close()  # what a restart of the server does to it
        with database.scope():
            fine = db.execute_sql("SELECT 1").fetchone()[0] == 1
        db.close()
        return fine

    assert _in_a_thread(broken)


def test_reading_takes_no_writers_lock_and_sees_one_moment(app):
    def write():
        with database.scope():
            Bucket.create(key="meanwhile", tokens=1.0, at=datetime.now(UTC))
        db.close()

    with database.read():
        assert Bucket.select().count() == 0
        _in_a_thread(write)  # would wait for ever on a writer's lock
        assert Bucket.select().count() == 0
    assert Bucket.select().count() == 1


def test_foreign_keys_are_held(app):
    with pytest.raises(IntegrityError), db.atomic():
        Consent.create(listing=4711, given=True, at=datetime.now(UTC))


def test_a_moment_is_kept_as_utc_and_comes_back_aware(app):
    moment = datetime(2026, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-10)))
    Bucket.create(key="moment", tokens=1.0, at=moment)
    back = Bucket.get(Bucket.key == "moment").at
    assert back == moment and back.utcoffset() == timedelta(0)
    assert Bucket.select().where(Bucket.at == moment).exists()


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        When().db_value(datetime(2026, 11, 22))  # noqa: DTZ001 - the point


def test_a_structure_comes_back_as_it_was():
    field = JsonText()
    for value in (None, {}, [], {"ü": [1, None, "\x00"]}, "text"):
        assert field.python_value(field.db_value(value)) == value


@pytest.mark.parametrize(
    ("error", "busy"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("database table is locked: bucket"), True),
        (ValueError("no"), False),
        (IntegrityError("UNIQUE constraint failed"), False),
    ],
)
def test_busy_is_what_a_moment_later_may_not_be(app, error, busy):
    assert (database.database_failure(error) == "busy") is busy


@sqlite
def test_a_missing_table_is_no_business_of_waiting(app):
    assert database.database_failure(OperationalError("no such table: person")) is None


def test_the_address_of_a_postgresql_is_read_as_written():
    """Nothing in it becomes a number or a truth by itself, and what is escaped arrives unescaped."""
    address = "postgresql://a%40b:p%2Fw@db.example.org:5433/my%20cme?application_name=007&sslmode=verify-full"
    database_ = database._postgres(address, 5000)
    expected = {
        "host": "db.example.org",
        "port": 5433,
        "user": "a@b",
        "password": "p/w",
        "application_name": "007",
        "sslmode": "verify-full",
        "options": "-c lock_timeout=5000",
    }
    assert database_.database == "my cme"
    assert {name: database_.connect_params[name] for name in expected} == expected


def test_a_postgresql_can_be_reached_by_its_socket_with_options_of_ones_own():
    address = "postgresql:///cme?host=/run/postgresql&port=5433&options=-c%20statement_timeout%3D900"
    parameters = database._postgres(address, 5000).connect_params
    assert (parameters["host"], parameters["port"], parameters["user"]) == ("/run/postgresql", 5433, None)
    assert parameters["options"] == "-c statement_timeout=900"
