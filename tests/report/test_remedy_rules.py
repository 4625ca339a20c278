"""What a rejection means and what mends it (R4), in plain values."""

from __future__ import annotations

import pytest

from cme.report.rules import remedies


@pytest.mark.parametrize(
    ("code", "field", "link"),
    [
        ("no-match", "number", "Change your number"),
        ("number", "number", "Change your number"),
        ("inactive", "number", "Change your number"),
        ("birth", "birth_month", "Change your birth day"),
        ("name", "given", "Change your name as boards have it"),
        ("activity", "", ""),
        ("window", "", ""),
        ("duplicate", "", ""),
        ("a code of later", "given", "Look at your details"),
        ("", "given", "Look at your details"),
    ],
)
def test_a_rejection_leads_to_the_field_that_mends_it(code, field, link):
    found = remedies.of("rejected", code)
    assert (found.field, found.link) == (field, link)
    assert found.words.endswith(".") and found.advice.endswith(".")


@pytest.mark.parametrize("state", ["waiting", "sent", "delayed", "failed", "accepted", "stopped"])
def test_what_was_not_rejected_is_for_the_office_to_mend(state):
    found = remedies.of(state, "birth")
    assert found == remedies.FOR_THE_OFFICE and "our CME office looks after it" in found.advice
    assert (found.field, found.link) == ("", "")


def test_an_unknown_code_is_mended_by_looking_at_ones_details():
    assert remedies.of("rejected", "unheard-of") == remedies.OTHER


THEN = {"given": "Ana", "family": "Nguyen", "birth": "04-17", "number": "123456", "npi": "1234567893"}


def test_what_was_sent_is_held_against_what_would_be_sent_now():
    assert remedies.differences(THEN, THEN | {"family": "Tran", "birth": "12-01"}) == [
        ("Given name", "Ana", "Ana", False),
        ("Family name", "Nguyen", "Tran", True),
        ("Birth month and day", "April 17", "December 1", True),
        ("Number", "123456", "123456", False),
        ("NPI", "1234567893", "1234567893", False),
    ]


def test_what_is_on_one_side_alone_differs_and_what_is_on_neither_is_left_out():
    then = {"given": "Ana", "number": "", "npi": "1234567893"}
    now = {"given": "Ana", "family": "", "birth": "04-17", "number": "9"}
    assert remedies.differences(then, now) == [
        ("Given name", "Ana", "Ana", False),
        ("Birth month and day", "", "April 17", True),
        ("Number", "", "9", True),
        ("NPI", "1234567893", "", True),
    ]


@pytest.mark.parametrize(("text", "written"), [("04-17", "April 17"), ("12-01", "December 1"), ("", ""), ("04", "")])
def test_a_birth_day_is_written_as_people_do(text, written):
    assert remedies.birth_day(text) == written
