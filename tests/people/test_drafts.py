"""A form half filled when the session ends is still there after signing in again, for its owner only."""

from __future__ import annotations

import html

import pytest

from cme.people.drafts import Draft
from tests.cast import PASSWORD

PROFILE = {
    "name": "Alice B. Adams",
    "credentials": "MD, PhD",
    "role": "resident",
    "country": "CA",
    "zone": "America/Toronto",
}


def _signs_in(one, person, **more):
    return one.post("/sign-in", email=person.email, password=PASSWORD, next=one.field("next"), **more)


def test_what_was_typed_into_the_profile_is_there_again(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile", PROFILE)
    assert one.address.startswith("/sign-in") and one.has("Sign in and your form is as you left it")
    _signs_in(one, cast.physician)
    assert one.address == "/profile"
    assert one.field("name") == "Alice B. Adams" and one.field("credentials") == "MD, PhD"
    assert '<option value="CA" selected' in one.page and '<option value="resident" selected' in one.page
    assert visitor(cast.physician).get("/profile").field("name") == "Alice Adams"  # shown once, and not saved by itself
    one.post("/profile", PROFILE)
    assert one.get("/profile").field("name") == "Alice B. Adams"


def test_the_two_answers_of_a_review_are_there_again(visitor, cast, clock):
    alice = cast.physician
    entry = cast.entry(alice)
    one = visitor(alice)
    clock.forward(hours=9)
    one.post(f"/cme/review/{entry.id}", goal="treat", result="change", goal_words="Which <dose> & when?\nSecond line")
    _signs_in(one, alice)
    assert one.address == f"/cme/review/{entry.id}"
    assert "Which <dose> & when?\nSecond line" in html.unescape(one.page)


def test_a_form_that_htmx_sent_is_kept_too(visitor, cast, clock):
    alice = cast.physician
    entry = cast.entry(alice)
    one = visitor(alice)
    clock.forward(hours=9)
    one.htmx("post", f"/cme/review/{entry.id}", goal="treat", goal_words="Which dose?", result="change")
    one.get(one.answer.headers["HX-Redirect"])
    _signs_in(one, alice)
    assert one.address == f"/cme/review/{entry.id}" and "Which dose?" in one.page


def test_it_is_there_for_its_owner_and_for_nobody_else(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile", PROFILE)
    _signs_in(one, cast.nurse)  # somebody else signs in at this computer
    assert one.address == "/profile" and one.field("name") == "Nora Nguyễn"
    assert "Alice" not in one.page
    assert visitor().sign_in_by_form(cast.physician).field("name") == "Alice B. Adams"  # led there by signing in


def test_it_is_found_from_another_device_too(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile", PROFILE)
    other = visitor().sign_in_by_form(cast.physician)
    assert other.address == "/profile" and other.field("name") == "Alice B. Adams"


def test_the_form_of_a_body_wipes_nothing_of_the_profile(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile/bodies", body="ABIM", number="123456", consent="1")
    _signs_in(one, cast.physician)
    assert one.field("number") == "123456" and '<option value="ABIM" selected' in one.page
    assert one.field("name") == "Alice Adams" and one.field("credentials") == "MD"


def test_a_session_that_was_ended_elsewhere_loses_nothing_either(visitor, cast):
    one, desk = visitor(cast.physician), visitor(cast.physician)
    desk.post("/sign-out-everywhere")
    one.post("/profile", PROFILE)
    _signs_in(one, cast.physician)
    assert one.field("name") == "Alice B. Adams"


def test_it_waits_for_a_day(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile", PROFILE)
    clock.forward(hours=25)
    other = visitor().sign_in_by_form(cast.physician)
    assert other.address == "/dashboard" and other.get("/profile").field("name") == "Alice Adams"


def test_the_later_of_two_is_kept(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile", PROFILE | {"name": "First"})
    one.post("/profile", PROFILE | {"name": "Second"})
    assert Draft.select().count() == 1
    _signs_in(one, cast.physician)
    assert one.field("name") == "Second"


def test_passwords_are_never_kept(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/account/password", current_password=PASSWORD, new_password="three turtles read slowly")
    one.post("/profile", PROFILE | {"password": "three turtles read slowly"})
    assert all("turtles" not in str(draft.typed) for draft in Draft.select())


@pytest.mark.parametrize(
    "words", ["x" * 100_000, "null \x00 byte", "\U0001f600 محمد \u202e", "<script>alert(1)</script>"]
)
def test_whatever_was_typed_is_kept_safely(visitor, cast, clock, words):
    alice = cast.physician
    entry = cast.entry(alice)
    one = visitor(alice)
    clock.forward(hours=9)
    one.post(f"/cme/review/{entry.id}", goal="treat", result="change", goal_words=words)
    _signs_in(one, alice)
    assert one.status == 200 and one.address == f"/cme/review/{entry.id}"
    assert "<script>alert" not in one.page


def test_a_form_too_large_to_keep_still_leads_back_to_its_page(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile", {f"field{n}": "x" * 100_000 for n in range(4)})
    _signs_in(one, cast.physician)
    assert one.address == "/profile" and Draft.select().count() == 0


def test_a_stranger_who_was_never_signed_in_leaves_nothing(visitor, cast):
    visitor().post("/profile", PROFILE)
    assert Draft.select().count() == 0


def test_a_refused_change_from_elsewhere_leaves_nothing(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile", PROFILE, headers={"Sec-Fetch-Site": "cross-site"})
    assert one.status == 403 and Draft.select().count() == 0


def test_signing_in_goes_where_one_was_going_even_with_a_draft_elsewhere(visitor, cast, clock):
    one = visitor(cast.physician)
    clock.forward(hours=9)
    one.post("/profile", PROFILE)
    other = visitor().get("/account")
    _signs_in(other, cast.physician)
    assert other.address == "/account"
