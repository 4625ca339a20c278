"""What looks like patient data warns, shows the words that it means, and never blocks (V2)."""

from __future__ import annotations

import html
import re

import pytest

from cme.earn.records import Search
from cme.evaluate import records
from cme.evaluate.records import Answer, Evaluation

ANSWERED = {"goal": "treat", "result": "change"}
PHONE = "Call the daughter at 555-201-3344 on Monday"


@pytest.fixture
def entry(cast):
    return cast.entry(cast.physician, "aspirin dose")


def marked(page):
    return [html.unescape(each) for each in re.findall(r"<mark>(.*?)</mark>", page)]


def seen(alice):
    """What the button sends that adds all the same."""
    return html.unescape(re.search(r'name="no_patient" value="([^"]*)"', alice.page).group(1))


def test_a_phone_number_is_shown_and_what_was_typed_stays(alice, entry):
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, goal_words="Which dose?", result_words=PHONE)
    assert alice.status == 422
    alice.has("Does this name a patient?", "a phone number", "This is no patient, add")
    assert any("555-201-3344" in words for words in marked(alice.page))
    assert "Which dose?" in alice.page and PHONE in alice.page
    assert not Evaluation.select().exists()


def test_whoever_says_that_it_is_no_patient_is_not_held_up(alice, entry):
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, result_words=PHONE)
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, result_words=PHONE, no_patient=seen(alice))
    assert alice.status == 200
    assert records.state(entry) == "to-claim"
    assert Evaluation.get().warned and Answer.get().words == PHONE


def test_words_that_came_after_the_warning_are_warned_of_too(alice, entry):
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, result_words=PHONE)
    more = PHONE + ", MRN 8837265"
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, result_words=more, no_patient=seen(alice))
    assert alice.status == 422 and any("8837265" in words for words in marked(alice.page))
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, result_words=more, no_patient=seen(alice))
    assert alice.status == 200


def test_taking_the_words_out_needs_no_second_look(alice, entry):
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, result_words=PHONE)
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, result_words="Call the daughter on Monday")
    assert alice.status == 200 and not Evaluation.get().warned


def test_words_over_two_lines_can_be_said_to_be_no_patients(alice, entry):
    words = "MRN\n8837265 and jane.roe@example.org"
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, goal_words=words)
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, goal_words=words, no_patient=seen(alice))
    assert alice.status == 200


@pytest.fixture
def named(cast):
    return cast.entry(cast.physician, "Mr. Miller chest pain")


def test_a_search_term_that_names_somebody_can_be_reworded(alice, named):
    alice.get(f"/cme/review/{named.id}").has("“Mr. Miller” looks like a name", "Reword the term")
    alice.post(f"/cme/review/{named.id}", **ANSWERED, term="  chest   pain ")
    alice.has("Added: “chest pain”")
    assert Search.get_by_id(named.search_id).term == "chest pain"
    assert Search.get_by_id(named.search_id).term_key == "chest pain"


def test_a_search_term_that_names_somebody_may_stay_as_it_is(alice, named):
    alice.post(f"/cme/review/{named.id}", **ANSWERED, term="Mr. Miller chest pain").has("Added")


def test_a_new_term_that_names_somebody_else_is_warned_of(alice, named):
    alice.post(f"/cme/review/{named.id}", **ANSWERED, term="Mrs. Smith chest pain")
    assert alice.status == 422 and "Mrs. Smith" in marked(alice.page)
    assert 'value="Mrs. Smith chest pain"' in alice.page
    alice.post(f"/cme/review/{named.id}", **ANSWERED, term="Mrs. Smith chest pain", no_patient=seen(alice))
    assert Search.get_by_id(named.search_id).term == "Mrs. Smith chest pain"


@pytest.mark.parametrize(("term", "reason"), [("", "Put other words in its place"), ("x" * 201, "at most 200 fit")])
def test_a_new_term_that_cannot_be_is_refused_beside_its_field(alice, named, term, reason):
    alice.post(f"/cme/review/{named.id}", **ANSWERED, term=term)
    assert alice.status == 422 and alice.has(reason)
    assert 'id="f-term-error"' in alice.page
    assert Search.get_by_id(named.search_id).term == "Mr. Miller chest pain"


def test_a_term_that_tells_of_nobody_stays_as_it_was_typed(alice, entry):
    alice.post(f"/cme/review/{entry.id}", **ANSWERED, term="something quite different").has("Added: “aspirin dose”")
    assert Search.get_by_id(entry.search_id).term == "aspirin dose"


def test_a_refused_review_rewords_nothing(alice, named, clock):
    clock.set("2029-01-01 12:00:00")
    alice.sign_in(named.person)
    alice.post(f"/cme/review/{named.id}", **ANSWERED, term="chest pain")
    assert alice.status == 422
    assert Search.get_by_id(named.search_id).term == "Mr. Miller chest pain"
