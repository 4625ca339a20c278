"""Clinician and Student mode: the mode in which the article was opened decides (P5)."""

from __future__ import annotations

from cme.earn.records import Search
from tests.earn.reading import AFIB, MI, entries, link, read, search, suggested


def switch(visitor, mode):
    return visitor.post("/mode", mode=mode, back=visitor.address)


def test_in_student_mode_everything_can_be_read_and_nothing_is_earned_or_used_up(cast, visitor):
    alice = visitor(cast.physician)
    switch(alice, "student").has("Student mode: read and answer everything; nothing earns credit.")
    read(alice, "heart attack", MI).has("Acute myocardial infarction", "Reading earns nothing and uses nothing up")
    alice.get(f"/articles/{AFIB}").has("Reading earns nothing")
    assert not Search.select().exists()
    switch(alice, "clinician")
    read(alice, "heart attack", MI).has("On For review")
    assert len(entries(cast.physician)) == 1


def test_switching_on_the_open_article_makes_no_opening_of_it(cast, visitor):
    alice = visitor(cast.physician)
    switch(alice, "student")
    read(alice, "heart attack", MI)
    switch(alice, "clinician").has("Clinician mode", "How to earn here")
    alice.get(alice.address).hasnt("On For review")
    assert not entries(cast.physician)


def test_results_that_were_shown_in_student_mode_count_once_they_are_opened_in_clinician_mode(cast, visitor):
    alice = visitor(cast.physician)
    switch(alice, "student")
    address = link(search(alice, "heart attack"), MI)
    alice.get("/search")
    switch(alice, "clinician")
    alice.get(address).has("On For review")
    assert len(entries(cast.physician)) == 1


def test_results_of_clinician_mode_opened_in_student_mode_earn_nothing(cast, visitor):
    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack"), MI)
    by_suggestion = suggested(alice, "afib", AFIB)
    alice.get("/search")
    switch(alice, "student")
    alice.get(address).has("Reading earns nothing")
    alice.get(by_suggestion).has("Reading earns nothing")
    assert not entries(cast.physician)


def test_the_mode_is_remembered_over_sessions_and_shown_on_every_page(cast, visitor):
    switch(visitor(cast.physician), "student")
    alice = visitor(cast.physician)
    for path in ("/library", "/search", "/cme/review", "/help"):
        alice.get(path).has("Student mode: read and answer everything")
        assert 'value="student" aria-pressed="true"' in alice.page


def test_the_mode_is_ones_own(cast, visitor):
    switch(visitor(cast.physician), "student")
    nora = visitor(cast.nurse)
    read(nora, "heart attack", MI).has("On For review")


def test_reviewing_works_in_student_mode(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    switch(alice, "student")
    (entry,) = entries(cast.physician)
    alice.post(f"/cme/review/{entry.id}", goal="treat", result="change").has("is under To claim")
