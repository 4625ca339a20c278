"""A search that opened an eligible article is under For review (E1, E4)."""

from __future__ import annotations

from datetime import date

from tests.earn.reading import AFIB, GOUT, MI, entries, link, moves, opened, read, search, suggested


def test_opening_an_eligible_article_from_the_list_puts_the_search_on_for_review(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI).has("On For review", "Your search “heart attack” is worth 0.5 credits")
    (entry,) = entries(cast.physician)
    assert (entry.amount, entry.credit_type, entry.earned_on) == (50, "ama-pra-1", date(2026, 11, 22))
    assert moves(cast.physician) == [("earned", 50)]
    alice.get("/cme/review").has("heart attack", "Acute myocardial infarction", "22 Nov 2026", "Review for 0.5 credits")


def test_opening_one_from_the_suggestions_earns_as_well(cast, visitor):
    alice = visitor(cast.physician)
    alice.get("/search")
    alice.get(suggested(alice, "heart att", MI)).has("On For review", "“heart att”")
    (entry,) = entries(cast.physician)
    assert (entry.search.term, entry.amount) == ("heart att", 50)


def test_the_entry_shows_the_term_as_it_was_typed(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "HEART   Attack?", MI)
    assert entries(cast.physician)[0].search.term == "HEART Attack?"
    alice.get("/cme/review").has("HEART Attack?")


def test_searching_alone_earns_nothing_and_leaves_no_row(cast, visitor):
    from cme.earn.records import Search

    alice = visitor(cast.physician)
    search(alice, "heart attack").has("CME library")
    assert not entries(cast.physician)
    assert not Search.select().exists()


def test_one_search_that_opened_three_articles_is_one_entry_with_all_of_them(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "written for a test", MI, AFIB, "hypertension")
    (entry,) = entries(cast.physician)
    assert opened(entry) == [(MI, True), (AFIB, True), ("hypertension", True)]
    assert moves(cast.physician) == [("earned", 50)]


def test_the_same_article_reached_by_two_searches_is_two_entries_and_both_earn(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    read(alice, "acute myocardial infarction", MI).has("On For review")
    assert [e.search.term for e in entries(cast.physician)] == ["heart attack", "acute myocardial infarction"]
    assert moves(cast.physician) == [("earned", 50), ("earned", 50)]


def test_an_article_that_does_not_count_is_listed_as_consulted(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "written for a test", GOUT).has("Listed as consulted")
    assert not entries(cast.physician)
    read(alice, "written for a test", MI).has("On For review")
    (entry,) = entries(cast.physician)
    assert opened(entry) == [(GOUT, False), (MI, True)]
    alice.get("/cme/review").has("Acute gout (consulted)", "Acute myocardial infarction")


def test_consulting_after_earning_is_listed_too_and_earns_no_more(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "written for a test", MI, GOUT).has("On For review", "Does not count for CME", "listed as consulted")
    (entry,) = entries(cast.physician)
    assert opened(entry) == [(MI, True), (GOUT, False)]
    assert moves(cast.physician) == [("earned", 50)]


def test_what_was_read_is_kept_in_its_version(cast, visitor, tmp_path):
    from cme.earn import records
    from cme.offer.importers import articles
    from tests import library

    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    library.write(tmp_path, MI, "Myocardial infarction, new edition", "Cardiology", ["heart attack"], True)
    assert articles.import_folder(tmp_path, by="test").summary() == "1 imported, 0 unchanged, 0 refused"
    (entry,) = entries(cast.physician)
    (then,) = records.openings([entry.search_id])[entry.search_id]
    assert then.version.title == "Acute myocardial infarction"
    alice.get("/cme/review").has("Acute myocardial infarction")
    alice.hasnt("new edition")
    search(alice, "heart attack").has("Myocardial infarction, new edition")


def test_an_entry_knows_which_words_of_the_activity_it_was_earned_under(cast, visitor):
    from cme.offer import records

    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    activity, then = records.point_of_care()
    records.offer_point_of_care(title="Another title", valid_from=date(2021, 1, 1), disclosures="New.", by="test")
    read(alice, "afib", AFIB)
    first, second = entries(cast.physician)
    assert first.activity_version_id == then.id
    assert (first.activity_version.title, second.activity_version.title) == ("Internet point of care", "Another title")


def test_opening_again_from_the_same_results_goes_on_with_the_same_entry(cast, visitor):
    alice = visitor(cast.physician)
    search(alice, "heart attack")
    address = link(alice, MI)
    for _ in range(3):
        alice.get(address).has("On For review")
    assert moves(cast.physician) == [("earned", 50)]
    assert len(opened(entries(cast.physician)[0])) == 1


def test_the_nurse_earns_as_the_physician_does(cast, visitor):
    nora = visitor(cast.nurse)
    read(nora, "afib", AFIB).has("On For review")
    assert moves(cast.nurse) == [("earned", 50)]


def test_what_was_earned_without_a_search_hides_no_article_of_others(cast, visitor):
    from cme.earn import records

    read(visitor(cast.physician), "heart attack", MI)
    (search_id,) = [entry.search_id for entry in entries(cast.physician)]
    shown = [[row.version.title for row in records.openings([id_]).get(search_id, [])] for id_ in (None, search_id)]
    assert shown == [[], ["Acute myocardial infarction"]]
    assert list(records.openings([None, search_id])) == list(records.openings([search_id, search_id])) == [search_id]
