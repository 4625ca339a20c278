"""Mail without a server: into a folder of CME_DATA, and the log says where."""

from __future__ import annotations

import email
import email.policy
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from cme.base import clock as clocks
from cme.base import mail, provider, queue
from cme.base.mail import Letter
from cme.base.store.db import db


def _written(app):
    files = sorted((app.settings.data / "mail").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def test_without_a_server_mail_is_a_file_and_the_log_says_where(app, work, caplog):
    caplog.set_level(logging.INFO)
    mail.write("ann@example.org", "reset", link="http://localhost/reset/abc")
    work()
    (message,) = _written(app)
    assert message["To"] == "ann@example.org" and message["From"] == "office@example.org"
    assert message["Subject"] == "A new password for CME Desk"
    assert "http://localhost/reset/abc" in message.get_content() and "Test Medical Society" in message.get_content()
    assert any(str(app.settings.data / "mail") in record.getMessage() for record in caplog.records)
    assert not any("reset/abc" in record.getMessage() for record in caplog.records)  # the link is a secret


def test_the_folder_is_for_us_alone(app, work):
    mail.write("ann@example.org", "reset", link="-")
    work()
    assert (app.settings.data / "mail").stat().st_mode & 0o077 == 0


def test_mail_is_sent_once_and_its_text_goes_with_it(app, work):
    letter = mail.write("ann@example.org", "reset", link="http://localhost/reset/abc")
    work()
    work()
    queue.find()
    assert len(_written(app)) == 1
    stored = Letter.get_by_id(letter.id)
    assert stored.sent == clocks.now() and stored.due is None and stored.body == ""


def test_what_a_lost_worker_left_is_found_again(app, clock):
    mail.write("ann@example.org", "reset", link="-")
    app.huey.flush()  # the queue's file was lost
    queue.find()  # what runs every minute
    assert len(_written(app)) == 1


def test_a_letter_that_another_worker_is_sending_is_left_alone(app, clock):
    letter = mail.write("ann@example.org", "reset", link="-")
    Letter.update(due=clocks.now() + timedelta(minutes=5)).where(Letter.id == letter.id).execute()
    queue.find()
    assert _written(app) == []
    clock.forward(minutes=6)  # that worker was killed
    queue.find()
    assert len(_written(app)) == 1


def test_a_letter_is_only_there_when_what_it_tells_of_is(app, work):
    app.huey.flush()  # on PostgreSQL the queue came along with the furnished database
    with pytest.raises(RuntimeError), db.atomic():
        mail.write("ann@example.org", "reset", link="-")
        raise RuntimeError("what it tells of did not happen")
    assert work() == 0 and Letter.select().count() == 0


@pytest.mark.parametrize("hostile", ["ann@example.org\r\nBcc: all@example.org", "ann@example.org\nSubject: Win"])
def test_a_line_break_in_an_address_forges_no_header(app, work, hostile):
    mail.write(hostile, "reset", link="-")
    work()
    queue.find()
    for message in _written(app):
        assert message["Bcc"] is None and message.get_all("Subject") == ["A new password for CME Desk"]


def test_a_line_break_in_the_providers_name_forges_no_header(app, work):
    provider.change(
        name="Society\r\nBcc: all@example.org", email="office@example.org\r\nBcc: all@example.org", by="test"
    )
    mail.write("ann@example.org", "sign_up", link="-")
    work()
    for message in _written(app):
        assert message["Bcc"] is None


def test_one_letter_that_cannot_be_sent_does_not_hold_up_the_others(app, work):
    app.settings = replace(app.settings, mail_from="")
    mail.write("a@" + "x" * 70 + ".org", "reset", link="-")  # no domain's part is so long
    mail.write("ann@example.org", "reset", link="-")
    work()
    assert [message["To"] for message in _written(app)] == ["ann@example.org"]


def test_a_domain_of_other_letters_travels_in_its_ascii_form(app, work):
    mail.write("ann@münchen.example", "reset", link="-")
    work()
    assert _written(app)[0]["To"] == "ann@xn--mnchen-3ya.example"


def test_a_mail_takes_no_message_away_from_the_page(app, visitor, cast):
    """The templates of mails see what pages see; what was left to be said is for pages."""
    alice = visitor(cast.physician)
    alice.post("/profile/others", other="Mercy Hospital", follow=False)
    alice.post("/forgot", email=cast.physician.email, follow=False)
    assert alice.get("/profile").has("Mercy Hospital is on your list")


def test_a_mail_can_be_written_where_there_is_no_request(app, work):
    mail.write("ann@example.org", "address_changed", email="new@example.org")
    assert work() >= 1 and len(_written(app)) == 1


def test_mail_names_the_provider_and_escapes_nothing(app, work):
    provider.change(name="Smith & Sons' <CME>", by="test")
    mail.write("ann@example.org", "sign_up", link="http://localhost/confirm/a?b=1&c=2")
    work()
    (message,) = _written(app)
    assert "Smith & Sons' <CME>" in message["Subject"] and "a?b=1&c=2" in message.get_content()


def test_what_was_sent_a_month_ago_is_dropped_at_night(app, work, clock):
    mail.write("ann@example.org", "reset", link="-")
    work()
    clock.forward(days=31)
    mail.write("bob@example.org", "reset", link="-")
    queue.tidy()
    assert [letter.to for letter in Letter.select()] == ["bob@example.org"]
