"""The reset of a forgotten password."""

from __future__ import annotations

import pytest

from cme.people import mailed_links
from tests.cast import PASSWORD

NEW = "three turtles read slowly"


def _ask(visitor, mailbox, person):
    visitor().post("/forgot", email=person.email)
    return mailbox.link(person.email, "A new password")


def test_a_person_sets_a_new_password_and_signs_in_with_it(visitor, cast, mailbox):
    one = (
        visitor().get(_ask(visitor, mailbox, cast.physician)).post(_ask(visitor, mailbox, cast.physician), password=NEW)
    )
    assert one.address == "/sign-in" and one.has("Your new password is set")  # nobody is signed in by a link
    assert visitor().post("/sign-in", email=cast.physician.email, password=NEW).address == "/dashboard"
    assert visitor().post("/sign-in", email=cast.physician.email, password=PASSWORD).status == 422


def test_every_session_ends_with_it_and_the_owner_is_told(visitor, cast, mailbox):
    thief = visitor(cast.physician)
    visitor().post(_ask(visitor, mailbox, cast.physician), password=NEW)
    assert thief.get("/profile").address.startswith("/sign-in")
    assert "Your password was changed" in mailbox.subjects(cast.physician.email)


def test_the_link_works_once_and_for_an_hour(visitor, cast, mailbox, clock):
    link = _ask(visitor, mailbox, cast.physician)
    clock.forward(minutes=59)
    assert visitor().get(link).status == 200
    visitor().post(link, password=NEW)
    assert visitor().post(link, password="another four good words").status == 410
    late = _ask(visitor, mailbox, cast.nurse)
    clock.forward(minutes=60)
    assert visitor().get(late).status == 410 and visitor().post(late, password=NEW).status == 410


def test_looking_at_the_link_does_not_use_it_up(visitor, cast, mailbox):
    """Mail programs open links to look for malware."""
    link = _ask(visitor, mailbox, cast.physician)
    for _ in range(3):
        assert visitor().get(link).status == 200
    assert visitor().post(link, password=NEW).address == "/sign-in"


def test_with_one_link_used_the_others_are_dead(visitor, cast, mailbox):
    first, second = _ask(visitor, mailbox, cast.physician), _ask(visitor, mailbox, cast.physician)
    assert first != second or first
    links = [f"/reset/{mailed_links.make('reset', cast.physician.email)}" for _ in range(3)]
    visitor().post(links[1], password=NEW)
    assert [visitor().get(link).status for link in links] == [410, 410, 410]


def test_a_password_changed_by_hand_ends_the_links_too(visitor, cast, mailbox):
    link = _ask(visitor, mailbox, cast.physician)
    one = visitor(cast.physician)
    one.post("/account/password", current_password=PASSWORD, new_password=NEW)
    assert one.has("Your password is changed") and visitor().get(link).status == 410


def test_a_password_that_cannot_be_taken_leaves_the_link_good(visitor, cast, mailbox):
    link = _ask(visitor, mailbox, cast.physician)
    assert visitor().post(link, password="short").status == 422
    assert visitor().post(link, password="alice@example.org").status == 422
    assert visitor().post(link, password=NEW).address == "/sign-in"


def test_an_address_without_an_account_gets_no_link(visitor, mailbox, app):
    visitor().post("/forgot", email="nobody@example.org")
    (message,) = mailbox.all("nobody@example.org")
    assert "/reset/" not in message.get_content() and "/sign-up" in message.get_content()


def test_links_lead_to_the_configured_address_whatever_the_request_says(app, cast, mailbox):
    with app.app_context():
        app.test_client().post(
            "/forgot",
            data={"email": cast.physician.email},
            headers={"Sec-Fetch-Site": "same-origin", "Host": "evil.example"},
        )
    (message,) = mailbox.all(cast.physician.email)
    assert "http://localhost/reset/" in message.get_content() and "evil" not in message.get_content()


def test_a_changed_address_takes_the_links_to_the_old_one_with_it(visitor, cast, mailbox):
    from cme.people import records

    link = _ask(visitor, mailbox, cast.physician)
    records.change_email(cast.physician, "moved@example.org")
    assert visitor().post(link, password=NEW).status == 410


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c.org", "x\x00@example.org"])
def test_what_is_no_address_is_refused(visitor, mailbox, email):
    assert visitor().post("/forgot", email=email).status == 422 and mailbox.all() == []


def test_many_requests_are_slowed_down(visitor, cast, mailbox):
    assert [visitor().post("/forgot", email=cast.physician.email).status for _ in range(6)] == [200] * 5 + [429]
