"""What earns nothing: other ways to an article than one's own search of the last 24 hours (E2)."""

from __future__ import annotations

import pytest

from cme.earn.records import Search
from tests.earn.reading import AFIB, GOUT, MI, entries, link, moves, read, search

HOW = "This article counts when a search of yours leads to it"


def test_browsing_to_an_article_earns_nothing_and_the_page_says_how_to_earn(cast, visitor):
    alice = visitor(cast.physician)
    alice.get("/library").has("Read here they earn nothing")
    alice.get(alice.links(rf"/articles/{MI}")[0]).has("How to earn here", HOW)
    alice.get(f"/articles/{GOUT}").has("not in the CME library , so it earns nothing")
    assert not entries(cast.physician)
    assert not Search.select().exists()


def test_opening_counts_for_24_hours_from_the_search(cast, clock, visitor):
    alice = visitor(cast.physician)
    search(alice, "heart attack")
    first, second = link(alice, MI), link(search(alice, "afib"), AFIB)
    clock.forward(hours=23, minutes=59)
    alice.sign_in(cast.physician)
    alice.get(first).has("On For review")
    clock.forward(minutes=1)
    alice.get(second).has(HOW, "more than a day old")
    assert [e.search.term for e in entries(cast.physician)] == ["heart attack"]


def test_a_bookmark_of_an_old_opening_earns_nothing(cast, clock, visitor):
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    bookmark = alice.address
    clock.forward(days=3)
    alice.sign_in(cast.physician)
    alice.get(bookmark).has("How to earn here")
    assert moves(cast.physician) == [("earned", 50)]


def test_a_reload_earns_nothing_more_even_when_the_entry_was_reviewed(cast, visitor):
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI)
    address = alice.address
    entry = entries(cast.physician)[0]
    alice.post(f"/cme/review/{entry.id}", goal="treat", result="change")
    alice.get(address).has("This search is reviewed", "Ask a new question")
    assert moves(cast.physician) == [("earned", 50)]


def test_another_persons_ticket_earns_nothing_for_either(cast, visitor):
    alice, nora = visitor(cast.physician), visitor(cast.nurse)
    address = link(search(alice, "heart attack"), MI)
    nora.get(address).has(HOW)
    assert not entries(cast.nurse)
    assert not entries(cast.physician)


@pytest.mark.parametrize("change", ["cut", "changed", "empty", "bytes", "long", "other key"])
def test_a_forged_ticket_earns_nothing(cast, visitor, app, change):
    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack"), MI)
    good = address.partition("from=")[2]
    forged = {
        "cut": good[:-1],
        "changed": ("B" if good[3] != "B" else "C").join([good[:3], good[4:]]),
        "empty": "",
        "bytes": "%00%ff%f0",
        "long": "x" * 50_000,
        "other key": _signed_with_another_key(cast.physician),
    }[change]
    alice.get(f"/articles/{MI}?from={forged}").has(HOW)
    assert alice.status == 200
    assert not entries(cast.physician)


def _signed_with_another_key(person):
    from itsdangerous import URLSafeSerializer

    signer = URLSafeSerializer("another key, just as long as the real one", salt="opened-from-a-search")
    return signer.dumps([person.id, "heart attack", 1795359600, "UTC", "abc", 0])


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"X-Purpose": "preview"},
        {"HX-Preloaded": "true"},
        {"Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Dest": "image"},
    ],
)
def test_what_nobody_looks_at_earns_nothing(headers):
    from cme.earn import rules

    assert rules.is_prefetch(headers)


def test_prefetching_earns_nothing_and_the_real_opening_afterwards_does(cast, visitor):
    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack"), MI)
    alice.get(address, **{"Sec-Purpose": "prefetch"}).hasnt("On For review")
    alice.client.head(address)
    assert not entries(cast.physician)
    assert not Search.select().exists()
    alice.get(address, **{"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"}).has("On For review")
    assert moves(cast.physician) == [("earned", 50)]


def test_a_page_that_may_be_fetched_in_advance_is_not_kept_by_the_browser(cast, visitor):
    alice = visitor(cast.physician)
    alice.get(link(search(alice, "heart attack"), MI), **{"Sec-Purpose": "prefetch"})
    assert alice.answer.headers["Cache-Control"] == "no-store"


def test_whoever_is_signed_out_must_sign_in_first(cast, visitor):
    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack"), MI)
    somebody = visitor()
    somebody.get(address)
    assert somebody.address.startswith("/sign-in")
    assert not entries(cast.physician)


def test_without_an_activity_that_is_valid_nothing_is_earned_and_the_page_says_so(cast, visitor):
    from datetime import date

    from cme.offer import records

    records.offer_point_of_care(
        title="Over", valid_from=date(2020, 1, 1), valid_until=date(2026, 11, 21), disclosures="None.", by="test"
    )
    alice = visitor(cast.physician)
    read(alice, "heart attack", MI).has("Nothing can be earned today")
    assert not entries(cast.physician)
