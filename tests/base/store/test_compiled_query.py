"""Queries whose SQL is kept give the rows of what is said each time, and refuse to be asked what they cannot keep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cme.base import clock
from cme.base.store.compiled_query import compiled_query
from cme.earn.records import Entry, Search


@pytest.fixture
def entries(cast):
    return [cast.entry(cast.physician, f"question {n}") for n in range(3)] + [cast.entry(cast.nurse, "another's")]


def test_each_call_gets_the_rows_of_what_it_says(entries, cast):
    @compiled_query
    def of(person_id: int, until: date, term: str | None, ids: list[int]):
        query = Entry.select(Entry, Search).join(Search).where(Entry.person == person_id, Entry.earned_on <= until)
        if term is not None:
            query = query.where(Search.term == term)
        return query.where(Entry.id.in_(ids)).order_by(Entry.id)

    everything = [entry.id for entry in entries]
    today = clock.today("America/New_York")
    for person in (cast.physician, cast.nurse, cast.physician):
        mine = [entry.id for entry in entries if entry.person_id == person.id]
        assert [row.id for row in of(person.id, today, None, everything)] == mine
    assert [row.search.term for row in of(cast.physician.id, today, "question 1", everything)] == ["question 1"]
    assert [row.id for row in of(cast.physician.id, today, None, everything[1:2])] == everything[1:2]
    assert of(cast.physician.id, today, None, []) == []
    assert of(cast.physician.id, today - timedelta(days=1), None, everything) == []


def test_moments_are_kept_as_moments(entries, cast):
    @compiled_query
    def since(moment):
        return Entry.select(Entry.created).where(Entry.created >= moment).tuples()

    now = clock.now()
    assert {row[0] for row in since(now)} == {now}
    assert since(now + timedelta(seconds=1)) == []


def test_a_list_that_says_none_leaves_the_lists_of_the_same_length_whole(entries, cast):
    @compiled_query
    def some(ids: list[int | None]):
        return Entry.select(Entry.id).where(Entry.id.in_(ids)).order_by(Entry.id).tuples()

    one, two = entries[0].id, entries[1].id
    for ids in ([None], [one], [None, one], [one, None], [one, two]):
        assert some(ids) == [(number,) for number in ids if number is not None]


def test_the_query_is_written_once_for_each_shape(entries, cast):
    written = []

    @compiled_query
    def some(ids: list[int]):
        written.append(len(ids))
        return Entry.select(Entry.id).where(Entry.id.in_(ids)).tuples()

    for ids in ([1], [2], [1, 2], [2, 3], [3]):
        some(ids)
    assert written == [1, 2]


def test_a_query_that_swallows_what_is_said_is_refused(cast):
    @compiled_query
    def doubled(number: int):
        return Entry.select(Entry.id).where(Entry.id == number * 2)

    with pytest.raises(ValueError, match="do not go into the query"):
        doubled(3)
    with pytest.raises(TypeError, match="cannot be an argument"):
        compiled_query(lambda value: Entry.select().where(Entry.id == value))(1.5)
