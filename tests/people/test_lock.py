"""Locking an account (rows, ASVS 7.4.2): nobody signs in, every session dies at once; the shell's commands and the log."""

from __future__ import annotations

import json

import pytest

from cme.base import audit_log
from cme.base.audit_log import LogRow, LogText
from cme.people import account_lock, records, second_factor
from cme.people.records import Lock, Unlocking
from tests.cast import PASSWORD
from tests.people.second_factor import give_app, give_passkey

LOCKED = "This account is locked. Write to office@example.org."


@pytest.fixture
def shell(app):
    return lambda *args: app.test_cli_runner().invoke(args=["people", *args])


def logged() -> list[dict]:
    audit_log.append()
    return [json.loads(row.body) for row in LogRow.select().order_by(LogRow.number)]


def test_a_locked_person_is_out_at_once_and_everywhere(visitor, cast):
    phone, desk, other = visitor(cast.physician), visitor(cast.physician), visitor(cast.stranger)
    assert account_lock.lock(cast.physician, "left the hospital", "person:3")
    for one in (phone, desk):
        assert one.get("/dashboard").address.startswith("/sign-in?")
        assert one.htmx("get", "/cme/review").answer.headers["HX-Redirect"].startswith("/sign-in?")
    assert other.get("/dashboard").status == 200


def test_the_lock_is_told_only_after_the_right_password(visitor, cast):
    account_lock.lock(cast.physician, "left the hospital", "shell")
    one = visitor().post("/sign-in", email=cast.physician.email, password=PASSWORD)
    assert one.status == 422 and one.has(LOCKED) and one.hasnt("left the hospital")
    one.post("/sign-in", email=cast.physician.email, password="not the password at all")
    assert one.status == 422 and one.hasnt("locked") and one.has("do not belong together")
    assert one.get("/dashboard").address.startswith("/sign-in?")


def test_a_new_password_by_mail_does_not_open_a_locked_account(visitor, cast, mailbox):
    account_lock.lock(cast.physician, "left the hospital", "shell")
    one = visitor().post("/forgot", email=cast.physician.email)
    one.post(mailbox.link(cast.physician.email, "new password"), password="seven purple tortoises climbing")
    one.post("/sign-in", email=cast.physician.email, password="seven purple tortoises climbing")
    assert one.status == 422 and one.has(LOCKED)


def test_a_session_that_begins_while_the_lock_falls_is_refused(app, cast):
    from cme.people import sessions

    with app.test_request_context("/"):
        account_lock.lock(cast.physician, "left the hospital", "shell")
        assert not sessions.begin(cast.physician)
    assert sessions.active(cast.physician) == []


def test_unlocking_lets_in_again_but_revives_no_session(visitor, cast):
    one = visitor(cast.physician)
    account_lock.lock(cast.physician, "a mistake", "shell")
    assert account_lock.unlock(cast.physician, "shell")
    assert one.get("/dashboard").address.startswith("/sign-in?")
    assert visitor(cast.physician).get("/dashboard").status == 200


def test_locks_are_rows_that_stay_and_stand_once(cast):
    assert account_lock.lock(cast.physician, "one", "shell") and not account_lock.lock(cast.physician, "two", "shell")
    assert records.active_lock(cast.physician).reason == "one"
    assert account_lock.unlock(cast.physician, "person:3") and not account_lock.unlock(cast.physician, "shell")
    assert account_lock.lock(cast.physician, "three", "person:3") and records.is_locked(cast.physician)
    assert not records.is_locked(cast.stranger)
    assert [row.reason for row in Lock.select().order_by(Lock.id)] == ["one", "three"]
    assert [row.by for row in Unlocking.select()] == ["person:3"]


def test_the_shell_locks_and_unlocks_and_the_log_tells_by_a_hash_why(shell, cast):
    assert (
        shell("lock", cast.physician.email.upper(), "--reason", "left the hospital").output
        == "alice@example.org is locked.\n"
    )
    assert shell("lock", cast.physician.email, "--reason", "again").output == "alice@example.org was locked already.\n"
    assert shell("unlock", cast.physician.email).output == "alice@example.org can sign in again.\n"
    assert shell("unlock", cast.physician.email).output == "alice@example.org was not locked.\n"
    locked, unlocked = logged()[-2:]
    assert (locked["what"], locked["actor"], locked["subject"]) == (
        "person.locked",
        "shell",
        f"person:{cast.physician.id}",
    )
    assert unlocked["what"] == "person.unlocked" and "left the hospital" not in json.dumps(locked)
    assert LogText.get_by_id(locked["details"]["text"]).text == "left the hospital"
    assert audit_log.errors() == []


def test_the_shell_says_what_is_wrong_in_a_sentence(shell, cast):
    for args in (
        ("lock", "nobody@example.org", "--reason", "x"),
        ("unlock", "nobody@example.org"),
        ("reset-second-factor", "nobody@example.org"),
    ):
        result = shell(*args)
        assert result.exit_code == 1 and result.output == "Error: Nobody signs in as nobody@example.org.\n"
    for reason in (" ", "x" * 301):
        result = shell("lock", cast.physician.email, "--reason", reason)
        assert result.exit_code == 1 and "1 to 300 characters" in result.output
    assert shell("lock", cast.physician.email).exit_code == 2 and not records.is_locked(cast.physician)


def test_the_shell_resets_a_lost_second_factor(app, shell, visitor, cast, mailbox):
    give_app(cast.physician)
    give_passkey(app, cast.physician)
    second_factor.recovery.make(cast.physician)
    give_app(cast.stranger)
    result = shell("reset-second-factor", cast.physician.email)
    assert result.output == "alice@example.org signs in with the password alone, and is signed out everywhere.\n"
    assert (
        not second_factor.of(cast.physician)
        and second_factor.of(cast.physician).codes == 0
        and second_factor.has_one(cast.stranger)
    )
    assert visitor(cast.physician).get("/dashboard").status == 200
    assert mailbox.subjects(cast.physician.email) == ["Your second step was removed by Test Medical Society"]
    assert [(row["what"], row["actor"], row["subject"]) for row in logged()][-1] == (
        "second.reset",
        "shell",
        f"person:{cast.physician.id}",
    )


def test_a_reset_ends_every_session_and_what_waits_halfway(visitor, cast):
    from tests.people.second_factor import to_second_step

    one = visitor(cast.physician)
    give_app(cast.physician)
    half = to_second_step(visitor(), cast.physician)
    second_factor.reset(cast.physician, "shell")
    assert one.get("/dashboard").address.startswith("/sign-in?")
    assert half.get("/sign-in/second").address == "/sign-in"
