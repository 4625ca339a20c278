"""Earned is the day of the search, in the zone of the profile then; it decides the claim-by date and never moves."""

from __future__ import annotations

from datetime import date

import pytest

from cme.earn.records import Entry
from cme.people import records as people
from tests.earn.reading import AFIB, MI, entries, link, search


def living_in(cast, zone):
    person = cast.person(
        f"{zone.lower().replace('/', '-')}@example.org", name="Zoe", role="physician", country="US", zone=zone
    )
    return people.Person.get_by_id(person.id)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Pacific/Honolulu", "2026-12-31 23:59:00-10:00", date(2026, 12, 31)),
        ("Pacific/Honolulu", "2027-01-01 00:00:00-10:00", date(2027, 1, 1)),
        ("Pacific/Kiritimati", "2026-12-31 23:59:00+14:00", date(2026, 12, 31)),
        ("Pacific/Kiritimati", "2027-01-01 00:00:00+14:00", date(2027, 1, 1)),
        ("Pacific/Kiritimati", "2026-12-31 10:30:00+00:00", date(2027, 1, 1)),
        ("Pacific/Honolulu", "2027-01-01 09:30:00+00:00", date(2026, 12, 31)),
        ("America/New_York", "2026-03-08 23:30:00-04:00", date(2026, 3, 8)),  # 23 hours long
        ("America/New_York", "2026-03-08 00:30:00-05:00", date(2026, 3, 8)),
        ("America/New_York", "2026-11-01 23:30:00-05:00", date(2026, 11, 1)),  # 25 hours long
        ("America/New_York", "2026-11-02 00:10:00-05:00", date(2026, 11, 2)),
        ("Asia/Kathmandu", "2026-06-30 18:14:00+00:00", date(2026, 6, 30)),
        ("Asia/Kathmandu", "2026-06-30 18:15:00+00:00", date(2026, 7, 1)),
        ("Pacific/Apia", "2026-02-28 23:59:59+13:00", date(2026, 2, 28)),
        ("Europe/London", "2024-02-29 23:59:59+00:00", date(2024, 2, 29)),
    ],
)
def test_the_day_is_the_clinicians(cast, clock, zone, moment, day):
    clock.set(moment)
    entry = cast.entry(living_in(cast, zone))
    assert (entry.earned_on, entry.search.day, entry.search.zone) == (day, day, zone)
    assert entry.claim_by == date(day.year + 2, 12, 31)


def test_before_there_is_a_zone_it_is_the_providers(cast, clock):
    clock.set("2026-12-31 23:30:00-05:00")  # New York; in UTC it is January
    assert cast.entry(cast.newcomer).earned_on == date(2026, 12, 31)


def test_an_opening_after_midnight_belongs_to_the_day_of_the_search(cast, clock, visitor):
    clock.set("2026-12-31 23:58:00-05:00")
    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack"), MI)
    clock.set("2027-01-01 00:10:00-05:00")
    alice.get(address).has("On For review")
    (entry,) = entries(cast.physician)
    assert (entry.earned_on, entry.claim_by) == (date(2026, 12, 31), date(2028, 12, 31))


def test_a_search_of_the_next_day_that_goes_on_keeps_the_first_day(cast, clock):
    clock.set("2026-12-31 23:50:00-05:00")
    cast.search(cast.physician, "heart attack", new=False)
    clock.set("2027-01-01 00:15:00-05:00")
    assert cast.search(cast.physician, "heart attack", AFIB, new=False).state == "going-on"
    (entry,) = entries(cast.physician)
    assert entry.earned_on == date(2026, 12, 31)


def test_a_changed_zone_moves_no_date(cast, clock):
    clock.set("2026-12-31 23:30:00-05:00")
    entry = cast.entry(cast.physician)
    people.change_profile(cast.physician, zone="Asia/Tokyo")
    stored = Entry.get_by_id(entry.id)
    assert (stored.earned_on, stored.claim_by, stored.search.day) == (
        date(2026, 12, 31),
        date(2028, 12, 31),
        date(2026, 12, 31),
    )


def test_the_zone_at_the_search_decides_even_when_it_changes_before_the_opening(cast, clock, visitor):
    clock.set("2026-12-31 23:30:00-05:00")
    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack"), MI)
    people.change_profile(cast.physician, zone="Asia/Tokyo")  # where it is January already
    alice.get(address).has("On For review")
    (entry,) = entries(cast.physician)
    assert (entry.earned_on, entry.search.zone) == (date(2026, 12, 31), "America/New_York")


def test_after_the_change_new_searches_are_dated_in_the_new_zone(cast, clock):
    clock.set("2026-12-31 23:30:00-05:00")
    people.change_profile(cast.physician, zone="Asia/Tokyo")
    assert cast.entry(cast.physician).earned_on == date(2027, 1, 1)


def test_the_24_hours_are_hours_also_on_the_day_of_25(cast, clock, visitor):
    clock.set("2026-10-31 23:30:00-04:00")
    alice = visitor(cast.physician)
    address = link(search(alice, "heart attack"), MI)
    clock.set("2026-11-01 22:45:00-05:00")  # the clock says 23 hours later, it is 24 and a quarter
    alice.sign_in(cast.physician)
    alice.get(address).has("more than a day old")
    assert not entries(cast.physician)
