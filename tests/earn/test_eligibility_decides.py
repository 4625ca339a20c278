"""Eligibility at the opening decides: lost later, the entry stays; gained later, nothing is credited backwards (E3)."""

from __future__ import annotations

from datetime import date

from cme.offer import records as offer
from tests import library
from tests.earn.reading import AFIB, GOUT, MI, entries, link, moves, opened, read, search


def article(slug):
    return offer.Article.get(offer.Article.slug == slug)


def test_an_article_that_leaves_the_library_leaves_the_entry_as_it_is(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    address = alice.address
    offer.end_eligibility(article(MI), date(2026, 11, 21), "test")
    alice.get(address).has("On For review", "Does not count for CME")
    (entry,) = entries(cast.physician)
    assert opened(entry) == [(MI, True)]
    alice.post(f"/cme/review/{entry.id}", goal="treat", result="change").has("is under To claim")
    alice.get("/cme/claim?all=1").has("Claim 0.5 credits")
    read(alice, "another question on heart attack", MI).has("Listed as consulted")


def test_the_link_of_an_article_that_left_after_the_search_earns_nothing(cast, visitor):
    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack").has("CME library") and alice, MI)
    offer.end_eligibility(article(MI), date(2026, 11, 21), "test")
    alice.get(address).has("Listed as consulted")
    assert not entries(cast.physician)


def test_what_becomes_eligible_after_the_search_counts_at_its_first_opening(cast, visitor):
    alice = visitor(cast.physician)
    address = link(search(alice, "gout"), GOUT)
    offer.mark_eligible(article(GOUT), date(2026, 11, 22), None, "test")
    alice.get(address).has("On For review")


def test_what_becomes_eligible_after_the_opening_is_not_credited_backwards(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "gout", GOUT).has("Listed as consulted")
    address = alice.address
    offer.mark_eligible(article(GOUT), date(2026, 11, 1), None, "test")
    alice.get(address).has("was not in the CME library when you opened it", "ask a new question")
    assert not entries(cast.physician)
    read(alice, "gout", GOUT, new=1).has("On For review")
    assert opened(entries(cast.physician)[0]) == [(GOUT, True)]


def test_a_reload_after_the_new_edition_became_eligible_earns_nothing(cast, visitor, tmp_path):
    from cme.offer.importers import articles

    alice = visitor(cast.physician)
    read(alice, "gout", GOUT)
    address = alice.address
    library.write(tmp_path, GOUT, "Gout, new edition", "Rheumatology", ["gout attack"], True)
    articles.import_folder(tmp_path, by="test")
    alice.get(address).has("Gout, new edition", "CME library", "was not in the CME library when you opened it")
    assert not entries(cast.physician)


def test_both_ends_of_a_span_count(cast, clock):
    offer.mark_eligible(article(GOUT), date(2026, 12, 1), date(2026, 12, 31), "test")
    states = {}
    for day, moment in {
        "the day before": "2026-11-30 23:59:00-05:00",
        "first": "2026-12-01 00:00:00-05:00",
        "last": "2026-12-31 23:59:00-05:00",
        "the day after": "2027-01-01 00:00:00-05:00",
    }.items():
        clock.set(moment)
        states[day] = cast.search(cast.physician, "gout", GOUT).state
    assert states == {"the day before": "consulted", "first": "earned", "last": "earned", "the day after": "consulted"}


def test_the_day_of_the_opening_is_the_clinicians_own(cast, clock):
    offer.mark_eligible(article(GOUT), date(2026, 12, 1), None, "test")
    clock.set("2026-12-01 02:00:00+00:00")  # still 30 November in New York, already 1 December in Tokyo
    tokyo = cast.person("tokyo@example.org", name="Toshi", role="physician", country="JP", zone="Asia/Tokyo")
    assert cast.search(cast.physician, "gout", GOUT).state == "consulted"
    assert cast.search(tokyo, "gout", GOUT).state == "earned"


def test_suggestion_result_and_article_each_show_whether_it_counts(cast, visitor):
    alice = visitor(cast.physician)
    search(alice, "written for a test").has("CME library", "Does not count for CME")
    assert alice.text.count("Does not count for CME") == 1
    for slug, tag in ((GOUT, "Does not count for CME"), (AFIB, "CME library")):
        alice.get(f"/articles/{slug}").has(tag)
        typed = "gout" if slug == GOUT else "afib"
        alice.htmx("get", f"/search/suggest?q={typed}").has(tag)
    assert moves(cast.physician) == []
