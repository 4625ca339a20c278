"""What opening an article and completing something write into the ledger (E2 to E7)."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from peewee import IntegrityError

from cme.base.audit_log import Note
from cme.base.domain import claim_window
from cme.earn import records
from cme.earn.records import Entry, Move, Opened, Opening, Search, Visit
from cme.evaluate import records as evaluate
from cme.offer import records as offer
from tests.counting import recorded_queries

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MI, AFIB, GOUT = "acute-myocardial-infarction", "atrial-fibrillation", "gout"
_nonces = (f"nonce-{n}" for n in itertools.count(1))


@pytest.fixture
def alice(cast):
    return cast.physician


def open_(person, slug=MI, term="Heart attack", searched=NOW, now=None, nonce=None, new=False, **more) -> Opened:
    _, version = offer.find_article(slug)
    return records.open_article(
        person,
        version,
        term=term,
        searched=searched,
        nonce=nonce or next(_nonces),
        is_new_question=new,
        now=now or searched,
        **more,
        by=f"person:{person.id}",
    )


def earn(person, **changes):
    activity, version = offer.point_of_care()
    values = {"title": "A topic", "credit_type": "ancc", "amount": 75, "day": TODAY}
    return records.earn(person, activity, version, **values | changes, by=f"person:{person.id}")


def test_a_search_that_earns_writes_all_of_this(alice):
    searched = datetime(2027, 1, 1, 4, 59, tzinfo=UTC)  # still 2026 in New York
    now = searched + timedelta(minutes=2)
    opened = open_(alice, term="Heart  attack", searched=searched, now=now, nonce="a nonce")
    assert (opened.state, opened.search, opened.entry) == ("earned", Search.get(), Entry.get())
    assert (opened.entry.title, opened.entry.state, opened.entry.state_topic) == ("", "", "")
    search, entry, (activity, version) = Search.get(), Entry.get(), offer.point_of_care()
    assert (search.person_id, search.term, search.term_key) == (alice.id, "Heart  attack", "heart attack")
    assert (search.searched, search.day, search.zone, search.last_opening) == (
        searched,
        date(2026, 12, 31),
        "America/New_York",
        now,
    )
    assert (entry.person_id, entry.activity_id, entry.activity_version_id) == (alice.id, activity.id, version.id)
    assert (entry.credit_type, entry.amount, entry.search_id) == (version.credit_type, version.unit_value, search.id)
    assert (entry.earned_on, entry.created, entry.title, entry.state, entry.state_topic) == (
        date(2026, 12, 31),
        now,
        "",
        "",
        "",
    )
    assert entry.claim_by == claim_window.claim_by(date(2026, 12, 31), version.window)
    move = Move.get()
    assert (move.entry_id, move.sequence, move.kind, move.amount, move.balance, move.at) == (
        entry.id,
        1,
        "earned",
        version.unit_value,
        version.unit_value,
        now,
    )
    opening = Opening.get()
    assert (opening.search_id, opening.version.article.slug, opening.opened, opening.eligible) == (
        search.id,
        MI,
        now,
        True,
    )
    assert (Visit.get().nonce, Visit.get().search_id) == ("a nonce", search.id)
    note = Note.get(Note.what == "credit.earned")
    assert (note.subject, note.actor, note.details) == (
        f"entry:{entry.id}",
        f"person:{alice.id}",
        {"amount": version.unit_value},
    )
    assert entry.name == "Heart  attack"


def test_the_zone_of_the_search_decides_its_day(alice):
    opened = open_(alice, searched=datetime(2027, 1, 1, 4, 59, tzinfo=UTC), zone="Asia/Tokyo")
    assert (opened.search.day, opened.search.zone) == (date(2027, 1, 1), "Asia/Tokyo")


def test_it_is_opened_now_where_no_time_is_given(alice, clock):
    _, version = offer.find_article(MI)
    clock.forward(minutes=3)
    opened = records.open_article(alice, version, term="x", searched=NOW, nonce="n", is_new_question=True, by="test")
    assert opened.search.last_opening == opened.entry.created == NOW + timedelta(minutes=3)
    clock.forward(hours=24)
    late = records.open_article(alice, version, term="x", searched=NOW, nonce="n", is_new_question=True, by="test")
    assert (late.state, late.search, late.entry) == ("late", None, None)


@pytest.mark.parametrize(
    ("after", "state"), [(timedelta(hours=24), "late"), (timedelta(hours=24, seconds=-1), "earned")]
)
def test_a_search_leads_to_credit_for_24_hours(alice, after, state):
    assert open_(alice, now=NOW + after).state == state
    assert Search.select().count() == (state == "earned")


def test_the_same_page_of_results_is_one_search(alice):
    first, second = open_(alice, nonce="one page"), open_(alice, AFIB, term="other words", nonce="one page", new=True)
    assert (second.state, second.search, second.entry) == ("going-on", first.search, first.entry)
    assert [row.version.article.slug for row in Opening.select().order_by(Opening.id)] == [MI, AFIB]
    assert Visit.select().count() == 1


def test_a_reload_is_no_opening_and_another_page_that_leads_there_is(alice):
    open_(alice, nonce="one page")
    open_(alice, nonce="one page", now=NOW + timedelta(minutes=5))
    assert Search.get().last_opening == NOW and Opening.select().count() == 1
    open_(alice, nonce="another page", now=NOW + timedelta(minutes=6))
    assert Search.get().last_opening == NOW + timedelta(minutes=6) and Opening.select().count() == 1
    open_(alice, AFIB, nonce="one page", now=NOW + timedelta(minutes=7))
    assert Search.get().last_opening == NOW + timedelta(minutes=7) and Opening.select().count() == 2


def test_another_search_stays_as_it_was_when_one_goes_on(alice):
    other = open_(alice, term="another term").search
    open_(alice)
    open_(alice, AFIB, now=NOW + timedelta(minutes=9))
    assert Search.get_by_id(other.id).last_opening == NOW


def test_a_term_goes_on_with_its_own_newest_search_of_its_own_person(cast, alice):
    theirs = open_(cast.stranger).search
    old = open_(alice, new=True).search
    newest = open_(alice, new=True, now=NOW + timedelta(minutes=1)).search
    open_(alice, term="another term", now=NOW + timedelta(minutes=2))
    half_an_hour = timedelta(minutes=31)
    assert records.going_on(alice, "heart attack", NOW + half_an_hour) == newest
    assert records.going_on(alice, "heart attack", NOW + half_an_hour + timedelta(seconds=1)) is None
    assert records.going_on(alice, "never searched", NOW) is None
    assert records.going_on(cast.stranger, "heart attack", NOW) == theirs != old


def test_a_question_said_to_be_new_is_a_new_search(alice):
    first, second = open_(alice), open_(alice, new=True)
    assert first.search != second.search and second.state == "earned" and Entry.select().count() == 2


def test_what_was_reviewed_or_dismissed_is_done_and_its_term_begins_anew(cast, alice):
    first = open_(alice, nonce="one page")
    evaluate.add(
        first.entry, goal="treat", goal_words="", result="change", result_words="", relevant=set(), warned=False
    )
    done = open_(alice, AFIB, nonce="one page", now=NOW + timedelta(minutes=1))
    assert (done.state, done.search, done.entry) == ("done", first.search, first.entry)
    assert Opening.select().count() == 1, "nothing is added to what was reviewed"
    assert records.going_on(alice, "heart attack", NOW) is None
    second = open_(alice, AFIB)
    assert second.state == "earned" and Search.select().count() == 2
    assert records.going_on(alice, "heart attack", NOW) == second.search, "its own entry decides, not an older one"


def test_a_search_of_what_does_not_count_is_consulted_and_goes_on(alice):
    opened = open_(alice, GOUT)
    assert (opened.state, opened.search, opened.entry) == ("consulted", Search.get(), None)
    assert records.going_on(alice, "heart attack", NOW) == opened.search
    later = open_(alice, MI, now=NOW + timedelta(minutes=1))
    assert (later.state, later.search) == ("earned", opened.search)


def test_what_was_opened_before_costs_the_next_opening_nothing(alice):
    counts = []
    for slug in (MI, AFIB, GOUT):
        with recorded_queries() as queries:
            open_(alice, slug)
        counts.append(len(queries))
    assert counts[1] == counts[2], "as many after two openings as after one"


def test_the_first_opening_decides_whether_an_article_counts(alice):
    article, _ = offer.find_article(GOUT)
    open_(alice, GOUT, nonce="one page")
    offer.mark_eligible(article, date(2020, 1, 1), None, "test")
    assert open_(alice, GOUT, nonce="one page").state == "consulted", "in the same search"
    assert open_(alice, GOUT, new=True).state == "earned", "in another one"


def test_a_new_version_of_an_article_is_listed_and_counts_as_the_first_did(alice):
    opened = open_(alice, MI, nonce="one page")
    article, version = offer.find_article(MI)
    fields = {
        name: getattr(version, name) for name in version._meta.fields if name not in ("id", "article", "imported")
    }
    offer.put_article(MI, index={"body_text": "new"}, **fields | {"source_hash": "0" * 64})
    offer.end_eligibility(article, date(2026, 1, 1), "test")
    assert open_(alice, MI, nonce="one page", now=NOW + timedelta(minutes=1)).state == "going-on"
    rows = records.openings([opened.search.id])[opened.search.id]
    assert [(row.version.article_id, row.eligible) for row in rows] == [(article.id, True)] * 2
    assert rows[0].version.id != rows[1].version.id
    assert Search.get().last_opening == NOW + timedelta(minutes=1), "a new version is an opening"


def test_eligibility_is_that_of_the_day_of_opening_where_the_clinician_lives(alice):
    article, _ = offer.find_article(MI)
    offer.end_eligibility(article, date(2026, 11, 22), "test")
    midnight = datetime(2026, 11, 23, 5, tzinfo=UTC)  # in New York
    assert open_(alice, searched=midnight - timedelta(minutes=1)).state == "earned"
    assert open_(alice, searched=midnight - timedelta(minutes=1), now=midnight, new=True).state == "consulted"


@pytest.mark.parametrize(("day", "state"), [(TODAY, "earned"), (TODAY - timedelta(days=1), "closed")])
def test_an_activity_earns_on_its_last_day_and_is_closed_after_it(alice, day, state):
    _, version = offer.point_of_care()
    offer.offer_point_of_care(
        title=version.title, valid_from=version.valid_from, valid_until=day, disclosures=version.disclosures, by="test"
    )
    opened = open_(alice)
    assert (opened.state, opened.search) == (state, Search.get()) and (opened.entry is None) == (state == "closed")
    assert Opening.get().eligible


def test_what_is_completed_when_it_is_earned_writes_all_of_this(alice):
    at = NOW - timedelta(hours=1)
    entry = earn(alice, title="T" * 400, day=date(2026, 11, 20), state="FL", state_topic="opioids", now=at)
    entry, (activity, version) = Entry.get_by_id(entry.id), offer.point_of_care()
    assert (entry.person_id, entry.activity_id, entry.activity_version_id) == (alice.id, activity.id, version.id)
    assert (entry.credit_type, entry.amount, entry.search_id, entry.title) == ("ancc", 75, None, "T" * 300)
    assert (entry.state, entry.state_topic, entry.earned_on, entry.created) == ("FL", "opioids", date(2026, 11, 20), at)
    assert entry.claim_by == claim_window.claim_by(date(2026, 11, 20), version.window)
    move = Move.get()
    assert (move.entry_id, move.sequence, move.kind, move.amount, move.balance, move.at) == (
        entry.id,
        1,
        "earned",
        75,
        75,
        at,
    )
    note = Note.get(Note.what == "credit.earned")
    assert (note.subject, note.actor, note.details) == (f"entry:{entry.id}", f"person:{alice.id}", {"amount": 75})
    assert entry.name == "T" * 300


def test_it_is_earned_now_and_in_no_state_where_nothing_else_is_said(alice, clock):
    clock.forward(minutes=5)
    entry = earn(alice)
    assert (entry.created, entry.state, entry.state_topic) == (NOW + timedelta(minutes=5), "", "")
    assert Move.get().at == NOW + timedelta(minutes=5)


def test_a_window_of_its_own_decides_until_when_it_can_be_claimed(alice):
    assert earn(alice, window="anniversary+1").claim_by == date(2027, 11, 22)


def test_moves_are_numbered_and_keep_the_balance(alice):
    entry, other = earn(alice), earn(alice, amount=40)
    records.move(entry, "claimed", -50, NOW)
    move = records.move(entry, "undone", 50, NOW + timedelta(minutes=1))
    assert (move.sequence, move.amount, move.balance, move.kind, move.at) == (
        3,
        50,
        75,
        "undone",
        NOW + timedelta(minutes=1),
    )
    assert records.last_move(entry) == move and records.last_move(other).sequence == 1
    with pytest.raises(IntegrityError):
        records.move(other, "claimed", -41, NOW)


def test_many_moves_at_once_are_mapped_to_their_entries(alice):
    one, other, third = earn(alice), earn(alice, amount=40), earn(alice)
    records.move(one, "claimed", -50, NOW)
    records.move(one, "undone", 50, NOW)
    at = NOW + timedelta(minutes=1)
    found = records.move_all("claimed", {one.id: -75, other.id: -15}, at)
    assert found == {one.id: records.last_move(one).id, other.id: records.last_move(other).id}
    rows = [(row.sequence, row.kind, row.amount, row.balance, row.at) for row in map(records.last_move, (one, other))]
    assert rows == [(4, "claimed", -75, 0, at), (2, "claimed", -15, 25, at)]
    assert records.last_move(third).sequence == 1
    assert records.move_all("claimed", {}, at) == {}


def test_openings_are_plain_values_the_oldest_first(alice):
    first, second = open_(alice, MI), open_(alice, GOUT, now=NOW + timedelta(minutes=1))
    other = open_(alice, AFIB, new=True)
    found = records.openings([first.search.id, other.search.id, None])
    assert list(map(len, (found[first.search.id], found[other.search.id]))) == [2, 1] and first.search == second.search
    row = found[first.search.id][0]
    article, version = offer.find_article(MI)
    assert (row.search_id, row.eligible, row.version.id) == (first.search.id, True, version.id)
    assert (row.version.id, row.version.title, row.version.article_id) == (version.id, version.title, article.id)
    assert (row.version.article_id, row.version.slug) == (article.id, MI)
    assert [each.id for each in found[first.search.id]] == sorted(each.id for each in found[first.search.id])
    assert [each.eligible for each in found[first.search.id]] == [True, False]
    assert records.openings([]) == records.openings([None]) == {}


def test_the_words_of_one_search_are_replaced(alice):
    search, other = open_(alice).search, open_(alice, term="another term").search
    records.reword(search, "Something  Else")
    assert [(row.term, row.term_key) for row in Search.select().order_by(Search.id)] == [
        ("Something  Else", "something else"),
        ("another term", "another term"),
    ]
    assert other.term == "another term"


def test_the_balance_of_a_query_is_that_of_the_newest_move(alice):
    one, other = earn(alice), earn(alice, amount=40)
    records.move(one, "claimed", -50, NOW)
    query = Entry.select(Entry.id, records.balance_expression()).order_by(Entry.id).tuples()
    assert list(query) == [(one.id, 25), (other.id, 40)]


def test_the_balance_is_that_of_the_entry_under_any_alias(alice):
    one, other = earn(alice), earn(alice, amount=40)
    records.move(one, "claimed", -50, NOW)
    entry = Entry.alias()
    query = (
        Move.select(Move.sequence, entry.id, records.balance_expression(entry))
        .join(entry, on=(Move.entry == entry.id))
        .where(records.balance_expression(entry) > 30)
    )
    assert list(query.tuples()) == [(1, other.id, 40)]
