"""Spans and validity, in plain values (E3)."""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.base.domain.refusal import Refused
from cme.offer import rules

MANY = 2000 if os.environ.get("FULL") == "1" else 100
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS, st.none() | st.integers(0, 400), st.integers(-500, 500))
@settings(max_examples=MANY)
def test_an_activity_is_valid_on_both_its_first_and_its_last_day(first, length, away):
    last = None if length is None else first + timedelta(days=length)
    assert rules.is_valid(first, last, first + timedelta(days=away)) == (
        away >= 0 and (length is None or away <= length)
    )


SPANS = st.tuples(st.integers(0, 30), st.none() | st.integers(0, 12)).map(
    lambda pair: (
        date(2026, 1, 1) + timedelta(pair[0]),
        None if pair[1] is None else date(2026, 1, 1) + timedelta(sum(pair)),
    )
)


def days(span) -> set[int]:
    start, until = span
    return set(range(start.toordinal(), (until or date(2026, 4, 1)).toordinal() + 1))


@given(SPANS, SPANS)
@settings(max_examples=MANY)
def test_spans_meet_when_no_day_lies_between_them(one, other):
    both = days(one) | days(other)
    assert rules.meet(one, other) == rules.meet(other, one) == (max(both) - min(both) + 1 == len(both))


def test_spans_to_the_end_of_time_meet_without_an_error():
    assert rules.meet((date.min, date.max), (date.max, None))
    assert not rules.meet((date.min, date(2, 1, 1)), (date(2000, 1, 1), date.max))


FIRST, LAST = date(2026, 1, 10), date(2026, 1, 20)


@pytest.mark.parametrize(
    ("until", "on", "is_valid"),
    [
        (LAST, date(2026, 1, 9), False),
        (LAST, FIRST, True),
        (LAST, LAST, True),
        (LAST, date(2026, 1, 21), False),
        (None, date(2026, 1, 9), False),
        (None, FIRST, True),
        (None, date(2099, 1, 1), True),
    ],
)
def test_an_activity_is_valid_on_both_ends_of_its_span(until, on, is_valid):
    assert rules.is_valid(FIRST, until, on) is is_valid


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        ((date(2026, 1, 21), None), True),
        ((date(2026, 1, 22), None), False),
        ((date(2026, 1, 1), date(2026, 1, 9)), True),
        ((date(2026, 1, 1), date(2026, 1, 8)), False),
        ((date(2026, 1, 15), date(2026, 1, 16)), True),
        ((FIRST, LAST), True),
    ],
)
def test_spans_that_touch_meet_and_those_with_a_day_between_do_not(other, meets):
    assert rules.meet((FIRST, LAST), other) is rules.meet(other, (FIRST, LAST)) is meets


def test_a_span_without_an_end_meets_all_that_is_not_before_it():
    assert rules.meet((FIRST, None), (date(2030, 1, 1), date(2030, 1, 2))) and rules.meet(
        (FIRST, None), (date(2030, 1, 1), None)
    )
    assert rules.meet((FIRST, None), (date(2026, 1, 1), date(2026, 1, 9))) and not rules.meet(
        (FIRST, None), (date(2026, 1, 1), date(2026, 1, 8))
    )


def sentences(reasons):
    return [(reason.about, reason.sentence) for reason in reasons]


@pytest.mark.parametrize("last", [None, date(2026, 2, 1), date(2026, 2, 2)])
def test_articles_stand_in_the_library_until_their_first_day_or_later(last):
    assert rules.span_refusals(date(2026, 2, 1), last) == []


def test_a_last_day_before_the_first_is_refused_in_the_words_of_the_reader():
    days = date(2026, 2, 1), date(2026, 1, 31)
    assert sentences(rules.span_refusals(*days)) == [("until", "The last day lies before the first day.")]
    assert sentences(rules.span_refusals(*days, names=("--from", "--until"))) == [
        ("until", "--until lies before --from.")
    ]


@pytest.mark.parametrize("window", ["year-end+2", "anniversary+3"])
def test_an_activity_is_offered_with_a_window_that_can_be_read(window):
    assert rules.activity_refusals(date(2026, 2, 1), None, window) == []


def test_all_that_stands_against_an_activity_is_said_at_once():
    names = ("--valid-from", "--valid-until")
    assert sentences(rules.activity_refusals(date(2026, 2, 1), date(2026, 1, 31), "soon", names)) == [
        ("valid_until", "--valid-until lies before --valid-from."),
        ("window", "soon is not a window such as year-end+2 or anniversary+3."),
    ]


def test_articles_that_are_missing_are_all_named():
    assert rules.article_refusals(2, []) == []
    assert sentences(rules.article_refusals(0, [])) == [("slugs", "Name at least one article.")]
    assert sentences(rules.article_refusals(1, ["gout", "shock"])) == [
        ("slugs", "There is no article gout, shock. Nothing was changed.")
    ]


@pytest.mark.parametrize(("letter", "position"), [("A", 0), ("a", 0), (" c ", 2), ("H", 7)])
def test_a_letter_is_the_position_of_an_answer(letter, position):
    assert rules.answer_position(letter) == position


@pytest.mark.parametrize("letter", ["", " ", "i", "ab", "1", "é"])
def test_what_is_no_letter_from_a_to_h_is_refused(letter):
    with pytest.raises(Refused) as refused:
        rules.answer_position(letter)
    assert sentences(refused.value.reasons) == [("answer", f"{letter} is not a letter from A to H.")]


@pytest.mark.parametrize(("questions", "credits"), [(0, 1), (5, 1), (6, 1), (11, 1), (12, 2), (600, 100)])
def test_board_review_is_designated_for_a_sixth_of_its_questions(questions, credits):
    assert rules.board_review_maximum(questions) == credits
