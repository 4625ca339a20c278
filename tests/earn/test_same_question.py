"""Which openings belong to one entry: the same term within 30 minutes of the last opening (E2)."""

from __future__ import annotations

from cme.evaluate import records as evaluate
from tests.earn.reading import AFIB, MI, entries, link, opened, read, search


def search_again(cast, clock, term="heart attack", *slugs, **after):
    """Search anew after a while, without saying that it is a new question."""
    clock.forward(**after)
    return cast.search(cast.physician, term, *slugs, new=False)


def test_the_same_term_within_30_minutes_goes_on_with_the_same_entry(cast, clock):
    search_again(cast, clock, minutes=0)
    assert search_again(cast, clock, "heart attack", AFIB, minutes=30).state == "going-on"
    (entry,) = entries(cast.physician)
    assert opened(entry) == [(MI, True), (AFIB, True)]


def test_a_minute_later_it_is_another_entry(cast, clock):
    search_again(cast, clock, minutes=0)
    assert search_again(cast, clock, minutes=31).state == "earned"
    assert len(entries(cast.physician)) == 2


def test_the_30_minutes_run_from_the_last_opening_not_from_the_first(cast, clock):
    search_again(cast, clock, minutes=0)
    search_again(cast, clock, "heart attack", AFIB, minutes=25)
    assert search_again(cast, clock, "heart attack", "hypertension", minutes=25).state == "going-on"
    assert len(entries(cast.physician)) == 1


def test_opening_the_same_article_again_from_a_new_search_is_an_opening_too(cast, clock):
    search_again(cast, clock, minutes=0)
    search_again(cast, clock, "heart attack", MI, minutes=25)
    assert search_again(cast, clock, "heart attack", AFIB, minutes=25).state == "going-on"
    assert len(entries(cast.physician)) == 1


def test_a_reload_is_no_opening_and_does_not_stretch_the_30_minutes(cast, clock, visitor):
    alice = visitor(cast.physician)
    read(alice, "written for a test", MI)
    address = alice.address
    clock.forward(minutes=25)
    alice.get(address).has("On For review")
    clock.forward(minutes=25)
    read(alice, "written for a test", AFIB)
    assert len(entries(cast.physician)) == 2


def test_case_and_spaces_do_not_make_another_term(cast, clock):
    search_again(cast, clock, "Heart attack", minutes=0)
    search_again(cast, clock, "  HEART \t  ATTACK ", AFIB, minutes=1)
    assert len(entries(cast.physician)) == 1
    search_again(cast, clock, "heart attacks", minutes=1)
    assert len(entries(cast.physician)) == 2


def test_once_it_is_reviewed_or_dismissed_the_same_term_makes_a_new_entry(cast, clock):
    first = search_again(cast, clock, minutes=0).entry
    evaluate.add(first, goal="treat", goal_words="", result="change", result_words="", relevant=set(), warned=False)
    second = search_again(cast, clock, minutes=1)
    assert second.state == "earned"
    evaluate.dismiss(second.entry)
    assert search_again(cast, clock, minutes=1).state == "earned"
    assert len(entries(cast.physician)) == 3


def test_another_person_with_the_same_term_has_an_entry_of_her_own(cast, clock):
    search_again(cast, clock, minutes=0)
    assert cast.search(cast.nurse, "heart attack", new=False).state == "earned"
    assert (len(entries(cast.physician)), len(entries(cast.nurse))) == (1, 1)


def test_the_results_say_that_they_go_on_and_offer_a_new_question(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    search(alice, "heart attack").has("goes on with that entry", "This is a new question")
    (new,) = alice.links(r"/search\?[^\"]*new=1")
    alice.get(new).has("This is a new question with an entry of its own")
    assert "new=1" not in alice.address.split("&")
    search(alice, "afib").hasnt("goes on with that entry")


def test_a_new_question_makes_a_new_entry_and_only_one(cast, clock, visitor):
    alice = visitor(cast.physician)
    read(alice, "written for a test", MI)
    results = search(alice, "written for a test", new=1).address
    for slug in (MI, AFIB, "hypertension"):  # back to its results each time, which are loaded anew
        alice.get(link(alice.get(results), slug)).has("On For review")
    first, second = entries(cast.physician)
    assert opened(first) == [(MI, True)]
    assert opened(second) == [(MI, True), (AFIB, True), ("hypertension", True)]


def test_the_link_of_all_results_goes_on_with_the_question_that_was_opened_last(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    read(alice, "heart attack", MI, new=1)
    alice.get(alice.links(r"/search\?q=heart[^\"]*")[0]).has("goes on with that entry")


def test_pages_and_filters_of_a_new_question_stay_with_it(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "written for a test", MI)
    search(alice, "written for a test", new=1)
    stamp = alice.field("new")
    read(alice, "written for a test", MI, new=stamp)
    read(alice, "written for a test", AFIB, new=stamp, specialty="Cardiology")
    first, second = entries(cast.physician)
    assert (opened(first), opened(second)) == ([(MI, True)], [(MI, True), (AFIB, True)])


def test_a_copied_address_of_a_new_question_is_the_readers_own(cast, visitor):
    alice, nora = visitor(cast.physician), visitor(cast.nurse)
    search(alice, "heart attack", new=1)
    copied = alice.address
    alice.get(alice.links(rf"/articles/{MI}\?from=[^\"]+")[0])
    nora.get(copied)
    nora.get(nora.links(rf"/articles/{MI}\?from=[^\"]+")[0]).has("On For review")
    assert (len(entries(cast.physician)), len(entries(cast.nurse))) == (1, 1)


def test_the_stamp_of_a_new_question_is_good_for_a_day(cast, clock, visitor):
    alice = visitor(cast.physician)
    search(alice, "heart attack", new=1)
    stamped = alice.address
    clock.forward(hours=25)
    alice.get(stamped).hasnt("This is a new question")
    assert "new=" not in alice.address
    search(alice, "heart attack", new="a forged one").hasnt("This is a new question")
