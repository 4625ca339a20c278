"""Rules about people: e-mail addresses, numbers that warn and never block, missing fields of a profile."""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.base.domain.bodies import REPORTING_BODIES
from cme.people import rules

COUNT = 3000 if os.environ.get("FULL") == "1" else 80

GOOD = (
    "ann@example.org",
    "A.B+c@x.example.org",
    "o'brien@example.org",
    " ann@example.org ",
    "jörg@münchen.example",
    "用户@例え.jp",
    "a@b.co",
    "x" * 64 + "@example.org",
)
BAD = (
    "",
    "ann",
    "ann@",
    "@example.org",
    "ann@localhost",
    "ann@example",
    "a b@example.org",
    "a..b@example.org",
    "ann@x..org",
    ".ann@example.org",
    "ann@-x.org",
    "ann@1.2.3.4",
    "a@b@c.org",
    "<ann@example.org>",
    "ann@example.org\nBcc: b@c.org",
    "ann\x00@example.org",
    "ann@example.org\u200b",
    "an\u200bn@example.org",
    "ann@exam\u202eple.org",
    "x" * 65 + "@example.org",
    "a@" + "x." * 120 + "org",
    "ann@example.o",
    'ann"@example.org',
    "ann,bob@example.org",
)


@pytest.mark.parametrize("address", GOOD)
def test_what_mail_can_be_sent_to_is_an_address(address):
    assert rules.is_email(address)


@pytest.mark.parametrize("address", BAD)
def test_what_mail_cannot_be_sent_to_is_none(address):
    assert not rules.is_email(address)


def test_an_address_is_the_same_however_it_is_written():
    assert rules.normal_email(" Ann.LEE@Example.ORG\n") == "ann.lee@example.org"
    assert rules.normal_email("jo\u0308rg@example.org") == rules.normal_email("JÖRG@example.org")
    assert rules.normal_email("straße@example.org") != rules.normal_email("strasse@example.org")
    assert rules.normal_email(None) == ""


@settings(max_examples=COUNT, deadline=None)
@given(st.text(max_size=60))
def test_an_address_can_always_be_stored_and_compared(typed):
    once = rules.normal_email(typed)
    assert rules.normal_email(once) == once and "\x00" not in once
    if rules.is_email(typed):
        assert rules.is_email(once)


@pytest.mark.parametrize("npi", ["1234567893", "1245319599", "1679576722"])
def test_a_possible_npi_passes_luhn_over_80840(npi):
    assert rules.is_npi(npi)


@pytest.mark.parametrize(
    "npi", ["1234567890", "123456789", "12345678930", "123456789X", "", None, "١٢٣٤٥٦٧٨٩٣", "1234 567893"]
)
def test_what_is_no_npi_does_not(npi):
    assert not rules.is_npi(npi)


@settings(max_examples=COUNT, deadline=None)
@given(st.integers(0, 10**9 - 1), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_of_an_npi_is_always_seen(stem, position, increment):
    whole = next(npi for npi in (f"{stem:09d}{check}" for check in range(10)) if rules.is_npi(npi))
    wrong = whole[:position] + str((int(whole[position]) + increment) % 10) + whole[position + 1 :]
    assert not rules.is_npi(wrong)


def test_a_boards_number_of_another_length_is_doubted_in_a_sentence():
    body = REPORTING_BODIES["ABIM"]
    assert rules.number_warning("123456", body.digits, body.number) is None
    assert rules.number_warning("123-456", body.digits, body.number) is None
    assert rules.number_warning("1234567", body.digits, body.number).startswith("An ABIM number usually has 6 digits.")
    assert "5 or 6 or 7 digits" in rules.number_warning("A12", REPORTING_BODIES["ABP"].digits, "ABP number")


def test_where_nothing_is_known_of_the_numbers_nothing_is_doubted():
    for body in REPORTING_BODIES.values():
        assert rules.number_warning("", body.digits, body.number) is None
        if not body.digits:
            assert rules.number_warning("anything at all", body.digits, body.number) is None


def test_there_are_eight_boards_and_sixteen_state_boards_to_tell():
    kinds = [body.kind for body in REPORTING_BODIES.values()]
    assert (kinds.count("board"), kinds.count("state")) == (8, 16)


def test_a_profile_is_complete_with_name_role_country_and_zone():
    assert rules.missing_to_claim("Ann Lee", "physician", "US", "America/New_York") == []
    missing = rules.missing_to_claim("", "physician", "", "America/New_York")
    assert [field for field, _ in missing] == ["name", "country"]
    assert [field for field, _ in rules.missing_to_claim("", "", "", "")] == ["name", "role", "country", "zone"]


def test_what_is_missing_is_read_as_one_list():
    missing = rules.missing_to_claim("", "", "", "America/Chicago")
    assert rules.in_words(missing) == "your name as it is to be printed, your clinical role and your country"
    assert (
        rules.in_words(missing[1:]) == "your clinical role and your country"
        and rules.in_words(missing[1:2]) == "your clinical role"
    )


def test_a_birthday_is_a_day_of_some_year():
    assert rules.is_birthday(2, 29) and rules.is_birthday(12, 31) and rules.is_birthday(4, 30)
    for month, day in ((2, 30), (4, 31), (0, 1), (13, 1), (1, 0), (1, 32)):
        assert not rules.is_birthday(month, day)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("x" * 64 + "@example.org", True),
        ("x" * 65 + "@example.org", False),
        ("a@" + "x." * 93 + "org", True),
        ("a@" + "x." * 93 + "orgs", False),  # 189 letters of domain, and 190
        ("x" * 64 + "@" + "y." * 93 + "org", True),
        ("İ" * 32 + "@" + "y." * 93 + "org", True),
        ("İ" * 64 + "@" + "y." * 93 + "org", False),
        ("a@" + "x" * 63 + ".org", True),
        ("a@" + "x" * 64 + ".org", False),
        ("a@example." + "x" * 63, True),
        ("a@example." + "x" * 64, False),
        ("a@x-y.org", True),
        ("a@x-.org", False),
        ("a@x.o-g", True),
        ("a@x.12", False),
        ("a@x.1b", True),
        ("a.b.c@example.org", True),
        ("a.@example.org", False),
        ("a@x_y.org", True),
        ("a@_x.org", False),
        (None, False),
        ("\tann@example.org\n", True),
    ],
)
def test_the_lengths_and_letters_of_an_address_have_their_bounds(address, is_one):
    assert rules.is_email(address) is is_one


@pytest.mark.parametrize("npi", ["1000000004", "1999999992", "2000000002"])
def test_more_numbers_that_pass_luhn(npi):
    assert rules.is_npi(npi) and not rules.is_npi(npi[:-1] + str((int(npi[-1]) + 5) % 10))


def test_a_doubted_number_is_called_by_its_name_with_its_article():
    assert (
        rules.number_warning("1", (8,), "license")
        == "A license usually has 8 digits. Check it against a letter from the board."
    )
    for label in ("ABIM number", "ESC number", "IM number", "OR number"):
        assert rules.number_warning("1", (8, 9), label).startswith(f"An {label} usually has 8 or 9 digits.")
    for label in ("NC license", "UT license", "MD license"):
        assert rules.number_warning("1", (8,), label).startswith(f"A {label} ")


@pytest.mark.parametrize(
    ("number", "is_doubted"),
    [
        ("12345678", False),
        ("1234 5678", False),
        ("1234-5678", False),
        ("1234567", True),
        ("1234567X", True),
        ("", False),
    ],
)
def test_a_number_is_doubted_by_its_digits_spaces_and_dashes_aside(number, is_doubted):
    assert (rules.number_warning(number, (8,), "license") is not None) is is_doubted
    assert rules.number_warning(number, (), "license") is None


@pytest.mark.parametrize(
    ("month", "last"),
    [(1, 31), (2, 29), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30), (10, 31), (11, 30), (12, 31)],
)
def test_each_month_has_its_last_day(month, last):
    assert rules.is_birthday(month, 1) and rules.is_birthday(month, last) and not rules.is_birthday(month, last + 1)
    assert not rules.is_birthday(month, 0)


@pytest.mark.parametrize(
    ("setting", "of_a_coordinator", "of_a_clinician"),
    [("none", False, False), ("coordinators", True, False), ("all", True, True)],
)
def test_of_whom_the_provider_asks_a_second_factor(setting, of_a_coordinator, of_a_clinician):
    assert (
        rules.requires_second_factor(setting, True) is of_a_coordinator
        and rules.requires_second_factor(setting, False) is of_a_clinician
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 1), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 11, 22), date(2027, 11, 21)),
    ],
)
def test_a_year_of_membership_ends_the_day_before_it_would_begin_again(first, last):
    assert rules.year_from(first) == last


def test_a_name_is_named_first_among_what_is_missing():
    assert rules.missing_to_claim("", "physician", "US", "UTC") == [("name", "your name as it is to be printed")]
    assert rules.missing_to_claim("Ann", "", "US", "UTC") == [("role", "your clinical role")]
    assert rules.missing_to_claim("Ann", "physician", "", "UTC") == [("country", "your country")]
    assert rules.missing_to_claim("Ann", "physician", "US", "") == [("zone", "your time zone")]


def test_nobody_is_added_with_what_is_no_address():
    assert rules.email_refusals("ana@example.org") == []
    (reason,) = rules.email_refusals("ana at example")
    assert (reason.about, reason.sentence) == ("email", "ana at example is not an e-mail address.")


@pytest.mark.parametrize("reason", ["x", "x" * 300, "  left the hospital "])
def test_an_account_is_locked_for_a_reason(reason):
    assert rules.lock_refusals(reason) == []


@pytest.mark.parametrize("reason", ["", " ", "x" * 301])
def test_an_account_is_not_locked_without_a_reason_or_for_a_long_story(reason):
    (refusal,) = rules.lock_refusals(reason)
    assert (refusal.about, refusal.sentence) == ("reason", "The reason needs 1 to 300 characters.")
