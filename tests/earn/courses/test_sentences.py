"""What the pages of courses say."""

from __future__ import annotations

from datetime import date

from cme.earn.courses import sentences


def test_topics_are_counted_with_those_that_are_passed():
    assert sentences.topics(1, 0) == "1 topic" and sentences.topics(3, 2) == "3 topics, 2 passed"


def test_a_course_is_valid_from_a_day_on():
    assert sentences.valid(date(2026, 1, 1), None) == "from 1 Jan 2026"
    assert sentences.valid(date(2026, 1, 1), date(2026, 6, 30)) == "from 1 Jan 2026 until 30 Jun 2026"


def test_an_evaluation_gives_the_credit_of_topics_or_is_asked_once():
    assert sentences.evaluation(0) == "Three questions, once for the whole course."
    assert sentences.evaluation(1) == "With it the credit of 1 topic is yours."
    assert sentences.evaluation(2) == "With it the credit of 2 topics is yours."


def test_attempts_have_a_limit_or_none():
    assert sentences.attempts(None, None) == "You may try as often as you like."
    assert sentences.attempts(0, 3) == "0 of 3 attempts left."
    assert sentences.attempts_with_this(None, None) == "You may try as often as you like."
    assert sentences.attempts_with_this(2, 3) == "2 of 3 attempts left; this is one."
