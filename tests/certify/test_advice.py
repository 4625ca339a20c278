"""T7: where else a certificate may count, as advice."""

from __future__ import annotations

import pytest

from cme.certify.advice import ASK, advice
from cme.people import records as people

CARE = {"point-of-care"}


def test_a_canadian_physician_hears_of_section_2_for_point_of_care_alone():
    assert "Section 2 (self-learning)" in advice("CA", "physician", CARE)[0]
    assert advice("CA", "physician", {"course"}) == [ASK]


@pytest.mark.parametrize("country", ["DE", "FR", "GB", "CH"])
def test_a_european_physician_hears_of_ecmec_where_the_country_allows(country):
    first, last = advice(country, "resident", CARE)
    assert "1:1" in first and "Where your country allows it" in first and last == ASK


@pytest.mark.parametrize(
    ("country", "role"), [("AU", "physician"), ("CA", "nurse"), ("DE", "pharmacist"), ("JP", "other")]
)
def test_everybody_else_is_sent_to_their_board(country, role):
    assert advice(country, role, CARE) == [ASK]


def test_a_physician_in_the_united_states_needs_none():
    assert advice("US", "physician", CARE) == []
    assert advice("US", "nurse", CARE)[-1] == ASK


def test_the_certificates_page_gives_it_as_advice(cast, visitor):
    berta = cast.person("berta@example.org", name="Berta Braun", role="physician", country="DE", zone="Europe/Berlin")
    claim = cast.claimed(berta)
    page = visitor(berta).get(f"/claims/{claim.id}/certificate")
    page.has("Using it where you work", "ECMEC", "This is advice: your board decides.")
    people.change_profile(berta, country="US")  # what was printed, and for whom, is frozen
    page.get(f"/claims/{claim.id}/certificate").has("ECMEC")


def test_an_american_physician_sees_no_advice(cast, visitor):
    claim = cast.claimed(cast.physician)
    visitor(cast.physician).get(f"/claims/{claim.id}/certificate").hasnt("Using it where you work")
