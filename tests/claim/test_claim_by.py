"""The claim-by date: inclusive, in the zone that the profile has now (E7, Words)."""

from __future__ import annotations

import pytest

from cme.base.domain.refusal import Refused
from cme.claim import records as claims
from cme.claim import summary
from cme.evaluate import records as evaluate
from cme.people import records as people
from tests.ledger_audit import assert_ledger_balances

HONOLULU = "Pacific/Honolulu"


def at(person, clock, moment):
    clock.set(moment)
    person.__dict__.pop("profile_row", None)


@pytest.fixture
def kai(cast):
    return cast.person("kai@example.org", name="Kai Akana", role="physician", country="US", zone=HONOLULU)


@pytest.fixture
def entry(cast, kai, clock):
    """Earned on 30 September 2024 in Honolulu, where UTC has October already."""
    clock.set("2024-09-30 23:30:00-10:00")
    return cast.reviewed(kai)


def claim(person, entry):
    return claims.claim(person, "a key for the midnight", "ama-pra-1", [(entry.id, None)], by="test")


def test_the_day_earned_is_the_clinicians(entry):
    assert (str(entry.earned_on), str(entry.claim_by)) == ("2024-09-30", "2026-12-31")


def test_what_was_earned_in_september_2024_can_be_claimed_on_31_december_2026_in_honolulu(kai, entry, clock):
    clock.set("2026-12-31 23:59:59-10:00")  # 1 January, 09:59:59 UTC
    the_claim = claim(kai, entry)
    assert (the_claim.total, str(the_claim.claimed_on)) == (50, "2026-12-31")
    assert_ledger_balances()


def test_and_not_a_second_later(kai, entry, clock):
    clock.set("2027-01-01 00:00:00-10:00")
    with pytest.raises(Refused, match="Its claim-by date, 31 December 2026, has passed"):
        claim(kai, entry)
    assert_ledger_balances()


def test_whoever_flew_east_since_is_judged_by_the_zone_of_today(kai, entry, clock):
    clock.set("2026-12-31 23:59:59-10:00")
    people.change_profile(kai, zone="Pacific/Auckland")  # 1 January, 22:59:59 there
    with pytest.raises(Refused, match="has passed"):
        claim(kai, entry)


def test_whoever_flew_west_since_has_the_hours_more(cast, clock):
    nora = cast.person("n@example.org", name="N", role="physician", country="NZ", zone="Pacific/Auckland")
    clock.set("2024-09-12 12:00:00+12:00")
    entry = cast.reviewed(nora)
    clock.set("2027-01-01 00:00:00+13:00")
    with pytest.raises(Refused, match="has passed"):
        claim(nora, entry)
    people.change_profile(nora, zone=HONOLULU)
    assert str(claim(nora, entry).claimed_on) == "2026-12-31"


def test_a_change_of_zone_moves_no_date_that_was_earned(cast, kai, entry):
    people.change_profile(kai, zone="Pacific/Auckland")
    second = type(entry).get_by_id(entry.id)
    assert (str(second.earned_on), str(second.claim_by)) == ("2024-09-30", "2026-12-31")
    assert str(evaluate.current_evaluation(second).reviewed_on) == "2024-09-30"


def test_the_lists_the_counters_and_the_totals_turn_at_the_same_midnight(app, kai, entry, clock):
    at(kai, clock, "2026-12-31 23:59:59-10:00")
    assert summary.counts(kai)["claim"] == 1
    assert summary.lapsing_next(kai)["count"] == 1
    with app.test_request_context():
        assert str(summary.totals(kai)[0].lapsed) == "0"
    at(kai, clock, "2027-01-01 00:00:00-10:00")
    assert summary.counts(kai)["claim"] == 0
    assert summary.lapsing_next(kai) is None
    with app.test_request_context():
        (line,) = summary.totals(kai)
    assert [str(each) for each in (line.earned, line.claimed, line.lapsed)] == ["0", "0", "0.5"]


def test_before_there_is_a_profile_the_providers_zone_decides_the_day(cast, clock):
    clock.set("2026-01-01 04:59:59+00:00")  # still 2025 in New York, where the provider is
    assert str(cast.entry(cast.newcomer).earned_on) == "2025-12-31"
    assert str(cast.entry(cast.newcomer, "another").claim_by) == "2027-12-31"


@pytest.mark.parametrize(
    ("earned", "claim_by"),
    [
        ("2024-01-01", "2026-12-31"),
        ("2024-12-31", "2026-12-31"),
        ("2024-02-29", "2026-12-31"),
        ("2025-01-01", "2027-12-31"),
    ],
)
def test_it_is_new_years_eve_of_the_second_year_after(cast, clock, earned, claim_by):
    clock.set(f"{earned} 12:00:00-05:00")
    assert str(cast.entry(cast.physician).claim_by) == claim_by
