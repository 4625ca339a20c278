"""What HTMX gets: the row leaves, the counters change, and a refusal comes back into the pop-up."""

from __future__ import annotations

import re

import pytest

from cme.evaluate import records


@pytest.fixture
def entry(cast):
    cast.entry(cast.physician, "still waiting")
    cast.reviewed(cast.physician, "done before")
    cast.claimed(cast.physician)
    return cast.entry(cast.physician, "heart attack")


def counters(page):
    found = re.findall(r'<span id="n-(\w+)"[^>]*hx-swap-oob="true"[^>]*>(\d+)</span>', page)
    return {key: int(number) for key, number in found}


def test_after_add_the_row_leaves_and_the_counters_are_right(alice, entry):
    alice.get("/cme/review").has("For review 2", "To claim 1", "Claimed 1")
    alice.htmx("post", f"/cme/review/{entry.id}", goal="treat", result="change")
    assert alice.status == 200
    assert counters(alice.page) == {"review": 1, "claim": 2, "claimed": 1}
    assert re.search(rf'<hx-partial[^>]*hx-target="#entry-{entry.id}"[^>]*hx-swap="delete"', alice.page)
    assert "dialog-close" in alice.answer.headers["HX-Trigger"]
    alice.get("/cme/review").has("For review 1", "To claim 2", "Claimed 1")


def test_the_message_travels_along_with_its_undo(alice, entry):
    alice.htmx("post", f"/cme/review/{entry.id}", goal="treat", result="change")
    assert re.search(r'<div id="messages"[^>]*hx-swap-oob="(true|innerHTML)"', alice.page)
    alice.has("Added: “heart attack”, 0.5 credits, is under To claim.")
    assert f'action="/cme/review/{entry.id}/return"' in alice.page
    alice.get("/cme/review").hasnt("Added:")  # it is said once


def test_a_refused_form_is_the_pop_up_again(alice, entry):
    alice.htmx("post", f"/cme/review/{entry.id}", goal="treat", goal_words="Why?")
    assert alice.status == 422
    assert alice.page.lstrip().startswith('<div id="form" ') and "Why?" in alice.page
    assert counters(alice.page) == {} and "HX-Trigger" not in alice.answer.headers


def test_a_second_click_is_told_that_it_is_done(alice, entry):
    alice.htmx("post", f"/cme/review/{entry.id}", goal="treat", result="change")
    alice.htmx("post", f"/cme/review/{entry.id}", goal="treat", result="change")
    assert alice.status == 422 and alice.has("already under To claim")
    assert records.state(entry) == "to-claim"


def test_a_pop_up_of_a_lapsed_entry_leads_back_to_the_list(alice, entry, clock, cast):
    clock.set("2029-01-01 12:00:00")
    alice.sign_in(cast.physician).htmx("get", f"/cme/review/{entry.id}")
    assert "HX-Redirect" in alice.answer.headers or "HX-Location" in alice.answer.headers


def test_the_same_address_is_a_page_for_a_browser(alice, entry):
    alice.post(f"/cme/review/{entry.id}", follow=False, goal="treat", result="change")
    assert alice.status == 303 and alice.answer.location == "/cme/review"
    assert "HX-Request" in alice.answer.headers["Vary"]
