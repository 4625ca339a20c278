"""Between the password and the second step: a row with a short life, few tries, and nothing else opens."""

from __future__ import annotations

import pytest

from cme.people import account_lock, sessions
from cme.people.sessions import HalfSignIn, SignIn
from tests.cast import PASSWORD
from tests.people.second_factor import code_of, give_app, to_second_step


@pytest.fixture
def alice(cast, clock):
    """The physician with an app, whose code of setting up is a while ago."""
    give_app(cast.physician)
    clock.forward(minutes=5)
    return cast.physician


def test_halfway_in_is_not_in(visitor, alice):
    one = to_second_step(visitor(), alice)
    assert SignIn.select().count() == 0
    for path in ("/dashboard", "/profile", "/account/security", "/account/prove", "/cme/review"):
        assert one.get(path).address.startswith("/sign-in?next=")
    for path in ("/account/security/app", "/account/prove", "/mode", "/account/password"):
        assert one.post(path, password=PASSWORD).address.startswith("/sign-in?next=")
    assert one.get("/account/security/app/qr.svg").address.startswith("/sign-in?next=")


def test_the_second_step_leads_to_the_page_that_was_asked_for(visitor, alice):
    one = visitor().get("/cme/claimed?sort=credits")
    one.post("/sign-in", email=alice.email, password=PASSWORD, next=one.field("next"))
    assert one.address == "/sign-in/second?next=/cme/claimed?sort%3Dcredits"
    one.post("/sign-in/second", code=code_of(alice), next=one.field("next").replace("&amp;", "&"))
    assert one.address == "/cme/claimed?sort=credits"
    for evil in ("https://evil.example.org", "//evil.example.org"):
        assert "evil" not in visitor().post("/sign-in", email=alice.email, password=PASSWORD, next=evil).address


def test_staying_signed_in_for_30_days_is_remembered_over_the_second_step(visitor, alice, clock):
    one = visitor()
    one.post("/sign-in", email=alice.email, password=PASSWORD, stay="1")
    one.post("/sign-in/second", code=code_of(alice))
    clock.forward(days=20)
    assert one.get("/dashboard").address == "/dashboard"


def test_ten_minutes_after_the_password_it_is_asked_for_again(visitor, alice, clock):
    one = to_second_step(visitor(), alice)
    clock.forward(minutes=10)
    one.post("/sign-in/second", code=code_of(alice))
    assert one.address == "/sign-in" and one.has("within ten minutes")
    assert one.get("/sign-in/second").address == "/sign-in"
    assert one.post("/sign-in/second/options").address == "/sign-in"
    sessions.forget_old()
    assert HalfSignIn.select().count() == 0


def test_a_half_sign_in_is_used_up_by_the_whole_one(visitor, alice, clock):
    one = to_second_step(visitor(), alice)
    cookie = one.client.get_cookie("session").value
    one.post("/sign-in/second", code=code_of(alice))
    assert one.client.get_cookie("session").value != cookie
    clock.forward(minutes=1)
    thief = visitor()
    thief.client.set_cookie("session", cookie)
    assert thief.post("/sign-in/second", code=code_of(alice)).address == "/sign-in"


def test_a_made_up_half_sign_in_is_nobodys(visitor, alice):
    assert visitor().get("/sign-in/second").address == "/sign-in"
    assert visitor().post("/sign-in/second", code=code_of(alice)).address == "/sign-in"


def test_five_codes_in_five_minutes_are_the_most_whoever_sends_them(visitor, alice, clock):
    one, other = to_second_step(visitor(), alice), to_second_step(visitor(), alice)
    for each in (one, other, one, other, one):
        assert each.post("/sign-in/second", code="000000").status == 422
    one.post("/sign-in/second", code=code_of(alice))
    assert one.status == 429 and one.has("Too many codes. Wait five minutes")
    assert other.post("/sign-in/second", recovery="0000-0000-0000").status == 429
    clock.forward(minutes=5)
    assert one.post("/sign-in/second", code=code_of(alice)).address == "/dashboard"


def test_twenty_codes_in_an_hour_are_the_most(visitor, alice, clock):
    tried = 0
    for _ in range(10):
        one = to_second_step(visitor(), alice)
        while tried < 100 and one.post("/sign-in/second", code="000000").status == 422:
            tried += 1
        clock.forward(minutes=5)
    assert 20 <= tried <= 20 + 15  # the 45 minutes that passed gave back 15 of the 20; without the hour's limit, 50


def test_an_empty_form_says_what_to_enter_and_costs_no_try(visitor, alice):
    one = to_second_step(visitor(), alice)
    for _ in range(8):
        one.post("/sign-in/second", code="", recovery="")
        assert one.status == 422 and one.has("Enter a code")
    assert one.post("/sign-in/second", code=code_of(alice)).address == "/dashboard"


def test_a_new_password_by_mail_goes_round_no_second_step(visitor, alice, mailbox):
    half = to_second_step(visitor(), alice)
    one = visitor().post("/forgot", email=alice.email)
    one.post(mailbox.link(alice.email, "new password"), password="seven purple tortoises climbing")
    assert one.address == "/sign-in" and SignIn.select().count() == 0
    assert half.post("/sign-in/second", code=code_of(alice)).address == "/sign-in"  # it came by the old password
    one.post("/sign-in", email=alice.email, password="seven purple tortoises climbing")
    assert one.address.startswith("/sign-in/second")


def test_whoever_has_no_second_factor_signs_in_as_before(visitor, cast, alice):
    assert visitor(cast.nurse).get("/dashboard").status == 200 and HalfSignIn.select().count() == 0


def test_a_wrong_password_tells_nothing_of_a_second_factor(visitor, alice):
    one = visitor().post("/sign-in", email=alice.email, password="not the password at all")
    assert one.status == 422 and one.address == "/sign-in"


def test_a_lock_between_the_two_steps_holds(visitor, alice):
    one = to_second_step(visitor(), alice)
    account_lock.lock(alice, "a lost badge", "shell")
    assert one.post("/sign-in/second", code=code_of(alice)).address == "/sign-in"
    one.post("/sign-in", email=alice.email, password=PASSWORD)
    assert one.status == 422 and one.has("This account is locked. Write to office@example.org.")


def test_what_waits_halfway_is_kept_as_a_hash(app, visitor, alice):
    to_second_step(visitor(), alice)
    with app.test_client() as client:
        client.set_cookie("session", HalfSignIn.get().id_hash)
        assert client.get("/sign-in/second").status_code == 303
