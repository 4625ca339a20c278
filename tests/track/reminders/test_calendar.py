"""The calendar feed: read back with a parser, at a secret address that can be renewed and stopped."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from cme.people import account_lock
from cme.track.reminders import calendar
from tests.track.external_credits import add_external_credit
from tests.track.reminders.test_deadlines import keep


@pytest.fixture
def alice(cast, visitor):
    keep(cast.physician, body="City Hospital; ward, 7\\8")
    cast.reviewed(cast.physician, "the term of a search")
    return visitor(cast.physician)


def address(alice) -> str:
    page = alice.post("/reminders/calendar")
    assert page.status == 200 and page.has("Copy this address now: it is not shown again")
    return re.search(r'<code id="calendar-address">http://localhost(/calendar/[\w-]{43}\.ics)</code>', page.page).group(
        1
    )


def events(page) -> list:
    assert page.answer.mimetype == "text/calendar" and page.status == 200
    return list(Calendar.from_ical(page.answer.data).walk("VEVENT"))


def test_it_holds_what_is_due_as_days_with_warnings(alice, visitor):
    first, second = events(visitor().get(address(alice)))
    assert first["SUMMARY"] == "City Hospital; ward, 7\\8: the cycle ends" and first["DTSTART"].dt == date(2026, 12, 31)
    assert first["DTEND"].dt == date(2027, 1, 1) and first["DESCRIPTION"] == "All credit: 10 to go"
    assert str(first["URL"]).startswith("http://localhost/requirements/")
    assert [alarm["TRIGGER"].dt for alarm in first.walk("VALARM")] == [timedelta(days=-30), timedelta(days=-7)]
    assert second["SUMMARY"] == "0.5 AMA PRA Category 1 Credits™ lapse unless claimed by then"
    assert second["DTSTART"].dt == date(2028, 12, 31)


def test_the_same_event_keeps_its_uid_while_its_words_change(alice, visitor, cast, clock):
    path = address(alice)
    before = {event["UID"]: event["DESCRIPTION"] for event in events(visitor().get(path))}
    add_external_credit(cast.physician, amount=1000, completed_on=date(2026, 2, 2))
    clock.forward(days=3)
    after = {event["UID"]: event["DESCRIPTION"] for event in events(visitor().get(path))}
    assert before.keys() == after.keys() and before != after
    done = next(event for event in events(visitor().get(path)) if "Hospital" in event["SUMMARY"])
    assert "verify with your board" in done["DESCRIPTION"] and not done.walk("VALARM")


def test_it_names_nobody_and_no_question(alice, visitor):
    body = visitor().get(address(alice)).answer.data
    assert b"the term of a search" not in body and b"Alice" not in body and b"alice@" not in body


def test_its_lines_are_those_of_the_standard(alice, visitor):
    """RFC 5545: CRLF, no line over 75 octets, the properties that each component must have."""
    body = visitor().get(address(alice)).answer.data
    assert body.startswith(b"BEGIN:VCALENDAR\r\n") and body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n")) and b"\n" not in body.replace(b"\r\n", b"")
    for needed in (b"VERSION:2.0", b"PRODID:", b"UID:", b"DTSTAMP:", b"DTSTART;VALUE=DATE:"):
        assert needed in body


def test_only_a_hash_of_the_address_is_kept_and_it_is_shown_once(alice, cast):
    secret = address(alice).removeprefix("/calendar/").removesuffix(".ics")
    row = calendar.of(cast.physician)
    assert row.hash == hashlib.sha256(secret.encode()).hexdigest()
    page = alice.get("/reminders")
    assert secret not in page.page and page.has("An address was made on 22 Nov 2026", "Make a new address")


def test_a_new_address_kills_the_old_one_and_stopping_kills_it_too(alice, visitor):
    old = address(alice)
    new = address(alice)
    assert visitor().get(old).status == 404 and visitor().get(new).status == 200
    alice.post("/reminders/calendar/removal")
    assert visitor().get(new).status == 404


def test_a_guess_opens_nothing(alice, visitor):
    address(alice)
    for token in ("", "x", "a" * 43, "../../etc/passwd", "%00", "é"):
        assert visitor().get(f"/calendar/{token}.ics").status == 404, token


def test_a_locked_account_has_no_feed(alice, visitor, cast):
    path = address(alice)
    account_lock.lock(cast.physician, "a test", "shell")
    assert visitor().get(path).status == 404


def test_guessing_is_slowed_down(visitor):
    nobody = visitor()
    for _ in range(120):
        nobody.client.get("/calendar/guess.ics")
    assert nobody.get("/calendar/guess.ics").status == 429


def test_one_persons_calendar_shows_nothing_of_another(alice, visitor, cast):
    keep(cast.stranger, body="Elsewhere")
    path = address(visitor(cast.stranger))
    assert [event["SUMMARY"] for event in events(visitor().get(path))] == ["Elsewhere: the cycle ends"]
