"""The tag that each claimed entry carries, from what stood in the profile at the claim (R3, until reporting is built)."""

from __future__ import annotations

import pytest

from cme.claim import records as claims
from cme.people import records as people
from cme.report import jobs, rules
from cme.report.records.tags import of as tags


def tag_of(claim):
    (found,) = tags([claim], claims.lines_of([claim.id])).values()
    return found.text, found.why


def tell(person, code="ABIM", consent=True):
    return people.list_body(person, body=code, label=code, number="1", reporting=True, consent=consent)


def test_a_board_that_takes_it_is_being_told(cast):
    tell(cast.physician)
    assert tag_of(cast.claimed(cast.physician))[0] == "Submitting"


def test_no_body_in_the_profile(cast):
    people.list_body(cast.physician, body="", label="A hospital", number="", reporting=False, consent=False)
    text, why = tag_of(cast.claimed(cast.physician))
    assert text == "Not submitted" and "No board or state that we tell stood in your profile" in why


def test_a_body_added_after_the_claim_changes_nothing(cast):
    claim = cast.claimed(cast.physician)
    tell(cast.physician)
    assert tag_of(claim)[0] == "Not submitted"
    assert tag_of(cast.claimed(cast.physician))[0] == "Submitting"


def test_consent_that_was_withdrawn_before_the_claim(cast):
    listing = tell(cast.physician)
    people.give_consent(listing, False)
    claim = cast.claimed(cast.physician)
    assert "You had withdrawn your consent" in tag_of(claim)[1]
    people.give_consent(listing, True)  # too late for this claim
    assert tag_of(claim)[0] == "Not submitted"


@pytest.mark.parametrize("how", ["consent", "removal"])
def test_what_is_withdrawn_afterwards_stops_what_was_not_sent_yet(cast, how):
    listing = tell(cast.physician)
    claim = cast.claimed(cast.physician)
    people.give_consent(listing, False) if how == "consent" else people.unlist(listing)
    (found,) = tags([claim], claims.lines_of([claim.id])).values()
    assert found.text == "Not submitted" and "before they were told" in found.why
    assert [each.state for each in found.recipients] == ["stopped"], "before the worker has come by"


@pytest.mark.parametrize("released", [False, True])
def test_what_will_not_be_sent_does_not_say_that_it_waits(cast, visitor, released):
    listing = tell(cast.physician)
    claim = cast.claimed(cast.physician)
    if released:
        claims.release(claim, by="test")
        jobs.plan_released_claims()
    people.unlist(listing)
    one = visitor(cast.physician).get("/cme/claimed")
    one.has("Not submitted", "Not sent")
    assert one.hasnt("Waits to be sent")


def test_one_of_two_bodies_is_enough(cast):
    listing = tell(cast.physician)
    tell(cast.physician, "MD")
    claim = cast.claimed(cast.physician)
    people.unlist(listing)
    assert tag_of(claim)[0] == "Submitting"


def test_a_role_from_which_the_boards_take_nothing(cast):
    tell(cast.nurse)
    text, why = tag_of(cast.claimed(cast.nurse))
    assert text == "Not submitted" and "do not take this credit from your clinical role" in why


def test_the_role_is_that_of_the_claim(cast):
    tell(cast.physician)
    claim = cast.claimed(cast.physician)
    people.change_profile(cast.physician, role="nurse")
    assert tag_of(claim)[0] == "Submitting"


def test_each_entry_has_its_own_tag_by_the_day_of_its_completion(cast, clock):
    tell(cast.physician)
    clock.set("2024-05-01 12:00-04:00")
    old = cast.reviewed(cast.physician, "an old one").id
    clock.set("2025-05-01 12:00-04:00")
    fresh = cast.reviewed(cast.physician, "a fresh one").id
    clock.set("2026-04-01 12:00-04:00")  # until 31 March boards took what was completed in 2024
    claim = claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(old, None), (fresh, None)], by="test")
    lines = claims.lines_of([claim.id])
    found = {line.entry_id: tags([claim], lines)[line.id] for line in lines[claim.id]}
    assert found[old].text == "Not submitted" and "completed too long before the claim" in found[old].why
    assert found[fresh].text == "Submitting"


def test_the_last_day_of_the_window_is_inside(cast, clock):
    tell(cast.physician)
    clock.set("2024-05-01 12:00-04:00")
    entry = cast.reviewed(cast.physician).id
    clock.set("2026-03-31 23:59:59-04:00")
    assert (
        tag_of(claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(entry, None)], by="test"))[0]
        == "Submitting"
    )


def test_claimed_and_the_page_of_the_claim_show_it(cast, visitor):
    tell(cast.physician)
    claim = cast.claimed(cast.physician, 2)
    alice = visitor(cast.physician)
    assert alice.get("/cme/claimed").text.count("Submitting It goes to your boards") == 2
    assert alice.get(f"/claims/{claim.id}").text.count("Submitting It goes to your boards") == 2


def test_every_tag_has_words_and_a_tone():
    assert {"not-submitted", "submitting", "submitted", "rejected"} == set(rules.TAGS)


def test_a_house_that_is_not_connected_says_so_and_keeps_it(cast):
    from cme.base import queue
    from tests.report.conftest import number_the_activity

    number_the_activity()
    tell(cast.physician)
    claim = cast.claimed(cast.physician)
    claims.release(claim, by="test")
    for _ in range(3):
        queue.find()
    text, why = tag_of(claim)
    assert text == "Submitting" and "not connected to your boards yet" in why
