"""What may be answered, reviewed, sent back and dismissed (V1, V3), in plain values."""

from __future__ import annotations

from datetime import date

import pytest

from cme.evaluate import rules

LAST = date(2026, 12, 31)
AFTER = date(2027, 1, 1)
LAPSED = "This entry lapsed: its claim-by date has passed."
CLAIMED = "This entry is claimed; its answers stay as they are."


def sentence(reasons):
    """Give the sentence of the one reason, which is about the whole; None where there is none."""
    assert len(reasons) <= 1 and all(reason.about is None for reason in reasons)
    return reasons[0].sentence if reasons else None


@pytest.mark.parametrize("goal", [code for code, _ in rules.GOALS if code != "other"])
@pytest.mark.parametrize("result", [code for code, _ in rules.RESULTS])
def test_two_answers_are_enough(goal, result):
    assert rules.answer_refusals(goal, "", result, "") == []


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        (("", "", "", ""), ["goal", "result"]),
        (("no such goal", "words", "change", ""), ["goal"]),
        (("treat", "", "no such result", "words"), ["result"]),
        (("other", "", "change", ""), ["goal_words"]),
        (("other", "", "", ""), ["goal_words", "result"]),
        (("other", "a rare disease", "no", ""), []),
    ],
)
def test_what_is_missing_is_named_by_its_field(answers, fields):
    assert [reason.about for reason in rules.answer_refusals(*answers)] == fields


@pytest.mark.parametrize(
    ("today", "state", "reason"),
    [
        (LAST, "for-review", None),
        (LAST, "dismissed", None),
        (AFTER, "for-review", LAPSED),
        (LAST, "claimed", CLAIMED),
        (AFTER, "claimed", CLAIMED),
        (LAST, "to-claim", "This entry is already under To claim."),
        (AFTER, "to-claim", "This entry is already under To claim."),
    ],
)
def test_an_entry_is_reviewed_until_its_last_day_and_once(today, state, reason):
    assert sentence(rules.review_refusals(today, LAST, state)) == reason


@pytest.mark.parametrize(
    ("state", "reviewed", "reason"),
    [
        ("to-claim", True, None),
        ("claimed", True, CLAIMED),
        ("claimed", False, CLAIMED),
        ("to-claim", False, "This was completed when it was earned; there is nothing to review."),
        ("for-review", True, "This entry is not under To claim."),
        ("dismissed", True, "This entry is not under To claim."),
    ],
)
def test_only_what_was_reviewed_and_not_claimed_goes_back(state, reviewed, reason):
    assert sentence(rules.send_back_refusals(state, reviewed)) == reason


def test_what_goes_back_is_taken_to_be_reviewed():
    assert rules.send_back_refusals("to-claim") == []


@pytest.mark.parametrize(
    ("today", "state", "reason"),
    [
        (LAST, "for-review", None),
        (LAST, "dismissed", None),
        (AFTER, "for-review", LAPSED),
        (AFTER, "dismissed", LAPSED),
        (LAST, "to-claim", "This entry has been reviewed. Send it back to For review first."),
        (LAST, "claimed", "This entry has been reviewed. Send it back to For review first."),
    ],
)
def test_an_entry_is_dismissed_and_brought_back_until_its_last_day(today, state, reason):
    assert sentence(rules.dismissal_refusals(today, LAST, state)) == reason


def test_the_codes_of_the_answers_stand_in_the_database_and_stay():
    assert list(rules.GOAL_NAMES) == ["diagnose", "test", "treat", "drug", "prevent", "counsel", "refresh", "other"]
    assert list(rules.RESULT_NAMES) == ["change", "confirm", "no-change", "partly", "no"]
    assert rules.WORDS_LIMIT == 2000
