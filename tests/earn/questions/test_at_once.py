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
from tests.ledger_audit import assert_books

PATIENCE = 300  # seconds: other processes use this machine too


def somebody_waits() -> bool:
    """Whether somebody waits for what another holds of the database."""
    if is_postgres():
        return db.execute_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0] > 0
    return bool(db.obj._writers._waiting)


def answering(place_id, person_id, n):
    def call():
        place = records.Place.get_by_id(place_id)
        assert place.quiz.person_id == person_id
        return records.answer(place, version(n), 0, student=False, by="test").attempt.verdict

    return call


def test_the_same_question_in_ten_tabs_counts_once(app, cast):
    offered()
    fill(("Cardiology", 8))
    alice = cast.physician
    places = [quiz_of(alice, 1).places.get().id for _ in range(10)]
    said = at_once(app, *[answering(place, alice.id, 1) for place in places])
    assert sorted(said) == ["counts"] + ["practice"] * 9
    assert waiting(alice) == 1


def test_one_place_answered_ten_times_at_once_is_one_answer(app, cast):
    offered()
    fill(("Cardiology", 8))
    place = quiz_of(cast.physician, 1).places.get().id
    assert set(at_once(app, *[answering(place, cast.physician.id, 1)] * 10)) == {"counts"}
    assert records.Attempt.select().count() == 1


def test_two_tabs_with_the_sixth_answer_make_one_credit(app, cast):
    offered()
    fill(("Cardiology", 12))
    for round_, person in enumerate((cast.physician, cast.stranger)):
        for n in range(1, 6):
            give(person, n)
        numbers = [6, 7, 8, 9]  # four sixth answers at the same moment
        places = [quiz_of(person, n).places.get().id for n in numbers]
        at_once(app, *[answering(place, person.id, n) for place, n in zip(places, numbers, strict=True)])
        assert (len(credits(person)), waiting(person)) == (1, 3), round_
        assert_books(Person.get_by_id(person.id))


def test_twelve_answers_at_once_are_two_credits(app, cast):
    offered()
    fill(("Cardiology", 6), ("Nephrology", 6))
    alice = cast.physician
    places = [quiz_of(alice, n).places.get().id for n in range(1, 13)]
    at_once(app, *[answering(place, alice.id, n) for n, place in enumerate(places, start=1)])
    assert ([amount for _, amount in credits(alice)], waiting(alice)) == ([100, 100], 0)
    held = records.InBlock.select().count()
    assert (held, records.Counted.select().count()) == (12, 12)


def test_a_key_that_is_mended_while_an_answer_is_kept_credits_that_answer_too(app, cast, monkeypatch):
    offered()
    fill(("Cardiology", 2))
    place, look = quiz_of(cast.physician, 1).places.get().id, records._mended_since
    looked, mended = threading.Event(), threading.Event()

    def look_and_dawdle(*args):
        found = look(*args)
        looked.set()
        until = time.monotonic() + PATIENCE
        while not mended.wait(0.01) and not somebody_waits():
            assert time.monotonic() < until, "nobody mends"
        return found

    monkeypatch.setattr(records, "_mended_since", look_and_dawdle)

    def mend():
        looked.wait(PATIENCE)
        records.settle(questions.correct_key(questions.find("q1"), 1, "shell"))
        mended.set()

    at_once(app, lambda: records.answer(records.Place.get_by_id(place), version(1), 1, student=False, by="test"), mend)
    assert records.Counted.get().person_id == cast.physician.id
