"""What decides about earning, in plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.earn import rules

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


@given(st.text(max_size=200))
def test_a_key_is_the_same_for_the_same_term_and_fits_its_column(term):
    key = rules.term_key(term)
    assert rules.term_key(f"  {term}\n") == key or len(key) == 200
    assert len(key) <= 200
    assert "  " not in key


def test_case_and_spaces_aside_is_all_that_is_set_aside():
    assert rules.term_key(" Heart \t ATTACK ") == rules.term_key("heart attack")
    assert rules.term_key("STRASSE") == rules.term_key("straße")
    assert rules.term_key("heart-attack") != rules.term_key("heart attack")
    assert rules.term_key("heartattack") != rules.term_key("heart attack")


@given(st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=3)))
def test_an_opening_counts_for_24_hours(after):
    expected = timedelta(minutes=-5) <= after < timedelta(hours=24)  # clocks of two servers may differ a little
    assert rules.still_counts(NOW, NOW + after) == expected


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=2)))
def test_the_question_is_the_same_for_30_minutes(after):
    assert rules.same_question(NOW, NOW + after) == (after <= timedelta(minutes=30))


def test_an_ordinary_opening_is_no_prefetch():
    for headers in ({}, {"Sec-Fetch-Dest": "document"}, {"Sec-Fetch-Dest": "empty"}, {"Purpose": ""}):
        assert rules.is_prefetch(headers) is False


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (timedelta(0), True),
        (timedelta(hours=24) - SECOND, True),
        (timedelta(hours=24), False),
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-5) - SECOND, False),
    ],
)
def test_an_opening_counts_until_24_hours_are_full_and_from_clocks_five_minutes_ahead(after, counts):
    assert rules.still_counts(NOW, NOW + after) is counts


@pytest.mark.parametrize(
    ("after", "same"), [(timedelta(0), True), (timedelta(minutes=30), True), (timedelta(minutes=30) + SECOND, False)]
)
def test_the_question_is_the_same_for_30_minutes_to_the_second(after, same):
    assert rules.same_question(NOW, NOW + after) is same


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "Prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
        {"Sec-Purpose": "prerender"},
        {"HX-Preload": ""},
        {"HX-Preload": "true"},
        {"HX-Preloaded": "true"},
        {"Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Dest": ""},
        {"Purpose": "prefetch", "Sec-Fetch-Dest": "document"},
    ],
)
def test_what_a_browser_asks_for_ahead_is_a_prefetch(headers):
    assert rules.is_prefetch(headers) is True


def test_a_key_has_200_letters_at_most_and_ss_for_a_sharp_s():
    assert rules.term_key("x" * 200 + "y") == "x" * 200
    assert rules.term_key("ß" * 150) == "s" * 200
