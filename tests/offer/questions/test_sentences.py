"""What the coordinator's pages of questions say."""

from __future__ import annotations

from cme.offer.questions import sentences
from cme.offer.questions.uploads import QuestionImport


def test_questions_are_counted_with_their_categories():
    assert sentences.questions(0, 0) == "0 questions for board review."
    assert sentences.questions(1, 1) == "One question for board review in 1 category."
    assert sentences.questions(1234, 2) == "1,234 questions for board review in 2 categories."


def test_every_state_of_an_import_has_a_tag_and_working_states_a_sentence():
    assert sentences.STATES["done"] == ("Imported", "good") and sentences.STATES["failed"] == ("Failed", "bad")
    working = [state for state in sentences.STATES if QuestionImport(state=state).working]
    assert working and all(sentences.working(state) for state in working)
    assert sentences.working("preview") == ""


def test_what_can_be_imported_is_one_or_many():
    assert sentences.good(1) == "1 question" and sentences.good(2345) == "2,345 questions"


def test_nothing_new_is_said_with_its_reason():
    assert sentences.nothing_new(refused=3, unchanged=0) == "No question of this file can be imported."
    assert sentences.nothing_new(refused=3, unchanged=1) == "Everything good in it is here already."
    assert sentences.nothing_new(refused=0, unchanged=0) == "Everything good in it is here already."


def test_numbers_of_an_import_are_said():
    assert sentences.stopped(1000, 20000) == "1,000 of 20,000 are done and stay. It can go on from there."
    assert sentences.refused(200, 1200) == "Only the first 200 of 1,200 are shown."
    assert sentences.sample(5, 5) == "The questions" and sentences.sample(5, 60) == "The first 5 questions"
