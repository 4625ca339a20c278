"""What is decided about claims, in plain values."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.base.domain.refusal import Reason
from cme.claim import rules
from cme.claim.rules import Line, claim_refusals, line_refusal

FULL = os.environ.get("FULL") == "1"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def line(**values):
    return Line(
        **{
            "entry_id": 1,
            "requested": None,
            "balance": 50,
            "state": "to-claim",
            "claim_by": TODAY,
            "credit_type": "ama-pra-1",
            "step": 25,
            **values,
        }
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, None),
        ({"requested": 50}, None),
        ({"state": ""}, "This entry is not there."),
        ({"state": "claimed", "balance": 0}, "This is already claimed."),
        ({"state": "for-review"}, "This has not been reviewed; it stands under For review."),
        ({"state": "dismissed"}, "This has not been reviewed; it stands under For review."),
        ({"claim_by": date(2026, 11, 21)}, "Its claim-by date, 21 November 2026, has passed."),
        ({"credit_type": "acep-1"}, "It is of another credit type; one claim is of one type."),
        ({"requested": 25}, "It is claimed whole."),
        ({"requested": 75}, "It is claimed whole."),
        ({"requested": 25, "divisible": True}, None),
        ({"requested": 75, "divisible": True}, "Enter more than 0 and at most 0.5."),
        ({"requested": 0, "divisible": True}, "Enter more than 0 and at most 0.5."),
        ({"requested": -25, "divisible": True}, "Enter more than 0 and at most 0.5."),
        ({"requested": 30, "divisible": True}, "Claim it in steps of 0.25."),
    ],
)
def test_a_line_is_claimed_or_says_why_not(values, reason):
    assert line_refusal(line(**values), "ama-pra-1", TODAY) == reason


def test_a_claim_of_nothing_is_refused():
    assert claim_refusals([], "ama-pra-1", TODAY, []) == [Reason(None, "Tick at least one entry to claim.")]


def test_what_the_profile_lacks_is_said_with_every_other_reason():
    missing = [("name", "your name as it is to be printed"), ("zone", "your time zone")]
    found = claim_refusals([line(entry_id=7, state="")], "ama-pra-1", TODAY, missing)
    assert found[0] == Reason(None, "Your profile lacks your name as it is to be printed and your time zone.")
    assert found[1] == Reason(7, "This entry is not there.")


def test_an_entry_named_twice_is_refused():
    assert claim_refusals([line(), line()], "ama-pra-1", TODAY, []) == [Reason(1, "It is named twice.")]


amounts = st.integers(-100, 400)


@settings(max_examples=2000 if FULL else 200)
@given(
    requested=st.none() | amounts,
    balance=st.integers(0, 300),
    divisible=st.booleans(),
    state=st.sampled_from(["", "for-review", "dismissed", "to-claim", "claimed"]),
    days=st.integers(-2, 2),
    same=st.booleans(),
)
def test_whatever_is_asked_no_more_than_what_is_left_is_ever_let_through(
    requested, balance, divisible, state, days, same
):
    asks = line(
        requested=requested,
        balance=balance,
        divisible=divisible,
        state=state,
        claim_by=TODAY + timedelta(days),
        credit_type="ama-pra-1" if same else "acep-1",
    )
    if line_refusal(asks, "ama-pra-1", TODAY) is None:
        claimed_amounts = balance if requested is None else requested
        assert 0 < claimed_amounts <= balance
        assert state == "to-claim" and days >= 0 and same
        assert claimed_amounts == balance or (divisible and claimed_amounts % 25 == 0)


@pytest.mark.parametrize(
    ("outcome", "seconds", "may"),
    [(None, -1, True), (None, 0, False), (None, 1, False), ("released", -1, False), ("undone", -1, False)],
)
def test_a_claim_can_be_undone_until_its_wait_is_over_and_once(outcome, seconds, may):
    reasons = rules.undo_refusals(NOW, NOW + timedelta(seconds=seconds), outcome)
    assert (reasons == []) == may


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "claimed", "balance": 25}, "This is already claimed."),
        ({"state": "to-claim", "balance": 0}, "This is already claimed."),
        ({"state": "for-review", "balance": 0}, "This is already claimed."),
        ({"requested": 50, "step": 30}, None),  # what is left is claimed whole, in steps or not
        ({"requested": 1, "step": 1, "divisible": True}, None),
        ({"requested": 51, "step": 1, "divisible": True}, "Enter more than 0 and at most 0.5."),
        ({"requested": 25, "step": 20, "divisible": True}, "Claim it in steps of 0.2."),
        ({"claim_by": TODAY + timedelta(days=1)}, None),
        ({"claim_by": date(2025, 1, 1), "credit_type": "acep-1"}, "Its claim-by date, 1 January 2025, has passed."),
    ],
)
def test_more_lines_that_are_claimed_or_say_why_not(changes, reason):
    assert line_refusal(line(**changes), "ama-pra-1", TODAY) == reason


def test_an_entry_is_claimed_whole_unless_it_is_said_to_be_divisible():
    assert (
        line_refusal(Line(1, 25, 50, "to-claim", TODAY, "ama-pra-1", 25), "ama-pra-1", TODAY) == "It is claimed whole."
    )


def test_every_reason_against_a_claim_is_said_with_its_entry():
    lines = [line(entry_id=1), line(entry_id=2, state=""), line(entry_id=3), line(entry_id=2)]
    assert claim_refusals(lines, "ama-pra-1", TODAY, [("name", "your name")], "Your membership has ended.") == [
        Reason(None, "Your profile lacks your name."),
        Reason(None, "Your membership has ended."),
        Reason(2, "This entry is not there."),
        Reason(2, "It is named twice."),
    ]
    assert claim_refusals([line(entry_id=1), line(entry_id=3)], "ama-pra-1", TODAY, []) == []
    assert claim_refusals([], "ama-pra-1", TODAY, [], "Your membership has ended.")[1:] == [
        Reason(None, "Your membership has ended.")
    ]


@pytest.mark.parametrize("outcome", [None, "released", "undone"])
def test_why_a_claim_cannot_be_undone(outcome):
    final = "The time for undoing this claim is over: it is final."
    sentence = {"undone": "This claim has been undone."}.get(outcome, final)
    assert rules.undo_refusals(NOW, NOW, outcome) == [Reason(None, sentence)]


def test_a_claim_waits_for_its_minutes():
    assert rules.hold(NOW, 10) == datetime(2026, 11, 22, 15, 10, tzinfo=UTC) and rules.hold(NOW, 0) == NOW


def test_courses_alone_can_be_claimed_in_parts():
    assert rules.DIVISIBLE == ("course",)
