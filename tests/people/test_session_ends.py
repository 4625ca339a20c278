"""How long a session lasts: eight idle hours, twelve in all, thirty days where one stays; and how all end at once."""

from __future__ import annotations

import pytest

from cme.base import queue
from cme.people.sessions import SignIn
from tests.cast import PASSWORD


def _in(one) -> bool:
    return not one.get("/profile").address.startswith("/sign-in")


def _stay(visitor, person):
    return visitor().post("/sign-in", email=person.email, password=PASSWORD, stay="1")


def test_eight_hours_without_a_page_end_it(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=7, minutes=59)
    assert _in(one)
    clock.forward(hours=8)
    assert not _in(one) and one.has("because nothing happened for a while")


def test_twelve_hours_end_it_whatever_happened(visitor, cast, clock):
    one = visitor(cast.physician)
    for _ in range(11):
        clock.forward(hours=1)
        assert _in(one)
    clock.forward(minutes=59)
    assert _in(one)
    clock.forward(minutes=1)
    assert not _in(one)


def test_whoever_stays_signed_in_stays_for_thirty_days(visitor, cast, clock):
    one = _stay(visitor, cast.physician)
    (cookie,) = [c for c in one.client._cookies.values() if c.key == "session"]
    assert cookie.expires is not None  # it outlives the browser
    clock.forward(days=29)
    assert _in(one)
    clock.forward(days=1)
    assert not _in(one)


def test_whoever_does_not_has_a_cookie_that_goes_with_the_browser(visitor, cast):
    one = visitor(cast.physician)
    one.post("/look", theme="dark").post("/mode", mode="student").get("/profile")
    (cookie,) = [c for c in one.client._cookies.values() if c.key == "session"]
    assert cookie.expires is None


def test_last_seen_is_written_at_most_once_a_minute(visitor, cast, clock):
    one = visitor(cast.physician)
    first = SignIn.get().last_seen
    clock.forward(seconds=50)
    one.get("/profile")
    assert SignIn.get().last_seen == first
    clock.forward(seconds=20)
    one.get("/profile")
    assert (SignIn.get().last_seen - first).total_seconds() == 70


def test_sign_out_everywhere_ends_every_session_this_one_too_and_nobody_elses(visitor, cast):
    phone, desk, stayed = visitor(cast.physician), visitor(cast.physician), _stay(visitor, cast.physician)
    other = visitor(cast.nurse)
    desk.get("/account").has("Sign out everywhere")
    desk.post("/sign-out-everywhere")
    assert desk.has("You are signed out.")
    assert [_in(each) for each in (phone, desk, stayed, other)] == [False, False, False, True]


def test_a_stranger_cannot_ask_for_it(visitor, cast):
    one = visitor(cast.physician)
    assert visitor().post("/sign-out-everywhere").address.startswith("/sign-in")
    assert _in(one)


def test_signing_out_ends_one_session_only(visitor, cast):
    phone, desk = visitor(cast.physician), visitor(cast.physician)
    desk.post("/sign-out")
    assert _in(phone)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fragment_asked_for_after_the_end_leads_the_whole_page_to_the_sign_in(visitor, cast, clock, method):
    one = visitor(cast.physician)
    clock.forward(hours=13)
    one.htmx(method, "/cme/review/1", current="http://localhost/cme/review?x=1")
    assert one.status == 204 and not one.page
    where = one.answer.headers["HX-Redirect"]
    assert where.startswith("/sign-in?next=") and ("cme/review?x%3D1" in where or method == "post")


def test_what_the_browser_says_of_its_page_cannot_lead_away(visitor):
    for hostile in ("https://evil.example//evil.example/x", "http://[", "javascript:alert(1)", "//evil.example"):
        one = visitor()
        one.htmx("get", "/profile", current=hostile)
        where = one.answer.headers["HX-Redirect"]
        one.get(where)
        assert one.status == 200 and 'value="//evil' not in one.page and "https://evil" not in one.page


def test_sessions_that_ended_long_ago_are_dropped_at_night(visitor, cast, clock):
    visitor(cast.physician)
    clock.forward(days=31)
    visitor(cast.physician)
    queue.tidy()
    assert SignIn.select().count() == 1
