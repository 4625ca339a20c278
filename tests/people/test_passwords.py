"""Passwords: argon2id, at least 12 characters, what is tried first is refused, nothing else is asked (ASVS 6.2)."""

from __future__ import annotations

import threading

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from cme.people import passwords, records
from tests.cast import PASSWORD


def test_they_are_stored_with_argon2id_and_owasps_numbers(production_hasher):
    parameters = extract_parameters(passwords.hash_password("three turtles read slowly"))
    assert (parameters.type, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        Type.ID,
        19456,
        2,
        1,
    )


def test_the_same_password_twice_is_stored_differently():
    assert passwords.hash_password("three turtles read slowly") != passwords.hash_password("three turtles read slowly")


def test_nothing_is_cut_off():
    long = "a" * 72 + "b"
    stored = passwords.hash_password(long)
    assert passwords.verify(stored, long)
    assert not passwords.verify(stored, "a" * 72) and not passwords.verify(stored, long[:-1] + "c")


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$broken"])
def test_for_nobody_and_for_a_broken_hash_nothing_fits(stored):
    assert not passwords.verify(stored, "nobody's password")


COMMON = (
    "password1234",
    "123456789012",
    "qwertyuiop123",
    "iloveyou1234",
    "Password123!",
    "passwordpassword",
    "aaaaaaaaaaaa",
    "abcdefghijkl",
    "letmein12345",
    "dragondragon",
    "welcome12345",
    "P@ssw0rd1234",
    "demo-demo-demo",
    "monkeymonkey1",
)


@pytest.mark.parametrize("common", COMMON)
def test_what_is_tried_first_is_refused(common):
    assert "tried first" in passwords.validation_error(common, [])


@pytest.mark.parametrize(
    "close",
    [
        "alice.adams@example.org",
        "alice.adams1",
        "AliceAdams2026",
        "example.org2026",
        "TestMedicalSociety",
        "cmedeskcmedesk",
        "adams-alice-1",
    ],
)
def test_what_an_attacker_knows_of_the_person_and_the_house_is_refused(close):
    assert passwords.validation_error(close, ["alice.adams@example.org", "Test Medical Society"])


@pytest.mark.parametrize(
    "good",
    [
        "three turtles read slowly",
        "correct horse battery staple",
        "k7#mQz!v2Lp9",
        "пять зелёных котов поют",
        "   leading and trailing   ",
        "test tubes sing quietly",
        "日本語のとても長い合言葉です",
        "x" + "tortoise lamp " * 71,
    ],
)
def test_whatever_is_long_and_odd_enough_is_taken_whatever_it_is_made_of(good):
    assert passwords.validation_error(good, ["alice@example.org"]) is None
    assert passwords.verify(passwords.hash_password(good), good)


def test_the_limits_are_told():
    assert passwords.validation_error("k7#mQz!v2Lp", []).startswith("Use at least 12 characters")
    assert passwords.validation_error("ab" * 501, []).startswith("Use at most 1000")


def test_a_hash_of_older_numbers_is_made_anew_at_the_next_sign_in(production_hasher, cast, visitor):
    alice = cast.physician
    records.set_password(alice, PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD))
    visitor().sign_in_by_form(alice)
    stored = records.find_by_email(alice.email).password_hash
    assert extract_parameters(stored).memory_cost == 19456 and passwords.verify(stored, PASSWORD)


def test_at_most_four_are_computed_at_once(production_hasher):
    """Each takes 19 MB: fifty sign-ins at once must not take the machine's memory."""
    running, most, lock = 0, 0, threading.Lock()
    real = passwords._hasher.hash

    class Watched:
        def hash(self, password):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            try:
                return real(password)
            finally:
                with lock:
                    running -= 1

    original, passwords._hasher = passwords._hasher, Watched()
    try:
        threads = [threading.Thread(target=passwords.hash_password, args=("three turtles",)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        passwords._hasher = original
    assert 1 <= most <= 4


def test_every_field_for_one_takes_pasting_and_password_managers(visitor, cast):
    for who, path in ((visitor(), "/sign-in"), (visitor(), "/sign-up"), (visitor(cast.physician), "/account")):
        page = who.get(path).page
        assert 'autocomplete="current-password"' in page or 'autocomplete="new-password"' in page
        assert "onpaste" not in page and "maxlength" not in page.split('type="password"')[1].split(">")[0]
