"""When a post-test is passed and how often it may be sent in (E6), in plain values."""

from __future__ import annotations

import pytest

from cme.earn.courses import rules


@pytest.mark.parametrize(
    ("pass_mark", "total", "needed"),
    [(70, 10, 7), (70, 9, 7), (75, 4, 3), (75, 5, 4), (100, 3, 3), (1, 100, 1), (1, 3, 1), (0, 5, 0), (50, 0, 0)],
)
def test_the_pass_mark_is_reached_by_whole_questions(pass_mark, total, needed):
    assert rules.needed(pass_mark, total) == needed


@pytest.mark.parametrize(
    ("right", "total", "passed"), [(7, 10, True), (6, 10, False), (10, 10, True), (0, 10, False), (0, 0, False)]
)
def test_a_post_test_is_passed_with_its_pass_mark(right, total, passed):
    assert rules.has_passed(right, total, 70) is passed


def test_a_test_of_one_question_and_a_pass_mark_of_nothing():
    assert rules.has_passed(1, 1, 100) and not rules.has_passed(0, 1, 1)
    assert rules.has_passed(0, 1, 0)


@pytest.mark.parametrize("pass_mark", [1, 33, 50, 66, 67, 70, 75, 80, 99, 100])
def test_as_many_as_are_needed_pass_and_one_fewer_does_not(pass_mark):
    for total in range(1, 30):
        needed = rules.needed(pass_mark, total)
        assert rules.has_passed(needed, total, pass_mark) and not rules.has_passed(needed - 1, total, pass_mark)


@pytest.mark.parametrize(
    ("attempts", "used", "left"), [(3, 0, 3), (3, 2, 1), (3, 3, 0), (3, 5, 0), (0, 0, None), (0, 9, None)]
)
def test_attempts_are_used_up_unless_there_is_no_limit(attempts, used, left):
    assert rules.left(attempts, used) == left


@pytest.mark.parametrize(
    ("attempts", "used", "practice", "may"),
    [
        (3, 2, False, True),
        (3, 3, False, False),
        (3, 3, True, True),
        (0, 99, False, True),
        (1, 0, False, True),
        (2, 1, False, True),
    ],
)
def test_practice_needs_no_attempt(attempts, used, practice, may):
    assert rules.may_try(attempts, used, practice) is may


@pytest.mark.parametrize(
    ("student", "passed", "practice"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_students_and_those_who_passed_practice(student, passed, practice):
    assert rules.is_practice(student, passed) is practice
