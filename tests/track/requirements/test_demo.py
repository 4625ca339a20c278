"""The demo's physician has requirements of a state, a board and a hospital: one on track, others short."""

from __future__ import annotations

from datetime import date

from cme.people import records as people
from cme.track import demo
from cme.track.requirements import progress, records
from tests.track.external_credits import add_external_credit

TODAY = date(2026, 11, 22)


def test_its_bodies_and_how_they_stand(cast):
    demo._ask(cast.physician)
    add_external_credit(cast.physician, amount=2500, completed_on=date(2026, 5, 5), topics=["infectious-diseases"])
    statuses = {each.requirement.body: each.words for each in progress.all_of(cast.physician, TODAY)}
    assert statuses["Riverbend Hospital medical staff"] == "on track"
    assert statuses["Maryland Board of Physicians"].endswith(" short")
    assert len(statuses) == 3 and "American Board of Internal Medicine" in statuses


def test_they_are_those_of_the_profile_so_none_of_them_is_suggested_again(cast, visitor):
    for code, label in (("MD", "Maryland Board of Physicians"), ("ABIM", "American Board of Internal Medicine")):
        people.list_body(cast.physician, body=code, label=label, number="", reporting=True, consent=True)
    people.list_body(
        cast.physician, body="", label="Riverbend Hospital medical staff", number="", reporting=False, consent=False
    )
    demo._ask(cast.physician)
    assert visitor(cast.physician).get("/requirements").hasnt("From your profile")
    assert len(records.of(cast.physician)) == 3
