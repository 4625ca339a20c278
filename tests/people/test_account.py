"""The account: changing password and address, each with the present password."""

from __future__ import annotations

from cme.people import records
from tests.cast import PASSWORD

NEW = "three turtles read slowly"


def _change(one, new=NEW, present=PASSWORD):
    return one.post("/account/password", current_password=present, new_password=new)


def test_a_changed_password_keeps_this_session_and_ends_the_others(visitor, cast, mailbox):
    one, phone = visitor(cast.physician), visitor(cast.physician)
    assert _change(one).has("Your password is changed")
    assert one.get("/profile").status == 200 and one.address == "/profile"
    assert phone.get("/profile").address.startswith("/sign-in")
    assert "Your password was changed" in mailbox.subjects(cast.physician.email)
    assert visitor().post("/sign-in", email=cast.physician.email, password=NEW).address == "/dashboard"


def test_the_session_has_a_new_id_after_it(visitor, cast):
    one = visitor(cast.physician)
    before = one.client.get_cookie("session").value
    _change(one)
    thief = visitor()
    thief.client.set_cookie("session", before)
    assert thief.get("/profile").address.startswith("/sign-in")


def test_without_the_present_password_nothing_changes(visitor, cast, mailbox):
    one = visitor(cast.physician)
    assert _change(one, present="not the present one").has("This is not your present password") and one.status == 422
    one.post("/account/address", email="moved@example.org", address_password="not the present one")
    assert one.status == 422 and one.has("This is not your present password")
    assert mailbox.all() == [] and visitor(cast.physician)


def test_guessing_at_the_present_password_slows_down(visitor, cast, hashes):
    one = visitor(cast.physician)
    for n in range(10):
        _change(one, present=f"guess {n}")
    assert hashes(lambda: _change(one)) == 0 and one.has("Too many tries")


def test_a_new_password_is_held_to_the_same_rules(visitor, cast):
    one = visitor(cast.physician)
    assert _change(one, new="short").has("at least 12 characters") and one.status == 422
    assert _change(one, new="alice-example-org").has("tried first")


def _ask(one, email="moved@example.org"):
    return one.post("/account/address", email=email, address_password=PASSWORD)


def test_an_address_changes_when_the_link_that_was_sent_there_is_followed(visitor, cast, mailbox):
    one, phone = visitor(cast.physician), visitor(cast.physician)
    assert _ask(one).has("We have written to moved@example.org")
    assert records.find_by_email("moved@example.org") is None
    link = mailbox.link("moved@example.org", "Confirm your new address")
    one.get(link).has("From now on you sign in as moved@example.org")
    assert one.post(link).has("Your address is now moved@example.org.")
    assert phone.get("/profile").address.startswith("/sign-in")
    assert mailbox.subjects("alice@example.org") == ["Your address was changed"]
    assert visitor().post("/sign-in", email="moved@example.org", password=PASSWORD).address == "/dashboard"
    assert visitor().post("/sign-in", email="alice@example.org", password=PASSWORD).status == 422


def test_only_the_person_who_asked_can_follow_that_link(visitor, cast, mailbox):
    _ask(visitor(cast.physician))
    link = mailbox.link("moved@example.org", "Confirm")
    assert visitor().get(link).address.startswith("/sign-in")
    assert visitor(cast.nurse).get(link).status == 410
    assert visitor(cast.nurse).post(link).status == 410
    assert records.find_by_email("moved@example.org") is None


def test_whoever_follows_it_signed_out_is_led_there_by_signing_in(visitor, cast, mailbox):
    _ask(visitor(cast.physician))
    link = mailbox.link("moved@example.org", "Confirm")
    one = visitor().get(link)
    one.post("/sign-in", email="alice@example.org", password=PASSWORD, next=one.field("next"))
    assert one.address == link


def test_it_works_once_and_for_a_day(visitor, cast, mailbox, clock):
    one = visitor(cast.physician)
    _ask(one)
    link = mailbox.link("moved@example.org", "Confirm")
    one.post(link)
    assert one.post(link).status == 410
    _ask(one, "again@example.org")
    clock.forward(hours=24)
    late = visitor().post("/sign-in", email="moved@example.org", password=PASSWORD)
    assert late.post(mailbox.link("again@example.org", "Confirm")).status == 410


def test_an_address_that_somebody_else_took_meanwhile_stays_theirs(visitor, cast, mailbox):
    one = visitor(cast.physician)
    _ask(one)
    link = mailbox.link("moved@example.org", "Confirm")
    other = cast.person("moved@example.org")
    assert one.post(link).status == 410
    assert records.find_by_email("moved@example.org").id == other.id
    assert records.find_by_email("alice@example.org").id == cast.physician.id


def test_the_look_outlives_signing_in_and_out(visitor, cast):
    one = visitor()
    one.post("/look", theme="dark", back="/help")
    assert one.address == "/help" and 'data-theme="dark"' in one.page
    one.sign_in(cast.physician)
    assert 'data-theme="dark"' in one.page
    assert 'data-theme="dark"' in one.post("/sign-out").page
    assert one.post("/look", theme="purple").status == 422
