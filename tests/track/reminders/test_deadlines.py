"""What is due when: on the dashboard and on its own page, and the one button that claims what lapses this year."""

from __future__ import annotations

from datetime import date

from cme.base import clock as the_clock
from cme.evaluate import records as evaluate
from cme.track.reminders import deadlines
from cme.track.requirements import records
from tests import courses
from tests.track.external_credits import add_external_credit


def keep(person, total=1000, starts=date(2026, 1, 1), ends=date(2026, 12, 31), body="City Hospital", **more):
    """Keep track of a body of one's own."""
    values = {
        "starts": starts,
        "ends": ends,
        "months": 12,
        "total": total,
        "category1": 0,
        "carry_over": None,
        "carried": None,
        "unit": "credits",
        "takes": [],
        "category1_takes": [],
        "participation": True,
        "topics": [],
        "rule": None,
    }
    return records.add(person, body=body, rule="", values=values | more)


def topic(**more):
    return {
        "code": "own-pain",
        "name": "Pain management",
        "hundredths": 100,
        "per": "months",
        "months": 6,
        "cycles": 0,
        "counts": ["pain"],
        "condition": "",
        "note": "",
        "applies": "yes",
    } | more


def due(person):
    return deadlines.all_of(person, the_clock.today(person.zone))


def test_nothing_is_due_to_somebody_who_has_nothing(cast):
    assert due(cast.physician) == []


def test_what_lapses_is_summed_by_day_told_apart_by_what_is_to_do(cast, clock):
    clock.set("2024-06-01 12:00-04:00")
    cast.reviewed(cast.physician, "one")
    cast.entry(cast.physician, "two")
    evaluate.dismiss(cast.entry(cast.physician, "three"))
    cast.claimed(cast.physician)
    clock.set("2025-06-01 12:00-04:00")
    cast.entry(cast.physician, "four")
    first, second = due(cast.physician)
    assert (first.day, first.title) == (
        date(2026, 12, 31),
        "1 AMA PRA Category 1 Credit™ lapses unless claimed by then",
    )
    assert first.note == "0.5 to claim and 0.5 still for review" and first.path == "/cme/claim"
    assert (second.day, second.note, second.path) == (date(2027, 12, 31), "0.5 still for review", "/cme/review")


def test_types_of_credit_are_named_and_never_added(cast):
    courses.answer(cast.physician, courses.offer(credits={"ama-pra-1": 1.25, "acep-1": 1}))
    (only,) = due(cast.physician)
    assert only.title == "1.25 AMA PRA Category 1 Credits™ and 1 ACEP Category I credit lapse unless claimed by then"
    assert only.note == "AMA PRA Category 1 Credit™: 1.25 to claim; ACEP Category I: 1 to claim"


def test_more_than_two_types_are_counted_after_the_first(cast):
    courses.answer(cast.nurse, courses.offer(credits={"ama-pra-1": 1.25, "acep-1": 1, "ancc": 0.75}))
    (only,) = due(cast.nurse)
    assert only.title == "0.75 ANCC contact hours and credit of 2 more types lapse unless claimed by then"
    assert only.note.startswith("ANCC contact hours: 0.75 to claim; AMA PRA Category 1 Credit™: 1.25 to claim; ")


def test_a_cycle_ends_with_what_it_lacks(cast):
    keep(cast.physician)
    add_external_credit(cast.physician, amount=750, completed_on=date(2026, 5, 5))
    (only,) = due(cast.physician)
    assert (only.day, only.title, only.note, only.open) == (
        date(2026, 12, 31),
        "City Hospital: the cycle ends",
        "All credit: 2.5 to go",
        True,
    )


def test_a_cycle_that_lacks_nothing_ends_all_the_same_and_asks_for_nothing(cast):
    keep(cast.physician)
    add_external_credit(cast.physician, amount=1000, completed_on=date(2026, 5, 5))
    (only,) = due(cast.physician)
    assert not only.open and only.note == "nothing is missing by our count: verify with your board"


def test_a_topic_of_every_half_year_is_due_before_the_cycle_ends(cast, clock):
    clock.set("2026-03-01 12:00-05:00")
    keep(cast.physician, topics=[topic()])
    assert [(each.day, each.title) for each in due(cast.physician)] == [
        (date(2026, 6, 30), "City Hospital: Pain management"),
        (date(2026, 12, 31), "City Hospital: the cycle ends"),
    ]


def test_what_is_over_retired_or_undecided_is_not_due(cast):
    keep(cast.physician, starts=date(2024, 1, 1), ends=date(2024, 12, 31))
    records.retire(keep(cast.physician, body="Old"), True)
    keep(
        cast.physician, body="New", total=None, topics=[topic(applies="unsaid", condition="you prescribe", per="cycle")]
    )
    assert [(each.title, each.open) for each in due(cast.physician)] == [("New: the cycle ends", False)]


def test_all_that_lapses_this_year_is_one_click_from_its_preview(cast, clock, visitor):
    clock.set("2024-06-01 12:00-04:00")
    entries = [cast.reviewed(cast.physician, f"old {n}") for n in range(3)]
    cast.entry(cast.physician, "not reviewed")
    clock.set("2026-11-22 15:00")
    cast.reviewed(cast.physician, "of this year")
    alice = visitor(cast.physician)
    page = alice.get("/dashboard")
    page.has(
        "Lapses this year",
        "Claim all that lapse this year: 1.5",
        "AMA PRA Category 1 Credit™, 3 entries",
        "What is due",
    )
    (link,) = page.links(r"/cme/claim/preview\?[^\"]*")
    preview = alice.get(link)
    assert preview.has("Claim 1.5 credits?") and preview.status == 200
    assert all(f'name="entry" value="{entry.id}"' in preview.page for entry in entries)
    assert preview.page.count('name="entry"') == 3


def test_one_claim_is_of_one_type_so_two_types_are_two_buttons(cast, clock, visitor):
    from cme.earn import records as earn
    from cme.offer import records as offer

    clock.set("2024-06-01 12:00-04:00")
    cast.reviewed(cast.physician)
    activity, version = offer.point_of_care()
    earn.earn(
        cast.physician,
        activity,
        version,
        title="Shock",
        credit_type="acep-1",
        amount=75,
        day=date(2024, 6, 1),
        by="test",
    )
    clock.set("2026-11-22 15:00")
    found = deadlines.lapsing(cast.physician, date(2026, 11, 22))
    assert [each.type_name for each in found] == ["AMA PRA Category 1 Credit™", "ACEP Category I"]
    assert [str(each.amount) for each in found] == ["0.5", "0.75"]
    alice = visitor(cast.physician)
    for each in found:
        assert alice.get(each.path).has(f"Claim {each.amount}")


def test_more_than_fit_into_an_address_are_claimed_soonest_first(cast, monkeypatch, clock):
    monkeypatch.setattr(deadlines, "MOST_ENTRIES", 2)
    clock.set("2024-06-01 12:00-04:00")
    for n in range(3):
        cast.reviewed(cast.physician, f"old {n}")
    (only,) = deadlines.lapsing(cast.physician, date(2026, 11, 22))
    assert (only.count, only.more, str(only.amount)) == (2, 1, "1")


def test_nothing_lapses_in_another_year(cast, visitor):
    cast.reviewed(cast.physician)
    assert visitor(cast.physician).get("/dashboard").hasnt("Lapses this year")


def test_the_dashboard_tells_how_each_body_stands(cast, visitor):
    keep(cast.physician, total=100)
    keep(cast.physician, total=500, body="State")
    add_external_credit(cast.physician, amount=100, completed_on=date(2026, 5, 5))
    page = visitor(cast.physician).get("/dashboard")
    page.has(
        "City Hospital until 31 Dec 2026 1 of 1 on track",
        "State until 31 Dec 2026 1 of 5 4 short",
        "Verify with your board",
    )
    assert page.hasnt("ompliant")


def test_a_dashboard_without_requirements_says_how_to_begin(cast, visitor):
    from cme.people import records as people

    assert visitor(cast.physician).get("/dashboard").has("Choose your state, board or hospital")
    people.list_body(
        cast.physician, body="MD", label="Maryland Board of Physicians", number="", reporting=True, consent=True
    )
    assert (
        visitor(cast.physician)
        .get("/dashboard")
        .has("We can keep track of what these ask for", "Maryland Board of Physicians")
    )
