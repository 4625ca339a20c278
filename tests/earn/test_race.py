"""Twenty openings at once make one entry and one earned move, on each database with real threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from cme.base import clock as time
from cme.base.store.db import db, scope
from cme.earn import records
from cme.offer import records as offer
from tests.earn.reading import AFIB, MI, entries, moves, opened
from tests.ledger_audit import assert_ledger_balances

THREADS = 20


def at_once(app, *calls):
    """Run each call in a thread of its own with a connection of its own, all from the same moment on."""
    ready = threading.Barrier(len(calls))

    def run(call):
        with app.app_context(), scope():
            ready.wait(300)
            try:
                return call()
            finally:
                db.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def opening(person_id, slug, nonce, term="heart attack", is_new=False):
    def call():
        person = records.Person.get_by_id(person_id)
        _, version = offer.find_article(slug)
        now = time.now()
        return records.open_article(
            person, version, term=term, searched=now, nonce=nonce, is_new_question=is_new, by="test"
        ).state

    return call


def test_one_ticket_opened_twenty_times_at_once_is_one_entry(app, cast):
    person = cast.physician.id
    states = at_once(app, *[opening(person, MI, "the one page")] * THREADS)
    assert sorted(states) == ["earned"] + ["going-on"] * (THREADS - 1)
    (entry,) = entries(cast.physician)
    assert moves(cast.physician) == [("earned", 50)]
    assert opened(entry) == [(MI, True)]
    assert_ledger_balances(cast.physician)


def test_two_articles_of_one_page_opened_at_once_are_one_entry(app, cast):
    person = cast.physician.id
    at_once(app, *[opening(person, slug, "the one page") for slug in (MI, AFIB) * 5])
    (entry,) = entries(cast.physician)
    assert sorted(opened(entry)) == [(MI, True), (AFIB, True)]
    assert moves(cast.physician) == [("earned", 50)]


def test_the_same_term_searched_in_ten_tabs_at_once_is_one_entry(app, cast):
    person = cast.physician.id
    at_once(app, *[opening(person, MI, f"tab {n}") for n in range(10)])
    assert moves(cast.physician) == [("earned", 50)]
    assert_ledger_balances(cast.physician)


def test_two_people_at_once_earn_one_each(app, cast):
    alice, nora = cast.physician.id, cast.nurse.id
    at_once(app, *[opening(alice, MI, "hers"), opening(nora, MI, "the other")] * 5)
    assert moves(cast.physician) == moves(cast.nurse) == [("earned", 50)]


def test_over_http_one_link_opened_ten_times_at_once_is_one_entry(app, cast, visitor):
    from tests.client import Visitor
    from tests.earn.reading import link, search

    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack"), MI)
    cookie = alice.client.get_cookie("session")

    def call():
        tab = Visitor(app)
        tab.client.set_cookie("session", cookie.value)
        return tab.get(address).status

    assert at_once(app, *[call] * 10) == [200] * 10
    assert moves(cast.physician) == [("earned", 50)]
