"""Mail by SMTP, against a real server on loopback; what fails waits, longer each time."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import timedelta

import pytest

from cme.base import clock as clocks
from cme.base import mail, queue
from cme.base.mail import Letter
from tests.base.smtp_server import smtp_server


@pytest.fixture
def post(app):
    """Send mail by this server from now on."""

    def post(server, user=""):
        app.settings = replace(app.settings, mail_url=f"smtp://{user}127.0.0.1:{server.port}")
        return server

    return post


def _write(to="ann@example.org"):
    return mail.write(to, "reset", link="http://localhost/reset/abc")


def _again(letter):
    return Letter.get_by_id(letter.id)


def test_a_letter_arrives_as_it_was_written(app, post, work):
    with smtp_server() as server:
        post(server)
        _write("ann@example.org")
        work()
        (received,) = server.received
    message = email.message_from_bytes(received, policy=email.policy.default)
    assert message["To"] == "ann@example.org" and message["From"] == "office@example.org"
    assert "http://localhost/reset/abc" in message.get_content()
    assert message["Message-ID"] and message["Date"].datetime == clocks.now()
    assert not (app.settings.data / "mail").exists()


def test_user_and_password_of_the_address_are_used_and_may_hold_any_character(post, work):
    with smtp_server() as server:
        post(server, "office%40example.org:p%40ss%3Aword@")
        _write()
        work()
        assert len(server.received) == 1
        assert any(command.startswith("AUTH PLAIN") for command in server.commands)


def test_a_line_break_in_an_address_is_no_command(post, work):
    with smtp_server() as server:
        post(server)
        _write("ann@example.org>\r\nRCPT TO:<all@example.org")
        work()
        queue.find()
        assert not any(
            "all@example.org" in command and command.startswith("RCPT TO:<all") for command in server.commands
        )


def test_while_the_server_is_away_a_letter_waits_longer_each_time_and_is_given_up_after_twelve(app, clock, work):
    app.settings = replace(app.settings, mail_url="smtp://127.0.0.1:9")  # nobody listens there
    letter = _write()
    work()
    waits = []
    while (stored := _again(letter)).due is not None:
        waits.append(round((stored.due - clocks.now()) / timedelta(minutes=1)))
        clock.set(stored.due - timedelta(seconds=1))
        queue.find()
        assert _again(letter).tries == stored.tries, "not before it is due"
        clock.set(stored.due)
        queue.find()
    assert waits == [2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240]
    assert stored.tries == 12 and stored.sent is None and stored.body == ""  # it may hold a secret link


def test_when_the_server_is_back_what_waited_is_sent_once(app, clock, post, work):
    app.settings = replace(app.settings, mail_url="smtp://127.0.0.1:9")
    letter = _write()
    work()
    with smtp_server() as server:
        post(server)
        clock.forward(minutes=3)
        queue.find()
        queue.find()
        assert len(server.received) == 1
    assert _again(letter).sent


def test_a_mailbox_that_is_refused_holds_up_no_other_letter(post, work):
    with smtp_server(refused=("gone@example.org",)) as server:
        post(server)
        gone, fine = _write("gone@example.org"), _write("ann@example.org")
        work()
        assert len(server.received) == 1
    assert _again(gone).sent is None and _again(gone).due and _again(fine).sent


def test_a_server_that_is_away_is_asked_once_and_not_for_every_letter(post, work):
    with smtp_server(greeting="421 too busy") as server:
        post(server)
        letters = [_write(f"p{n}@example.org") for n in range(5)]
        work()
        tried = sum(_again(letter).tries for letter in letters)
        assert tried <= 5  # one a wake-up; each letter woke the finder once
        before = tried
        queue.find()
        assert sum(_again(letter).tries for letter in letters) <= before + 1


def test_a_message_that_is_refused_waits_too(post, work):
    with smtp_server(data="554 no") as server:
        post(server)
        letter = _write()
        work()
        assert server.received
    assert _again(letter).sent is None and _again(letter).due > clocks.now()
