"""What a board-review answer does and what six of them are worth (E5, C5), in plain values."""

from __future__ import annotations

import pytest

from cme.earn.questions import rules

ANSWER = {"student": False, "correct": True, "counted": False, "tried": False, "first_only": False, "offered": True}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "counts"),
        ({"tried": True}, "counts"),
        ({"first_only": True}, "counts"),
        ({"first_only": True, "tried": True}, "late"),
        ({"correct": False}, "wrong"),
        ({"correct": False, "offered": False}, "wrong"),
        ({"correct": False, "first_only": True, "tried": True}, "wrong"),
        ({"offered": False}, "closed"),
        ({"offered": False, "first_only": True, "tried": True}, "closed"),
        ({"counted": True}, "practice"),
        ({"counted": True, "correct": False, "offered": False}, "practice"),
        ({"student": True}, "student"),
        ({"student": True, "counted": True, "correct": False}, "student"),
    ],
)
def test_what_an_answer_does(changes, verdict):
    assert rules.verdict(**ANSWER | changes) == verdict


@pytest.mark.parametrize(
    ("counted", "tried", "first_only", "may"),
    [
        (False, False, False, True),
        (False, True, False, True),
        (False, False, True, True),
        (False, True, True, False),
        (True, False, False, False),
        (True, True, False, False),
        (True, True, True, False),
    ],
)
def test_a_question_counts_once_and_where_only_first_attempts_count_at_the_first(counted, tried, first_only, may):
    assert rules.may_count(counted=counted, tried=tried, first_only=first_only) is may


def test_a_session_takes_new_questions_first_then_those_not_yet_correct_and_practice_last():
    candidates = [(1, "practice"), (2, "tried"), (3, "new"), (4, "practice"), (5, "new"), (6, "tried")]
    assert rules.chosen(candidates, 6) == [3, 5, 2, 6, 1, 4], "equals stay in the order of the shuffling"
    assert rules.chosen(candidates, 3) == [3, 5, 2]
    assert rules.chosen([], 6) == []


def test_a_credit_is_named_by_its_six_questions_the_most_frequent_category_first():
    categories = ["Nephrology", "Cardiology", "Allergy", "Cardiology", "Nephrology", "Cardiology"]
    assert rules.block_title(categories) == "6 board-review questions: Cardiology (3), Nephrology (2), Allergy (1)"
    assert rules.block_title(["B", "A"]) == "2 board-review questions: A (1), B (1)"


@pytest.mark.parametrize(
    ("counted", "hundredths"),
    [(0, 0), (1, 0), (2, 25), (3, 50), (4, 50), (5, 75), (6, 100), (7, 100), (9, 150), (12, 200)],
)
def test_a_category_shows_a_sixth_of_a_credit_for_each_answer_rounded_down_to_the_quarter(counted, hundredths):
    assert rules.category_credit(counted) == hundredths


def test_a_category_follows_the_value_of_a_credit():
    assert rules.category_credit(150) == rules.category_credit(150, 100) == 2500
    assert [rules.category_credit(counted, 50) for counted in (2, 3, 6)] == [0, 25, 50]


def test_six_questions_make_a_credit_and_sessions_are_of_whole_credits():
    assert rules.PER_CREDIT == 6
    assert rules.NUMBERS == (6, 12, 24, 48)
    assert (
        all(number % rules.PER_CREDIT == 0 and number <= rules.MAX_QUESTIONS for number in rules.NUMBERS)
        and rules.MAX_QUESTIONS == 60
    )
