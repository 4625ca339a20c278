"""Signing in and out: a new session each time, dead at sign-out; failures slow down."""

from __future__ import annotations

import pytest

from cme.base.http import rate_limit
from cme.people import records, sessions
from cme.people.sessions import SignIn
from tests.cast import PASSWORD


def _cookie(visitor):
    found = visitor.client.get_cookie("session")
    return found.value if found else None


def _put(visitor, value):
    visitor.client.set_cookie("session", value, httponly=True)


def test_a_person_signs_in_by_the_form_and_out_again(visitor, cast):
    one = visitor().get("/sign-in")
    one.post("/sign-in", email=cast.physician.email, password=PASSWORD)
    assert one.address == "/dashboard" and one.has("Alice Adams")
    one.post("/sign-out")
    assert one.has("You are signed out.") and one.hasnt("Alice Adams")
    assert one.get("/profile").address.startswith("/sign-in")


def test_signing_out_tells_the_browser_to_forget_what_it_kept(visitor, cast):
    one = visitor(cast.physician).post("/sign-out", follow=False)
    assert one.answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_copied_cookie_is_worth_nothing_after_signing_out(visitor, cast):
    one = visitor(cast.physician)
    copied = _cookie(one)
    one.post("/sign-out")
    thief = visitor()
    _put(thief, copied)
    assert thief.get("/profile").address.startswith("/sign-in") and thief.hasnt("Alice Adams")
    assert thief.htmx("get", "/profile").status == 204


def test_the_sessions_id_changes_at_each_sign_in_and_the_old_one_dies(visitor, cast):
    one = visitor(cast.physician)
    before = _cookie(one)
    one.post("/sign-in", email=cast.physician.email, password=PASSWORD)
    assert _cookie(one) != before
    thief = visitor()
    _put(thief, before)
    assert thief.get("/profile").address.startswith("/sign-in")
    assert SignIn.select().where(SignIn.ended.is_null()).count() == 1


def test_a_session_that_was_planted_before_signing_in_is_dropped(visitor, cast):
    attacker = visitor(cast.stranger)
    victim = visitor()
    _put(victim, _cookie(attacker))
    victim.post("/sign-in", email=cast.physician.email, password=PASSWORD)
    assert victim.get("/profile").has("Alice Adams")
    assert attacker.get("/profile").address.startswith("/sign-in")  # the session that was brought along has ended


def test_what_is_kept_of_a_session_lets_nobody_in(visitor, cast):
    visitor(cast.physician)
    row = SignIn.get()
    assert len(row.id_hash) == 64
    assert sessions.load(row.id_hash) is None


def test_a_forged_or_broken_cookie_is_a_stranger(visitor, cast):
    one = visitor(cast.physician)
    value = _cookie(one)
    for wrong in (value[:-3] + "abc", "x", "", "." * 50, value.split(".")[0]):
        thief = visitor()
        _put(thief, wrong)
        assert thief.get("/profile").address.startswith("/sign-in")


@pytest.mark.parametrize("token", [None, 7, {"a": 1}, "x" * 101, ["x"], True, ""])
def test_a_session_id_of_another_shape_is_nobody(app, token):
    assert sessions.load(token) is None and sessions.owner_id(token) is None


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", "", "Enter your e-mail address"),
        ("alice@example.org", "", "Enter your password"),
        ("alice@example.org", "wrong wrong wrong", "do not belong together"),
        ("alice@example.org\x00", "wrong wrong wrong", "do not belong together"),
        ("a" * 100_000, "b" * 100_000, "do not belong together"),
        ("alice@example.org' OR '1'='1", "x", "do not belong together"),
        ("\U0001f600\u202e", "\x00", "do not belong together"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(visitor, cast, email, password, sentence):
    assert cast.physician
    one = visitor().post("/sign-in", email=email, password=password)
    assert one.status == 422 and one.has(sentence)
    assert SignIn.select().count() == 0


def test_after_eight_failures_a_quarter_of_an_hour_slows_down_even_the_right_password(visitor, cast, clock, hashes):
    one = visitor()
    for _ in range(8):
        one.post("/sign-in", email=cast.physician.email, password="not the password at all")
        assert one.status == 422
    right = {"email": cast.physician.email.upper(), "password": PASSWORD}
    assert hashes(lambda: one.post("/sign-in", **right)) == 0  # nothing is computed for who tries too often
    assert one.status == 429 and one.has("Too many tries", "reset your password")
    clock.forward(minutes=2)  # an eighth of a quarter of an hour gives one try back
    one.post("/sign-in", **right)
    assert one.address == "/dashboard"


def test_another_address_is_not_slowed_down_with_it(visitor, cast):
    one = visitor()
    for _ in range(9):
        one.post("/sign-in", email=cast.physician.email, password="not the password at all")
    assert visitor(cast.nurse).get("/dashboard").status == 200


def test_one_machine_that_tries_many_addresses_is_slowed_down(app, visitor, cast, hashes):
    one = visitor()
    for n in range(40):
        one.post("/sign-in", email=f"person{n}@example.org", password="spring 2026 spring")
    assert hashes(lambda: one.post("/sign-in", email="person99@example.org", password="spring 2026 spring")) == 0
    assert one.status == 429
    with app.app_context():  # another machine is not
        answer = app.test_client().post(
            "/sign-in",
            data={"email": cast.physician.email, "password": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin"},
            environ_base={"REMOTE_ADDR": "192.0.2.7"},
        )
    assert answer.status_code == 303


def test_a_header_names_no_machine_unless_a_proxy_is_trusted(visitor, cast):
    for _ in range(40):
        rate_limit.take("sign-in:from:127.0.0.1", 40, 900)
    one = visitor()
    one.post("/sign-in", {"email": "p@example.org", "password": "x"}, headers={"X-Forwarded-For": "192.0.2.7"})
    assert one.status == 429


def test_the_sign_in_page_leads_on_who_is_signed_in(visitor, cast):
    one = visitor(cast.physician)
    assert one.get("/sign-in").address == "/dashboard"
    assert one.get("/sign-in?next=/profile").address == "/profile"


def test_a_name_that_holds_html_is_shown_as_it_is(visitor, cast):
    alice = cast.physician
    records.change_profile(alice, name="<script>alert(1)</script> & Söhne")
    one = visitor(alice).get("/profile")
    assert "<script>alert" not in one.page and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Söhne" in one.page
