"""What decides about earning, in plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
        assert not rules.is_prefetch(headers)
