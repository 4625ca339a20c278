"""What the pages of searching and reading say."""

from __future__ import annotations

from cme.earn import sentences


def test_what_was_found_is_one_or_many_articles():
    assert sentences.found(0, "gout", "") == "0 articles for “gout”"
    assert sentences.found(1, "gout", "Rheumatology") == "1 article for “gout” in Rheumatology"
    assert sentences.found(14, "afib", "") == "14 articles for “afib”"


def test_what_looks_like_patient_data_is_listed():
    assert sentences.looks_like([]) == ""
    assert sentences.looks_like([("a name", "Mr. Miller")]) == "“Mr. Miller” looks like a name"
    both = [("a name", "Mr. Miller"), ("a date", "3/4/1950")]
    assert sentences.looks_like(both) == "“Mr. Miller” looks like a name, “3/4/1950” looks like a date"


def test_the_link_to_the_credit_says_what_became_of_the_opening():
    assert sentences.to_credit("earned") == sentences.to_credit("going-on") == "On For review"
    assert sentences.to_credit("consulted") == "Listed as consulted"
    assert sentences.to_credit("browsing") == sentences.to_credit("late") == "How to earn here"


def test_a_source_says_why_it_is_one_only():
    rest = "It is kept with your search “gout” as a source;"
    assert sentences.consulted("gout", counts=False) == f"This article is not in the CME library. {rest}"
    words = f"This article was not in the CME library when you opened it. {rest}"
    assert sentences.consulted("gout", counts=True) == words
