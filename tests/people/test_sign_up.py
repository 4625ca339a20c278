"""Signing up: the address is verified by a link and the password before there is an account (P1)."""

from __future__ import annotations

import pytest

from cme.base.provider import current
from cme.people import records
from cme.people.mailed_links import Link

GOOD = "three turtles read slowly"


def _sign_up(visitor, email="new@example.org", password=GOOD):
    return visitor().post("/sign-up", email=email, password=password)


def test_a_newcomer_signs_up_confirms_and_is_in(visitor, mailbox):
    one = _sign_up(visitor)
    assert one.has("Look in your mail") and records.find_by_email("new@example.org") is None
    one.get(mailbox.link("new@example.org", "Confirm your address")).has("Confirm your address")
    one.post(one.address, password=GOOD)
    assert one.has("Welcome. Your address is verified.") and one.address == "/dashboard"
    person = records.find_by_email("new@example.org")
    assert person.profile_row.name == "" and person.zone == current().zone  # before there is one: the provider's
    assert not person.is_coordinator


def test_the_link_alone_lets_nobody_in(visitor, mailbox):
    """Whoever reads the mail may not be the one who chose the password."""
    _sign_up(visitor)
    link = mailbox.link("new@example.org", "Confirm")
    other = visitor().get(link).post(link, password="another good password")
    assert other.status == 422 and other.has("not the password that was chosen")
    assert records.find_by_email("new@example.org") is None


def test_guessing_at_the_link_slows_down(visitor, mailbox, hashes):
    _sign_up(visitor)
    link = mailbox.link("new@example.org", "Confirm")
    other = visitor()
    for n in range(10):
        other.post(link, password=f"guess number {n}")
    assert hashes(lambda: other.post(link, password=GOOD)) == 0 and other.status == 422


def test_a_link_works_once(visitor, mailbox):
    _sign_up(visitor)
    link = mailbox.link("new@example.org", "Confirm")
    visitor().post(link, password=GOOD)
    second = visitor().post(link, password=GOOD)
    assert second.status == 410 and second.has("This link no longer works")
    assert visitor().get(link).status == 410


def test_a_link_works_for_a_day(visitor, mailbox, clock):
    _sign_up(visitor)
    link = mailbox.link("new@example.org", "Confirm")
    clock.forward(hours=23, minutes=59)
    assert visitor().get(link).status == 200
    clock.forward(minutes=1)
    assert visitor().get(link).status == 410
    assert visitor().post(link, password=GOOD).status == 410


def test_of_two_sign_ups_with_one_address_the_first_that_is_confirmed_counts(visitor, mailbox):
    _sign_up(visitor)
    first = mailbox.link("new@example.org", "Confirm")
    _sign_up(visitor, password="another four good words")
    visitor().post(first, password=GOOD)
    assert visitor().get(first).status == 410
    assert not Link.select().where(Link.used.is_null()).exists()


def test_a_link_is_kept_as_a_hash_and_good_for_one_purpose(visitor, mailbox):
    _sign_up(visitor)
    link = mailbox.link("new@example.org", "Confirm")
    token = link.rpartition("/")[2]
    assert len(token) >= 40 and not Link.select().where(Link.hash == token).exists()
    assert visitor().get(f"/reset/{token}").status == 410
    assert visitor().post(f"/reset/{token}", password=GOOD).status == 410


@pytest.mark.parametrize("token", ["x", "a" * 5000, "%00", "..%2f", "日本"])
def test_a_made_up_link_leads_nowhere(visitor, token):
    assert visitor().get(f"/confirm/{token}").status in (404, 410)


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("new", GOOD, "Enter an address such as"),
        ("new@example.org\r\nBcc: all@example.org", GOOD, "Enter an address such as"),
        ("new@exa\x00mple.org", GOOD, "Enter an address such as"),
        ("new@example.org", "", "at least 12 characters"),
        ("new@example.org", "short words", "at least 12 characters"),
        ("new@example.org", "password1234", "among those that are tried first"),
        ("new@example.org", "new@example.org", "among those that are tried first"),
        ("new@example.org", "a" * 1001, "at most 1000 characters"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(visitor, mailbox, email, password, sentence):
    one = _sign_up(visitor, email, password)
    assert one.status == 422 and one.has(sentence, "There is a problem")
    assert mailbox.all() == []
    assert not password or password == email or password not in one.page
    assert "<title>Error:" in one.page


def test_an_address_that_was_typed_in_capitals_is_the_same_account(visitor, mailbox):
    _sign_up(visitor, " New@Example.ORG ")
    visitor().post(mailbox.link("new@example.org", "Confirm"), password=GOOD)
    one = visitor().post("/sign-in", email="NEW@example.org", password=GOOD)
    assert one.address == "/dashboard"


def test_many_mails_to_one_address_are_refused(visitor, mailbox):
    for _ in range(5):
        _sign_up(visitor)
    sixth = _sign_up(visitor)
    assert sixth.status == 429 and sixth.has("several mails already")
    assert len(mailbox.all("new@example.org")) == 5
