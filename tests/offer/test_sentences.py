"""What the pages of what is offered say."""

from __future__ import annotations

from datetime import date

from cme.offer import sentences


def test_something_is_valid_until_a_day_or_until_further_notice():
    start = date(2026, 1, 1)
    assert sentences.validity(start, date(2026, 12, 31)) == "From 1 Jan 2026 until 31 Dec 2026"
    assert sentences.validity(start, None) == "From 1 Jan 2026, until further notice"


def test_the_library_counts_one_article_or_many():
    assert sentences.library(1) == "This article counts when a search of yours leads to it."
    assert sentences.library(0) == "These 0 articles count when a search of yours leads to them."
    assert sentences.library(23) == "These 23 articles count when a search of yours leads to them."
