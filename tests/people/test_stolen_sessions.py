"""F14: a session that somebody else planted, copied or kept is worth nothing."""

from __future__ import annotations

import pytest

from cme.people import account_lock, mailed_links, sessions
from cme.people import records as people
from tests.cast import PASSWORD
from tests.client import SAME_SITE

NEW = "seven purple tortoises climbing"
PRIVATE = "/dashboard"


class Browser:
    """A browser whose cookie can be looked at, copied and planted."""

    def __init__(self, app, person=None, cookie=None):
        self.app, self.client = app, app.test_client()
        if cookie:
            self.client.set_cookie("session", cookie)
        if person:
            self.post("/sign-in", email=person.email, password=PASSWORD)
            assert self.is_in

    @property
    def cookie(self) -> str | None:
        cookie = self.client.get_cookie("session")
        return cookie.value if cookie else None

    @property
    def is_in(self) -> bool:
        return self.get(PRIVATE).status_code == 200

    @property
    def token(self) -> str:
        """The id of the session that the cookie carries."""
        from flask.sessions import SecureCookieSessionInterface

        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        return signer.loads(self.cookie).get("_user_id")

    def get(self, path):
        with self.app.app_context():
            return self.client.get(path)

    def post(self, path, **form):
        with self.app.app_context():
            return self.client.post(path, data=form, headers=SAME_SITE)


@pytest.fixture
def browser(app):
    """Make a browser, signed in or with somebody's cookie."""
    return lambda person=None, cookie=None: Browser(app, person, cookie)


def test_a_planted_session_does_not_become_the_victims(cast, browser):
    """Fixation: the attacker's own cookie, planted, is not the one that the victim's sign-in counts under."""
    attacker = browser(cast.stranger)
    planted = attacker.cookie
    victim = browser(cookie=planted)
    victim.post("/sign-in", email=cast.physician.email, password=PASSWORD)
    assert victim.is_in and victim.token != attacker.token
    assert not browser(cookie=planted).is_in  # and what was planted ended with it


def test_a_planted_cookie_of_nobody_does_not_become_a_session_either(cast, browser):
    before = browser()
    before.get("/sign-in")
    before.post("/look", theme="dark")
    planted = before.cookie
    victim = browser(cookie=planted)
    victim.post("/sign-in", email=cast.physician.email, password=PASSWORD)
    assert victim.is_in
    assert planted is None or not browser(cookie=planted).is_in


def test_every_sign_in_is_a_new_session_and_ends_the_one_before(cast, browser):
    alice = browser(cast.physician)
    before, token = alice.cookie, alice.token
    alice.post("/sign-in", email=cast.physician.email, password=PASSWORD)
    assert alice.is_in and alice.token != token
    assert not browser(cookie=before).is_in


def test_a_changed_password_is_a_new_session_and_ends_all_others(cast, browser):
    alice, external_credit = browser(cast.physician), browser(cast.physician)
    copied, token = alice.cookie, alice.token
    alice.post("/account/password", current_password=PASSWORD, new_password=NEW)
    assert alice.is_in and alice.token != token
    assert not browser(cookie=copied).is_in
    assert not external_credit.is_in


def test_a_password_that_was_reset_ends_all(cast, browser):
    alice = browser(cast.physician)
    thief = browser(cookie=alice.cookie)
    assert thief.is_in
    answer = browser().post(f"/reset/{mailed_links.make('reset', cast.physician.email)}", password=NEW)
    assert answer.status_code == 303
    assert not alice.is_in and not thief.is_in


def test_a_copy_is_dead_after_signing_out(cast, browser):
    alice = browser(cast.physician)
    thief = browser(cookie=alice.cookie)
    assert thief.is_in
    answer = alice.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not alice.is_in and not thief.is_in


def test_a_copy_is_dead_after_signing_out_everywhere(cast, browser):
    phone, desk = browser(cast.physician), browser(cast.physician)
    copies = [browser(cookie=each.cookie) for each in (phone, desk)]
    phone.post("/sign-out-everywhere")
    assert not any(each.is_in for each in (phone, desk, *copies))


@pytest.mark.parametrize("hours", [1, 8])
def test_a_copy_lives_no_longer_than_the_session(cast, browser, clock, hours):
    """Used every hour it dies with the twelfth, left alone with the eighth."""
    alice = browser(cast.physician)
    thief = browser(cookie=alice.cookie)
    for hour in range(hours, 12, hours):
        clock.forward(hours=hours)
        assert thief.is_in == (hour < 8 or hours == 1), hour
    clock.forward(hours=12)
    assert not thief.is_in and not alice.is_in


def test_a_copy_is_dead_once_the_account_is_locked(cast, browser):
    alice = browser(cast.physician)
    thief = browser(cookie=alice.cookie)
    account_lock.lock(cast.physician, "a test", "shell")
    assert not alice.is_in and not thief.is_in
    assert browser().post("/sign-in", email=cast.physician.email, password=PASSWORD).status_code == 422


def test_a_cookie_that_was_made_up_or_changed_opens_nothing(app, cast, browser):
    alice = browser(cast.physician)
    good = alice.cookie
    from flask.sessions import SecureCookieSessionInterface
    from itsdangerous import URLSafeTimedSerializer

    made_up = URLSafeTimedSerializer("another key, which is not ours at all", salt="cookie-session").dumps(
        {"_user_id": alice.token}
    )
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    ids = [signer.dumps({"_user_id": each}) for each in (str(cast.physician.id), 1, None, ["x"], {"a": 1}, "x" * 5000)]
    # not the last letter: some of its bits say nothing
    changed = good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:]
    for bad in (good[:-1], changed, "." + good, made_up, "x" * 4000, "%00", *ids):
        assert not browser(cookie=bad).is_in, bad[:60]
    assert alice.is_in


def test_what_the_database_holds_opens_nothing(app, cast, browser):
    """Whoever reads the table of sessions has hashes only."""
    from flask.sessions import SecureCookieSessionInterface

    browser(cast.physician)
    row = sessions.SignIn.get()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert not browser(cookie=signer.dumps({"_user_id": row.id_hash})).is_in


def test_a_person_who_is_gone_is_signed_out(cast, browser):
    alice = browser(cast.newcomer)
    people.Person.delete().where(people.Person.id == cast.newcomer.id).execute()
    assert not alice.is_in


def test_a_session_without_rows_behind_it_would_be_seen(cast, browser, monkeypatch):
    """The check has power: sessions that only the cookie knows would live on after signing out."""
    alice = browser(cast.physician)
    monkeypatch.setattr(sessions, "end_current", lambda: None)
    thief = browser(cookie=alice.cookie)
    alice.post("/sign-out")
    assert thief.is_in
