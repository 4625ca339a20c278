"""The digest by mail: when, what it says, once, and stopped by one click (RFC 8058) or on the page."""

from __future__ import annotations

import email
import email.policy
import re

import pytest

from cme.base import mail, queue
from cme.people import account_lock
from cme.people import records as people
from cme.track.reminders import digests
from tests.track.reminders.test_deadlines import keep


@pytest.fixture
def night(app, clock):
    """Let nights pass; gives the letters that were written."""

    def night(moment=None, **on):
        clock.set(moment) if moment else clock.forward(**on)
        before = mail.Letter.select().count()
        queue.tidy()
        return list(mail.Letter.select().order_by(mail.Letter.id).offset(before))

    return night


@pytest.fixture
def alice(cast):
    keep(cast.physician)
    return cast.physician


def test_it_says_what_is_due_when_and_where_to_go(alice, night, cast, clock):
    clock.set("2024-06-01 12:00-04:00")
    cast.reviewed(alice, "a term that stays here")
    (letter,) = night("2026-11-23 08:17")
    assert (letter.to, letter.subject) == ("alice@example.org", "31 Dec 2026: City Hospital: the cycle ends")
    for words in (
        "Hello Alice Adams",
        "31 Dec 2026: City Hospital: the cycle ends\n  All credit: 10 to go\n  http://localhost/requirements/",
        "0.5 AMA PRA Category 1 Credits™ lapse unless claimed by then",
        "Claim all that lapse this year (0.5 AMA PRA Category 1 Credit™):",
        "http://localhost/cme/claim/preview?",
        "verify with yours",
        "Stop these mails: http://localhost/digests/off/",
        "Test Medical Society",
    ):
        assert words in letter.body, letter.body
    assert "a term that stays here" not in letter.body and "ompliant" not in letter.body


def test_weekly_near_a_deadline_and_monthly_far_from_one(alice, night):
    assert len(night("2026-08-03 08:17")) == 1, "the first one"
    assert [len(night(days=1)) for _ in range(28)].count(1) == 0
    assert len(night("2026-09-01 08:17")) == 1
    assert [row.kind for row in digests.Digest.select()] == ["monthly", "monthly"]
    assert len(night("2026-10-01 08:17")) == 1
    night("2026-11-03 08:17")
    found = [len(night(days=1)) for _ in range(21)]
    assert [n for n, count in enumerate(found, start=1) if count] == [7, 14, 21]


def test_the_same_night_twice_or_on_two_machines_is_one_mail(alice, night):
    assert len(night("2026-11-23 08:17")) == 1
    assert night(minutes=1) == [] and digests.send(alice) == ""


def test_nothing_due_is_no_mail(cast, night):
    people.list_body(cast.physician, body="", label="A", number="", reporting=False, consent=False)
    assert night("2026-11-23 08:17") == []


def test_a_cycle_that_lacks_nothing_writes_no_mail(cast, night):
    keep(cast.physician, total=None)
    assert night("2026-11-23 08:17") == []


def test_a_locked_account_gets_none(alice, night):
    account_lock.lock(alice, "a test", "shell")
    assert night("2026-11-23 08:17") == []


def test_one_error_keeps_nobody_else_from_theirs(alice, cast, night, monkeypatch):
    keep(cast.stranger)
    real = digests.deadlines.all_of

    def broken(person, today, *more):
        if person.id == alice.id:
            raise RuntimeError("a test")
        return real(person, today, *more)

    monkeypatch.setattr(digests.deadlines, "all_of", broken)
    assert [letter.to for letter in night("2026-11-23 08:17")] == ["sam@example.org"]


def test_the_mail_carries_the_headers_of_one_click_and_forgets_them_when_sent(app, alice, night):
    (letter,) = night("2026-11-23 08:17")
    mail.send_what_is_due()
    (file,) = (app.settings.data / "mail").glob("*.eml")
    sent = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    raw = file.read_bytes()
    assert b"\nList-Unsubscribe: <http://localhost/digests/off/" in raw, "in one line, not encoded"
    stop = re.fullmatch(r"<(http://localhost/digests/off/[\w.-]+)>", sent["List-Unsubscribe"]).group(1)
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in sent.get_content()
    letter = mail.Letter.get_by_id(letter.id)
    assert (letter.body, letter.headers) == ("", {})


def path_of(letter) -> str:
    return re.search(r"http://localhost(/digests/off/\S+)", letter.body).group(1)


def test_one_click_of_a_mail_program_stops_them_without_a_session_or_a_cookie(app, alice, night):
    path = path_of(night("2026-11-23 08:17")[0])
    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert not digests.wanted(alice)
    assert night("2026-12-20 08:17") == []
    assert digests.DigestSetting.get().by == "mail"


def test_opening_the_link_only_asks(alice, night, visitor):
    path = path_of(night("2026-11-23 08:17")[0])
    nobody = visitor()
    assert nobody.get(path).has("Stop the digests?") and digests.wanted(alice)
    assert nobody.post(path).has("The digests are stopped") and not digests.wanted(alice)
    assert nobody.post(path).has("The digests are stopped") and digests.DigestSetting.select().count() == 1


def test_a_secret_that_is_none_stops_nothing(alice, visitor):
    secret = digests.secret_of(alice)
    for spoiled in (secret[:-1] + ("A" if secret[-1] != "A" else "B"), "x", secret.replace(".", "")):
        page = visitor().post(f"/digests/off/{spoiled}")
        assert page.status == 410 and page.has("This link no longer works") and digests.wanted(alice)


def test_the_secret_of_one_purpose_opens_no_other(app, alice):
    from itsdangerous import URLSafeSerializer

    for salt in ("opened-from-a-search", "itsdangerous", "cookie-session"):
        assert digests.person_of(URLSafeSerializer(app.secret_key, salt=salt).dumps(alice.id)) is None
    other = URLSafeSerializer(app.secret_key, salt="stop-digests")
    assert digests.person_of(other.dumps([alice.id])) is None and digests.person_of(other.dumps(999_999)) is None


def test_they_are_switched_off_and_on_in_the_profile(alice, visitor, night):
    page = visitor(alice)
    assert page.get("/profile").has("A mail once a month")
    page.post("/reminders/digests", wanted="0", back="/profile")
    assert page.address == "/profile" and page.has("No more digests", "you switched them off", "Send me digests")
    assert night("2026-11-23 08:17") == []
    page.sign_in(alice).get("/reminders").has("Off", "Send me digests")
    page.post("/reminders/digests", wanted="1")
    assert page.has("You get a mail when something is due") and len(night("2026-11-24 08:17")) == 1
