"""Aiken: what it takes, and each problem with its line while the good ones come in (issue 5: Import)."""

from __future__ import annotations

import pytest

from cme.offer.importers.questions import aiken

GOOD = "What comes first?\nA. An ECG\nB) A stress test\nC. Rest\nANSWER: A\n"


def read(text):
    items, problems = aiken.read(text)
    return items, [str(error) for error in problems]


def test_a_question():
    (item,), problems = read(GOOD)
    assert not problems
    assert (item.stem.plain, item.right, item.line) == ("What comes first?", 0, 1)
    assert [answer.words.plain for answer in item.answers] == ["An ECG", "A stress test", "Rest"]


@pytest.mark.parametrize(
    "text",
    [
        "First line.\nSecond line?\na) yes\nb) no\nanswer: a\n",
        "First line.\nSecond line?\n\nA. yes\n\nB. no\n\nANSWER: A.\n",
        "\n\n  First line.\n  Second line?\n  A.  yes\n  B.  no\n  ANSWER : a",
        "First line.\n\nSecond line?\nA. yes\nB. no\nANSWER:A",
    ],
)
def test_laxer_ways_of_writing(text):
    (item,), problems = read(text)
    assert not problems
    assert item.stem.plain.replace("\n", " ") == "First line. Second line?"
    assert item.answers[item.right].words.plain == "yes"


def test_an_answer_of_two_lines_and_what_follows_the_answer():
    (item, other), problems = read(
        "Q?\nA. one\ngoes on\nB. two\nANSWER: B\nEXPLANATION: Because.\nReference: Lancet 2020\n\n" + GOOD
    )
    assert not problems
    assert item.answers[0].words.plain == "one\ngoes on"
    assert (item.explanation.plain, item.reference) == ("Because.", "Lancet 2020")
    assert other.explanation.plain == ""


PROBLEMS = {
    "Q?\nA. one\nB. two\nANSWER: C\n": "line 4: ANSWER: C is none of the answers",
    "Q?\nANSWER: A\n": "line 1: this question has no answers",
    "ANSWER: A\n": "line 1: there is an ANSWER: and no question before it",
    "Q?\nA. one\nB. two\n": "line 1: this question has no line ANSWER:",
    "Q?\nA. one\nC. two\nANSWER: A\n": "line 3: answer C comes where B was expected",
    "Q?\nA. one\nB. two\nANSWER: A, B\n": "line 1: several answers are right (A, B): this is a multiple-answer question",
    "Q?\nA. one\nB. two\nANSWER: the first\n": "line 4: ANSWER: is followed by 'the first', not by one letter",
    "Q?\nA. one\nANSWER: A\n": "line 1: it has only one answer",
    "Q?\nA. one\nB.\nANSWER: A\n": "line 1: answer 2 is empty",
    "Q?\n"
    + "".join(f"{c}. {c}\n" for c in "ABCDEFGHI")
    + "ANSWER: A\n": "line 1: it has 9 answers; at most eight can be shown",
    "Only words\n": "line 1: this text has no answers",
    "Q?\nA. one\nB. two\n\nR?\nA. one\nB. two\nANSWER: A\n": "line 1: this question has no line ANSWER:",
}


@pytest.mark.parametrize("text", PROBLEMS)
def test_problems_are_reported_by_line_and_good_ones_come_in(text):
    items, problems = read(
        GOOD + "\n" + text + "\n" + (GOOD if text.rstrip().rsplit("\n", 1)[-1].startswith("ANS") else "")
    )
    line, _, sentence = PROBLEMS[text].removeprefix("line ").partition(": ")
    assert problems == [f"line {int(line) + 6}: {sentence}"]
    assert len(items) >= 1
