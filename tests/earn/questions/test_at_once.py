"""Two tabs, ten tabs: a question counts once, a sixth answer makes one credit; real threads, each database (issue 5)."""

from __future__ import annotations

import threading
import time

from cme.base.store.db import db, is_postgres
from cme.earn.questions import records
from cme.offer.questions import records as questions
from cme.people.records import Person
from tests.earn.questions.quizzes import credits, fill, give, offered, quiz_of, version, waiting
from tests.earn.test_race import at_once
from tests.ledger_audit import assert_ledger_balances

PATIENCE = 300  # seconds: other processes use this machine too


def somebody_waits() -> bool:
    """Return whether somebody waits for a lock of the database."""
    if is_postgres():
        return db.execute_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0] > 0
    return bool(db.obj._writers._waiting)


def answering(quiz_question_id, person_id, n):
    def call():
        quiz_question = records.QuizQuestion.get_by_id(quiz_question_id)
        assert quiz_question.quiz.person_id == person_id
        return records.answer(quiz_question, version(n), 0, student=False, by="test").attempt.verdict

    return call


def test_the_same_question_in_ten_tabs_counts_once(app, cast):
    offered()
    fill(("Cardiology", 8))
    alice = cast.physician
    ids = [quiz_of(alice, 1).quiz_questions.get().id for _ in range(10)]
    verdicts = at_once(app, *[answering(id_, alice.id, 1) for id_ in ids])
    assert sorted(verdicts) == ["counts"] + ["practice"] * 9
    assert waiting(alice) == 1


def test_a_question_of_a_quiz_answered_ten_times_at_once_is_one_answer(app, cast):
    offered()
    fill(("Cardiology", 8))
    quiz_question_id = quiz_of(cast.physician, 1).quiz_questions.get().id
    assert set(at_once(app, *[answering(quiz_question_id, cast.physician.id, 1)] * 10)) == {"counts"}
    assert records.Attempt.select().count() == 1


def test_two_tabs_with_the_sixth_answer_make_one_credit(app, cast):
    offered()
    fill(("Cardiology", 12))
    for round_, person in enumerate((cast.physician, cast.stranger)):
        for n in range(1, 6):
            give(person, n)
        numbers = [6, 7, 8, 9]  # four sixth answers at the same moment
        ids = [quiz_of(person, n).quiz_questions.get().id for n in numbers]
        at_once(app, *[answering(id_, person.id, n) for id_, n in zip(ids, numbers, strict=True)])
        assert (len(credits(person)), waiting(person)) == (1, 3), round_
        assert_ledger_balances(Person.get_by_id(person.id))


def test_twelve_answers_at_once_are_two_credits(app, cast):
    offered()
    fill(("Cardiology", 6), ("Nephrology", 6))
    alice = cast.physician
    ids = [quiz_of(alice, n).quiz_questions.get().id for n in range(1, 13)]
    at_once(app, *[answering(id_, alice.id, n) for n, id_ in enumerate(ids, start=1)])
    assert ([amount for _, amount in credits(alice)], waiting(alice)) == ([100, 100], 0)
    held = records.InBlock.select().count()
    assert (held, records.Counted.select().count()) == (12, 12)


def test_a_key_corrected_while_an_answer_is_saved_credits_that_answer_too(app, cast, monkeypatch):
    offered()
    fill(("Cardiology", 2))
    quiz_question_id, find = quiz_of(cast.physician, 1).quiz_questions.get().id, records._correction_since
    looked_up, corrected = threading.Event(), threading.Event()

    def find_slowly(*args):
        found = find(*args)
        looked_up.set()
        until = time.monotonic() + PATIENCE
        while not corrected.wait(0.01) and not somebody_waits():
            assert time.monotonic() < until, "nobody corrects the key"
        return found

    monkeypatch.setattr(records, "_correction_since", find_slowly)

    def correct():
        looked_up.wait(PATIENCE)
        records.settle(questions.correct_key(questions.find("q1"), 1, "shell"))
        corrected.set()

    at_once(
        app,
        lambda: records.answer(
            records.QuizQuestion.get_by_id(quiz_question_id), version(1), 1, student=False, by="test"
        ),
        correct,
    )
    assert records.Counted.get().person_id == cast.physician.id
