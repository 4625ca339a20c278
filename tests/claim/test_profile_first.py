"""The claim page says what the profile lacks, leads there and brings the clinician back with ticks kept (P4)."""

from __future__ import annotations

import html
import re

import pytest

from cme.claim.records import Claim
from cme.people import records as people
from tests.certificate_fonts import prepare_fonts


@pytest.fixture
def newcomer(cast, visitor):
    return visitor(cast.newcomer)


@pytest.fixture
def entries(cast):
    return [cast.reviewed(cast.newcomer, f"question {n}").id for n in range(3)]


def preview(visitor, *entries):
    return visitor.get("/cme/claim/preview?type=ama-pra-1" + "".join(f"&entry={each}" for each in entries))


def fill_in(visitor, **values):
    form = {
        "name": "Ngozi Okonkwo",
        "credentials": "MD",
        "role": "physician",
        "country": "US",
        "zone": "America/Chicago",
    }
    return visitor.post("/profile", **form | values)


def test_everything_that_is_missing_is_said_and_nothing_can_be_confirmed(newcomer, entries):
    preview(newcomer, *entries).has(
        "Your profile is not complete",
        "what you ticked stays ticked",
        "your name as it is to be printed, your clinical role, your country and your time zone",
        "Complete my profile",
    )
    newcomer.hasnt("Claim and generate certificate", "As it will be printed")


def test_there_and_back_with_ticks_kept(newcomer, entries, app):
    prepare_fonts(app)
    preview(newcomer, entries[0], entries[2])
    newcomer.get(newcomer.links(r"/profile\?back=[^\"]+")[0])
    fill_in(newcomer, role="").has("For claiming we still need your clinical role")
    fill_in(newcomer).has("Claim 1 credit?", "Ngozi Okonkwo, MD", "Claim and generate certificate")
    assert newcomer.address.startswith("/cme/claim/preview?")
    assert set(re.findall(r'name="entry" value="(\d+)"', newcomer.page)) == {str(entries[0]), str(entries[2])}


def test_cancel_leads_back_to_the_list_with_ticks_kept(newcomer, entries):
    preview(newcomer, entries[1])
    back = next(each for each in newcomer.links(r"/cme/claim\?[^\"]+"))
    newcomer.get(back)
    assert re.findall(r'name="entry" value="(\d+)"[^>]* checked', newcomer.page) == [str(entries[1])]


def test_a_confirmation_all_the_same_is_refused_line_by_line(newcomer, entries):
    newcomer.post("/cme/claims", key="a-key-made-by-hand", type="ama-pra-1", entry=entries[0])
    assert newcomer.status == 422
    newcomer.has("Nothing was claimed", "Your profile lacks your name as it is to be printed", "We still need")
    assert not Claim.select().exists()


def test_a_profile_emptied_in_another_tab_is_judged_at_the_confirmation(cast, alice):
    entry = cast.reviewed(cast.physician).id
    preview(alice, entry).has("Claim and generate certificate")
    key = alice.field("key")
    people.change_profile(cast.physician, country="")
    alice.post("/cme/claims", key=key, type="ama-pra-1", entry=entry)
    assert alice.status == 422 and alice.has("Your profile lacks your country.")
    assert not Claim.select().exists()


def test_more_ticks_than_fit_into_an_address_come_back_too(cast, alice, monkeypatch):
    from cme.claim.pages import preview as pages

    monkeypatch.setattr(pages, "MANY", 2)
    for n in range(4):
        cast.reviewed(cast.physician, f"question {n}")
    alice.get("/cme/claim?all=1")
    everything = re.findall(r'name="entry" value="(\d+)"', alice.page)
    preview(alice, *everything)
    (second, *_) = {html.unescape(each) for each in re.findall(r'/profile\?back=([^"]+)"', alice.page)}
    assert "all%3D1" in second and "entry" not in second
    alice.get("/cme/claim/preview?type=ama-pra-1&all=1").has("Claim 2 credits?")
    assert re.findall(r'name="entry" value="(\d+)"', alice.page) == everything


def test_a_form_whose_session_ended_leads_back_to_its_ticks(cast, alice, clock):
    entries = [cast.reviewed(cast.physician, f"question {n}").id for n in range(2)]
    preview(alice, *entries)
    key = alice.field("key")
    clock.forward(hours=13)
    alice.post("/cme/claims", data={"key": key, "type": "ama-pra-1", "entry": [str(entries[0])]}).has("Sign in")
    assert not Claim.select().exists()
    alice.sign_in_by_form(cast.physician)
    assert alice.address == "/cme/claim" and alice.has("Claim 0.5 credits")
    alice.get("/cme/claim").has("Claim credits")  # it is given back once
    alice.sign_in_by_form(cast.physician)
    assert alice.address == "/dashboard"
