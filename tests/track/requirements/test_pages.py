"""From the profile's licences to a cycle, changed, followed by the next, retired: by the pages, good input and bad."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cme.people import records as people
from cme.track.requirements import records
from tests.track.external_credits import add_external_credit

OWN = {
    "rule": "",
    "body": "City Hospital",
    "starts": "2026-01-01",
    "ends": "",
    "months": "12",
    "total": "10",
    "category1": "5",
    "carry_over": "",
    "carried": "",
    "own-0": "ethics",
    "own_hours-0": "1",
    "own_per-0": "cycle",
}


@pytest.fixture
def alice(cast, visitor):
    people.list_body(
        cast.physician, body="MD", label="Maryland Board of Physicians", number="D1", reporting=True, consent=True
    )
    people.list_body(
        cast.physician, body="", label="Nebraska medical license", number="", reporting=False, consent=False
    )
    people.list_body(cast.physician, body="", label="City Hospital", number="", reporting=False, consent=False)
    return visitor(cast.physician)


def own(alice, **more):
    page = alice.post("/requirements", OWN | more)
    return page, records.Requirement.select().order_by(records.Requirement.id.desc()).first()


def test_nothing_yet_says_what_to_do(cast, visitor):
    assert visitor(cast.newcomer).get("/requirements").has("Nothing kept track of yet", "Add a body")


def test_the_bodies_of_the_profile_are_suggested_with_the_rule_that_fits(alice):
    page = alice.get("/requirements")
    page.has(
        "Keep track of Maryland Board of Physicians",
        "Keep track of Nebraska medical license",
        "Keep track of City Hospital",
        "no rule that we know: you say what it asks",
    )
    listings = page.links(r"/requirements/new\?listing=\d+")
    maryland = alice.get(listings[0])
    maryland.has(
        "COMAR 10.32.01.10; HO 1-225",
        "As of 1 Oct 2025",
        "Federation of State Medical Boards",
        "Verify with your board",
    )
    assert [maryland.field(name) for name in ("body", "months", "total", "category1")] == [
        "Maryland Board of Physicians",
        "24",
        "50",
        "25",
    ]
    assert "Only if you register to dispense controlled dangerous substances" in maryland.text
    nebraska = alice.get(listings[1])
    assert (nebraska.field("total"), nebraska.field("carry_over")) == ("50", "25")
    hospital = alice.get(listings[2])
    assert hospital.field("body") == "City Hospital" and "Filled in" not in hospital.text


def test_what_is_kept_track_of_is_suggested_no_more(alice):
    page, _ = own(alice)
    assert page.has("City Hospital is kept track of")
    assert alice.get("/requirements").hasnt("Keep track of City Hospital")


def test_a_rule_is_chosen_from_the_list_changed_and_kept(alice):
    form = alice.get("/requirements/new?rule=US-MA-MD")
    assert form.field("total") == "50" and form.field("hours-0") == "10"
    form = {
        "rule": "US-MA-MD",
        "body": "Massachusetts",
        "ends": "2027-03-31",
        "months": "24",
        "total": "40",
        "category1": "0",
    }
    topics = {f"hours-{n}": "" for n in range(8)} | {f"applies-{n}": "no" for n in range(1, 8)}
    page = alice.post("/requirements", form | topics | {"hours-0": "8", "applies-0": "yes", "per-0": "months:12"})
    page.has("1 Apr 2025 to 31 Mar 2027, 24 months", "of 40", "Risk management", "8 credits every year", "of 16")
    page.hasnt("compliant", "Compliant", "Implicit bias")


def test_everything_typed_is_still_there_when_something_is_wrong(alice):
    page = alice.post(
        "/requirements", OWN | {"starts": "2025-02-29", "total": "ten", "own-0": "", "own_hours-0": "3", "body": ""}
    )
    assert page.status == 422
    page.has(
        "There is no 29 February 2025",
        "Enter a number of credits such as 50 or 2.5",
        "Choose the topic of these hours",
        "Enter the name of the board, hospital or employer",
        "Error: ",
    )
    assert page.field("total") == "ten" and page.field("starts") == "2025-02-29" and page.field("own_hours-0") == "3"
    assert records.Requirement.select().count() == 0


BAD = [
    ({"starts": "", "ends": ""}, "Enter the first or the last day, and the months"),
    ({"ends": "2025-12-31"}, "The cycle would end on 31 December 2025, before it begins"),
    ({"starts": "2096-01-01"}, "1 January 2096 is more than ten years ahead: check the year"),
    ({"starts": "1926-01-01"}, "The year 1926 is too long ago"),
    ({"months": "two"}, "Enter the months as a whole number"),
    ({"ends": "2027-12-31"}, "12 months from 1 January 2026 end on 31 December 2026, not on 31 December 2027"),
    ({"months": "999"}, "A cycle has between 1 and 240 months"),
    ({"category1": "11"}, "More of Category 1 than of all credit"),
    ({"total": "99999"}, "No body asks for that much"),
    ({"own-0": "magic"}, "Choose a topic from the list"),
    ({"body": "x" * 161}, "at most 160 fit"),
    ({"total": "-1"}, "Enter a number of credits"),
]


def test_bad_input_gets_a_sentence(alice):
    for more, says in BAD:
        page, row = own(alice, **more)
        assert page.status == 422 and page.has(says) and row is None, more


def test_the_same_body_twice_is_refused_so_that_its_cycles_cannot_overlap(alice):
    own(alice)
    page = alice.post("/requirements", OWN | {"body": "CITY  hospital"})
    assert page.status == 422 and page.has("You keep track of this body already: open it and add a cycle there")
    assert records.Requirement.select().count() == 1


def test_the_name_of_another_body_is_refused_next_to_its_field_when_a_cycle_is_changed(alice):
    own(alice)
    _, other = own(alice, body="Blue Clinic")
    form = OWN | {"own-0": "", "own_hours-0": "", "total": "77"}
    page = alice.post(f"/cycles/{other.cycles.get().id}/change", form | {"body": "city  Hospital"})
    assert page.status == 422 and page.has("You keep track of this body already") and 'id="f-body-error"' in page.page
    assert page.field("total") == "77" and records.Requirement.get_by_id(other.id).body == "Blue Clinic"
    assert alice.post(f"/cycles/{other.cycles.get().id}/change", form | {"body": "blue clinic"}).has(
        "Saved.", "blue clinic"
    )


def test_a_retired_body_is_taken_up_again_and_not_added_anew(alice):
    _, first = own(alice)
    alice.post(f"/requirements/{first.id}/retirement")
    page, _ = own(alice)
    assert page.status == 422 and page.has("You retired a body of this name") and 'id="f-body-error"' in page.page
    assert records.Requirement.select().count() == 1


def test_a_body_whose_name_another_took_is_not_taken_up_again(alice):
    _, first = own(alice)
    _, second = own(alice, body="Blue Clinic")
    alice.post(f"/requirements/{first.id}/retirement")
    records.Requirement.update(body="CITY hospital").where(
        records.Requirement.id == second.id
    ).execute()  # before it was refused
    page = alice.post(f"/requirements/{first.id}/return")
    assert page.has("You keep track of another body named City Hospital") and records.is_retired(first)


def test_a_leap_day_is_a_day(alice):
    page, _ = own(alice, starts="2024-02-29", months="24")
    assert page.has("29 Feb 2024 to 28 Feb 2026")


def test_a_cycle_of_the_future_counts_nothing_yet(alice, cast):
    add_external_credit(cast.physician, completed_on=date(2026, 11, 1), amount=1000)
    page, _ = own(alice, starts="2027-01-01")
    page.has(
        "This cycle begins on 1 Jan 2027", "not begun", "0 of 10", "10 credits were completed before this cycle began"
    )


def test_each_credit_that_counts_is_shown_with_its_rule_and_each_that_does_not_with_the_reason(alice, cast):
    add_external_credit(cast.physician, title="Grand rounds", amount=300, completed_on=date(2026, 2, 1))
    add_external_credit(
        cast.physician, title="Nursing day", amount=200, completed_on=date(2026, 2, 2), credit_type="ancc"
    )
    add_external_credit(cast.physician, title="Long ago", amount=700, completed_on=date(2020, 2, 2))
    alice.post(
        "/requirements",
        {
            "rule": "US-DE-MD",
            "body": "Delaware",
            "starts": "2025-04-01",
            "months": "24",
            "total": "40",
            "category1": "40",
            "hours-0": "2",
            "per-0": "cycle",
            "applies-0": "yes",
        },
    )
    page = alice.get("/requirements/1")
    page.has("3 of 40", "Why it counts: 1 credit", "Grand rounds", "24 Del. Admin. Code 1700-12.0")
    page.has("Not counted here (1)", "Nursing day", "this body does not take this credit type")
    page.has("7 credits were completed before this cycle began and do not count in it")
    page.hasnt("Long ago")


def test_the_way_back_from_a_credits_topics_is_the_cycle_and_not_all_that_the_address_held(alice, cast):
    add_external_credit(cast.physician, day="2026-02-01")
    _, row = own(alice)
    page = alice.get(f"/requirements/{row.id}?more={'x' * 1000}")
    backs = page.links(r"/credits/[^/]+/topics\?back=.*")
    assert backs and not [back for back in backs if "xxx" in back]
    assert all(f"/requirements/{row.id}" in back for back in backs)


def test_one_credit_counts_at_several_bodies(alice, cast):
    add_external_credit(cast.physician, amount=400, completed_on=date(2026, 2, 1))
    own(alice)
    own(alice, body="Another hospital")
    cards = alice.get("/requirements").page
    assert cards.count('<span class="number">4 of 10</span>') == 2


def test_the_next_cycle_begins_where_the_last_one_ends_and_does_not_overlap(alice):
    _, row = own(alice)
    page = alice.get(f"/requirements/{row.id}/cycles/new")
    assert (page.field("starts"), page.field("ends"), page.field("total")) == ("2027-01-01", "2027-12-31", "10")
    form = {"starts": "2026-12-31", "ends": "", "months": "12", "total": "10"}
    page = alice.post(f"/requirements/{row.id}/cycles", form)
    assert page.status == 422
    page.has("This meets your cycle of 1 January 2026 to 31 December 2026 at the same body", "Begin on 1 January 2027")
    page = alice.post(f"/requirements/{row.id}/cycles", form | {"starts": "2027-01-01"})
    page.has("The cycle from 1 January 2027 to 31 December 2027 is added")
    assert len(page.links(rf"/requirements/{row.id}\?cycle=\d+")) == 2
    first = row.cycles.order_by(records.Cycle.id).first()
    page = alice.post(f"/cycles/{first.id}/change", OWN | {"months": "13"})
    assert page.status == 422 and page.has("This meets your cycle of 1 January 2027")


def test_a_cycle_is_changed_and_what_it_was_is_kept(alice):
    _, row = own(alice)
    cycle = row.cycles.get()
    form = alice.get(f"/cycles/{cycle.id}/change")
    assert (form.field("ends"), form.field("hours-0")) == ("2026-12-31", "1")
    form = OWN | {
        "body": "City Clinic",
        "total": "12.5",
        "own-0": "",
        "own_hours-0": "",
        "hours-0": "2",
        "applies-0": "yes",
    }
    page = alice.post(f"/cycles/{cycle.id}/change", form)
    page.has("City Clinic", "of 12.5", "0 of 2")
    assert [row.total for row in cycle.terms.order_by(records.Terms.sequence)] == [1000, 1250]
    page = alice.post(f"/cycles/{cycle.id}/change", form | {"applies-0": "no"})
    assert page.hasnt("Medical ethics"), "a topic of one's own goes when it does not apply"


def test_a_cycle_is_removed_and_comes_back(alice):
    _, row = own(alice)
    cycle = row.cycles.get()
    assert alice.post(f"/cycles/{cycle.id}/removal").has("The cycle is removed", "No cycle", "Undo")
    assert alice.post(f"/cycles/{cycle.id}/return").has("The cycle is back", "of 10")


def test_a_removed_cycle_does_not_come_back_where_another_took_its_days(alice):
    _, row = own(alice)
    cycle = row.cycles.get()
    alice.post(f"/cycles/{cycle.id}/removal")
    alice.post(f"/requirements/{row.id}/cycles", {"starts": "2026-06-01", "months": "12", "total": "5"})
    assert alice.post(f"/cycles/{cycle.id}/return").has("These days meet those of another cycle")


def test_a_license_is_retired_and_taken_up_again(alice):
    _, row = own(alice)
    page = alice.post(f"/requirements/{row.id}/retirement")
    page.has("City Hospital is retired: no progress, no reminders", "Retired (1)", "Undo")
    assert page.hasnt("0 of 10", "Keep track of City Hospital")
    assert alice.get("/dashboard").hasnt("City Hospital: the cycle ends")
    assert alice.post(f"/requirements/{row.id}/return").has("kept track of again", "0 of 10")


def test_a_condition_waits_for_its_owners_word(alice):
    form = {
        "rule": "US-MD-MD",
        "body": "Maryland",
        "starts": "2025-10-01",
        "months": "24",
        "total": "",
        "category1": "",
    }
    page = alice.post("/requirements", form | {"hours-0": "2", "applies-0": "unsaid", "hours-1": "", "applies-1": "no"})
    page.has("1 to decide", "Say whether it applies to you", "only if you register to dispense")
    assert re.search(r'href="/cycles/\d+/change#f-applies-0"', page.page)


def test_what_is_half_typed_when_the_session_ends_is_kept(alice, clock, cast):
    clock.forward(hours=9)
    alice.post("/requirements", OWN | {"rule": "US-MD-MD", "total": "33"})
    assert "/sign-in" in alice.address
    page = alice.sign_in(cast.physician).get("/requirements/new")
    assert page.field("total") == "33" and page.field("rule") == "US-MD-MD"
