"""A wrong key, once corrected, credits those whom it cost, once; who had the old one right keeps it (E5; issue 5)."""

from __future__ import annotations

import pytest

from cme.base import audit_log, provider, queue
from cme.earn.questions import records
from cme.offer.questions import records as questions
from tests.earn.questions.quizzes import credits, fill, give, offered, quiz_of, version, waiting


@pytest.fixture
def correct_key(app, cast):
    offered()
    fill(("Cardiology", 8))

    def run(n, letter="b"):
        result = app.test_cli_runner().invoke(args=["offer", "mend-key", f"q{n}", letter])
        assert result.exit_code == 0, result.output
        return int(result.output.splitlines()[-1].split()[0])

    return run


def test_whom_it_cost_is_credited_once(cast, correct_key):
    give(cast.physician, 1, right=False)  # chooses b
    give(cast.physician, 1, right=False)
    give(cast.stranger, 1)  # had the old one right
    assert (waiting(cast.physician), waiting(cast.stranger)) == (0, 1)
    assert correct_key(1) == 1
    assert (waiting(cast.physician), waiting(cast.stranger)) == (1, 1)
    records.credit_corrected_keys()
    records.settle(questions.KeyCorrection.get())
    assert (waiting(cast.physician), waiting(cast.stranger)) == (1, 1)
    assert give(cast.physician, 1).attempt.verdict == "practice"


def test_it_makes_the_credit_when_it_is_a_sixth(cast, correct_key, clock):
    give(cast.physician, 6, right=False)
    for n in range(1, 6):
        give(cast.physician, n)
    clock.set("2027-03-04 12:00")
    correct_key(6)
    assert credits(cast.physician) == [("6 board-review questions: Cardiology (6)", 100)]


def test_it_is_in_the_log(cast, correct_key):
    give(cast.physician, 1, right=False)
    correct_key(1)
    audit_log.append()
    bodies = [row.body for row in audit_log.LogRow.select().order_by(audit_log.LogRow.number)]
    assert any('"question.key_mended"' in body for body in bodies)
    assert any('"question.credited"' in body for body in bodies)


def test_another_wrong_answer_a_students_and_one_to_another_wording_are_not_credited(cast, correct_key):
    shown = version(1)
    quiz_question = quiz_of(cast.physician, 1).quiz_questions.get()
    records.answer(quiz_question, shown, 2, student=False, by="test")
    give(cast.nurse, 1, right=False, student=True)
    assert correct_key(1, "b") == 0
    assert waiting(cast.physician) == waiting(cast.nurse) == 0


def test_the_worker_finishes_what_was_interrupted(app, cast, correct_key, work):
    give(cast.physician, 1, right=False)
    questions.correct_key(questions.find("q1"), 1, "shell")  # and the shell was killed before it credited anybody
    assert waiting(cast.physician) == 0
    queue.wake()
    work()
    assert waiting(cast.physician) == 1


def test_with_first_attempts_only_the_first_one_must_have_been_right_after_all(cast, correct_key):
    provider.change(first_attempts_only=True, by="test")
    give(cast.physician, 1, right=False)
    shown = version(1)
    give(cast.stranger, 1, shown=shown)
    assert correct_key(1) == 1
    assert (waiting(cast.physician), waiting(cast.stranger)) == (1, 1)


def test_an_answer_to_the_old_version_given_after_the_correction_counts_when_it_is_right_after_all(cast, correct_key):
    shown = version(1)
    correct_key(1)
    result = give(cast.physician, 1, right=False, shown=shown)  # b, which the version shown called wrong
    assert (result.attempt.correct, waiting(cast.physician)) == (False, 1)
    give(cast.stranger, 1, shown=shown)  # a, which it called right: the version shown decides
    assert waiting(cast.stranger) == 1
    assert give(cast.physician, 1).attempt.verdict == "practice"
