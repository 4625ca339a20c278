"""The pop-up with its two questions: what it refuses, and that nothing typed is lost."""

from __future__ import annotations

import re

import pytest

from cme.evaluate import records
from cme.evaluate.records import Answer, Evaluation, Relevance


@pytest.fixture
def entry(cast):
    return cast.entry(cast.physician, "heart attack")


def error_of(page, field):
    """The error beside a field: it stands in the field's own block and the field names it."""
    found = re.search(rf'id="f-{field}-error"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert re.search(rf'aria-describedby="[^"]*\bf-{field}-error\b', page)
    return re.sub("<[^>]+>", "", found.group(1)).removeprefix("Error: ")


def test_both_questions_are_asked_for_and_the_reason_stands_beside_each(alice, entry):
    alice.post(f"/cme/review/{entry.id}", goal_words="When to give aspirin?")
    assert alice.status == 422
    assert error_of(alice.page, "goal") == "Choose what you wanted to do"
    assert error_of(alice.page, "result") == "Choose what came of it"
    assert "When to give aspirin?" in alice.page
    assert records.state(entry) == "for-review"


def test_an_answer_that_is_none_of_the_choices_is_refused(alice, entry):
    assert alice.post(f"/cme/review/{entry.id}", goal="treat; DROP", result="change\x00").status == 422
    assert not Evaluation.select().exists()


def test_something_else_wants_words(alice, entry):
    alice.post(f"/cme/review/{entry.id}", goal="other", result="change", goal_words="   ")
    assert alice.status == 422
    assert error_of(alice.page, "goal_words") == "Say in a few words what you wanted to know"
    assert 'value="other" checked' in alice.page
    alice.post(f"/cme/review/{entry.id}", goal="other", result="change", goal_words="Dose in renal failure")
    assert alice.status == 200


def test_what_is_too_long_is_refused_beside_the_field_with_every_other_fault(alice, entry):
    alice.post(f"/cme/review/{entry.id}", goal="treat", goal_words="x" * 2001)
    assert alice.status == 422
    assert error_of(alice.page, "goal_words") == "This is 2,001 characters long; at most 2,000 fit."
    assert error_of(alice.page, "result") == "Choose what came of it"
    assert "x" * 2001 in alice.page


def test_a_hundred_thousand_characters_are_refused_and_kept(alice, entry):
    alice.post(f"/cme/review/{entry.id}", goal="treat", result="change", result_words="word " * 20_000)
    assert alice.status == 422
    assert "word " * 19_999 in alice.page


def test_the_ticks_of_the_articles_are_kept_when_the_form_comes_back(cast, alice):
    entry = cast.entry(cast.physician, "chest pain", "acute-myocardial-infarction", "hypertension", "gout")
    saved = entry.search.openings[1].id
    alice.post(f"/cme/review/{entry.id}", goal="treat", relevant=str(saved))
    assert re.findall(r'name="relevant" value="(\d+)" checked', alice.page) == [str(saved)]


def test_ticks_that_are_no_numbers_are_passed_over(alice, entry):
    alice.post(f"/cme/review/{entry.id}", goal="treat", result="change", relevant=["²", "-1", "9" * 30, "x", ""])
    assert alice.status == 200
    assert [row.relevant for row in Relevance.select()] == [False]


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "🫀 'pain' \"here\"", "ألم في الصدر", "a\x00b", "'); --"]
)
def test_whatever_is_typed_is_stored_and_shown_as_words(alice, entry, typed):
    alice.post(f"/cme/review/{entry.id}", goal="treat", goal_words=typed)
    assert alice.status == 422 and "<script>alert" not in alice.page
    alice.post(f"/cme/review/{entry.id}", goal="treat", result="change", goal_words=typed)
    assert Answer.get().words == typed.replace("\x00", " ")


def test_a_form_whose_session_ended_is_there_again_after_signing_in(cast, alice, entry, clock):
    clock.forward(hours=9)
    alice.post(f"/cme/review/{entry.id}", goal="drug", result="no", goal_words="Which beta blocker?")
    alice.has("Sign in")
    alice.post("/sign-in", email="alice@example.org", password="correct horse battery staple", next=alice.field("next"))
    alice.has("Review “heart attack”")
    assert "Which beta blocker?" in alice.page and 'value="drug" checked' in alice.page


def test_the_pop_up_is_a_page_without_scripts_and_a_fragment_for_htmx(alice, entry):
    alice.get(f"/cme/review/{entry.id}").has("Review “heart attack”", "0.5 credits")
    fragment = alice.htmx("get", f"/cme/review/{entry.id}").page
    assert fragment.lstrip().startswith('<div id="form" ') and "<html" not in fragment
    assert "HX-Request" in alice.answer.headers["Vary"]


def test_an_entry_of_somebody_else_is_not_there(cast, visitor, entry):
    sam = visitor(cast.stranger)
    for path in ("", "/return", "/dismissal", "/restoration"):
        assert sam.post(f"/cme/review/{entry.id}{path}", goal="treat", result="change").status == 404
    assert sam.get(f"/cme/review/{entry.id}").status == 404
    assert sam.get("/cme/review/99999999999999999999999999").status == 404
    assert records.state(entry) == "for-review"
