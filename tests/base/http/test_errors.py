"""What goes wrong is a page with a sentence and a way on, never a trace."""

from __future__ import annotations

import logging
import sqlite3

import pytest
from flask import abort

from cme.base.store import db as database
from cme.base.store.db import db
from cme.people.records import Person


@pytest.fixture
def fails(app, visitor, monkeypatch):
    """Let the help page do something else for once."""

    def fails(function, person=None):
        monkeypatch.setitem(app.view_functions, "base.help", function)
        return visitor(person).get("/help")

    return fails


def test_an_address_that_leads_nowhere(visitor):
    page = visitor().get("/nowhere/at/all")
    assert page.status == 404 and page.has("Not found", "Go to the start page", "Help")


def test_a_method_that_an_address_does_not_know(visitor):
    page = visitor().post("/help")
    assert page.status == 405 and page.has("Not like this")
    assert "GET" in page.answer.headers["Allow"]


def test_more_than_we_take(visitor, cast):
    page = visitor().post("/sign-in", email="a" * (12 * 1024 * 1024 + 1))
    assert page.status == 413 and page.has("Too large", "12 MB")


def test_a_row_number_that_no_table_can_hold_is_not_there(visitor, cast):
    page = visitor(cast.physician).get("/cme/review/99999999999999999999")
    assert page.status == 404


def test_a_fault_of_ours_has_a_number_and_no_trace(fails, caplog):
    page = fails(lambda: 1 / 0)
    assert page.status == 500
    page.has("Something went wrong on our side", "give this number")
    page.hasnt("ZeroDivisionError", "division", "Traceback", "lambda")
    number = page.answer.headers["X-Request-Id"]
    assert page.has(number)
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records)


def test_a_refusal_of_ours_has_no_number(visitor):
    assert visitor().get("/nowhere").hasnt("give this number")


def test_what_a_fault_left_open_is_rolled_back(fails, app):
    def half_done():
        db.atomic().__enter__()
        Person.create(email="half@example.org", password_hash="", created=_now())
        raise RuntimeError("in the middle")

    assert fails(half_done).status == 500
    assert not db.in_transaction()
    assert not Person.select().where(Person.email == "half@example.org").exists()


def _now():
    from cme.base import clock

    return clock.now()


@pytest.mark.database("sqlite")  # on PostgreSQL writers do not wait for each other
def test_when_another_connection_holds_the_database_the_page_says_busy(app, visitor, caplog):
    db.execute_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(app.settings.sqlite_file)
    other.execute("BEGIN IMMEDIATE")
    try:
        page = visitor().post("/forgot", email="somebody@example.org")
    finally:
        other.rollback()
        other.close()
    assert page.status == 503 and page.answer.headers["Retry-After"] == "5"
    assert page.has("Busy", "nothing was lost")
    assert visitor().post("/forgot", email="somebody@example.org").status == 200


@pytest.mark.database("sqlite")
def test_reading_goes_on_while_another_connection_writes(app, visitor, cast):
    alice = visitor(cast.physician)
    other = sqlite3.connect(app.settings.sqlite_file)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert alice.get("/profile").status == 200
    finally:
        other.rollback()
        other.close()


@pytest.mark.database("sqlite")
def test_a_table_that_is_missing_is_a_fault_and_not_business(fails, app):
    assert fails(lambda: db.execute_sql("SELECT * FROM nothing")).status == 500


def test_without_any_database_there_is_still_a_page(app, visitor, monkeypatch, cast):
    """Not a mock of ours: every statement fails the way it does when the server is gone."""
    alice = visitor(cast.physician)

    def gone(*_, **__):
        from peewee import OperationalError

        raise OperationalError("connection refused" if database.is_postgres() else "disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(type(db.obj), "execute_sql", gone)
        page = alice.get("/profile")
    assert page.status == 503
    assert page.has("Go to the start page") and page.hasnt("I/O", "refused", "Alice")
    assert alice.get("/profile").status == 200


def test_in_a_pop_up_an_error_is_a_piece_and_not_a_page_within_the_page(app, visitor, cast):
    alice = visitor(cast.physician)
    alice.htmx("get", "/cme/review/4711")
    assert alice.status == 404
    assert "<html" not in alice.page and "<h2" in alice.page and 'id="error"' in alice.page


@pytest.mark.parametrize(
    ("code", "text"), [(400, "cannot be read"), (429, "Too many tries"), (418, "cannot be read"), (503, "Busy")]
)
def test_every_code_has_its_page(fails, code, text):
    page = fails(lambda: abort(code))
    assert page.status == code and page.has(text)


def test_logs_hold_no_password_and_no_word_that_was_typed(visitor, cast, caplog):
    caplog.set_level(logging.DEBUG)
    visitor().post("/sign-in", email=cast.physician.email, password="hunter2 and the rest of it")
    visitor(cast.physician).post("/profile", name="Alice\nFORGED LINE", zone="nowhere")
    text = " ".join(
        record.getMessage() + str(getattr(record, "fields", ""))
        for record in caplog.records
        if record.name.startswith(("cme", "app"))
    )
    assert "hunter2" not in text and "FORGED" not in text and "alice@" not in text
