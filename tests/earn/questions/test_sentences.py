"""What the pages of board review say."""

from __future__ import annotations

import pytest

from cme.earn.questions import sentences


def sentence(verdict, **values):
    fixed = {"correct": True, "after_all": False, "completed_credit": False, "waiting": 2, "first_only": False}
    return sentences.verdict_sentence(verdict, **fixed | values)


@pytest.mark.parametrize(
    "verdict, values, words",
    [
        ("counts", {}, "It counts: 2 of 6 on the way to your next credit."),
        ("counts", {"completed_credit": True}, "This answer is one of six that made a credit."),
        ("practice", {}, "It counted before, so this was practice."),
        ("practice", {"correct": False}, "It counted before, so this was practice; nothing is lost."),
        ("late", {"first_only": True}, "Only the first attempt at a question counts here."),
        ("closed", {}, "The activity is not valid today, so it does not count."),
        ("student", {}, "Student mode: it earns nothing and uses nothing up."),
        ("wrong", {"correct": False}, "It can still count: answer it correctly another time."),
        ("wrong", {"correct": False, "first_only": True}, "Only the first attempt at a question counts here."),
        (
            "wrong",
            {"correct": False, "after_all": True, "completed_credit": True},
            "The right answer of this question was mended, and yours counts.",
        ),
    ],
)
def test_every_verdict_is_said(verdict, values, words):
    assert sentence(verdict, **values) == words


def test_answers_on_the_way_are_one_or_many():
    assert sentences.on_the_way(1) == "The answer that waits for it"
    assert sentences.on_the_way(4) == "The 4 answers that wait for it"


def test_a_session_is_named():
    assert sentences.session("22 Nov 2026", 1, 6) == "session of 22 Nov 2026, 1 of 6 answered"


def test_practice_is_said_before_it_starts():
    assert sentences.practice(first_only=False) == "You have answered this one correctly before."
    assert sentences.practice(True) == "You have answered this one before; only the first attempt counts."
    end = "Practice earns nothing; each such question says so."
    assert sentences.some_practice(1, 5, first_only=False) == (
        "1 of them is practice",
        f"5 can count. The other you have answered correctly before. {end}",
    )
    assert sentences.some_practice(2, 4, first_only=True) == (
        "2 of them are practice",
        f"4 can count. The others you have answered before: only the first attempt counts. {end}",
    )
    words = "You have answered all of these correctly before. Practice earns nothing."
    assert sentences.all_practice(first_only=False) == words
    words = "You have answered all of these before, and only the first attempt counts. Practice earns nothing."
    assert sentences.all_practice(first_only=True) == words
