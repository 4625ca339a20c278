"""The two questions of a review and what may be answered (V1, V3). Plain values in and out."""

from __future__ import annotations

from datetime import date

from cme.base.domain.refusal import Reason

GOALS = (
    ("diagnose", "Diagnose or confirm"),
    ("test", "Choose or read a test"),
    ("treat", "Choose a treatment"),
    ("drug", "Check a drug or dose"),
    ("prevent", "Prevent or screen"),
    ("counsel", "Advise somebody"),
    ("refresh", "Refresh what I know"),
    ("other", "Something else"),
)
RESULTS = (
    ("change", "Yes, and I will do something differently"),
    ("confirm", "Yes, it confirms what I do"),
    ("no-change", "Yes, but it changes nothing for now"),
    ("partly", "In part; I will look further"),
    ("no", "No, it did not answer my question"),
)
GOAL_NAMES, RESULT_NAMES = dict(GOALS), dict(RESULTS)
WORDS_LIMIT = 2000


_LAPSED = Reason(None, "This entry lapsed: its claim-by date has passed.")
_CLAIMED = Reason(None, "This entry is claimed; its answers stay as they are.")


def answer_refusals(goal: str, goal_words: str, result: str, result_words: str) -> list[Reason]:
    """List what is missing from the answers, by field; empty when they can be added."""
    found = []
    if goal not in GOAL_NAMES:
        found.append(Reason("goal", "Choose what you wanted to do"))
    elif goal == "other" and not goal_words:
        found.append(Reason("goal_words", "Say in a few words what you wanted to know"))
    if result not in RESULT_NAMES:
        found.append(Reason("result", "Choose what came of it"))
    return found


def review_refusals(today: date, claim_by: date, state: str) -> list[Reason]:
    """List why an entry cannot be reviewed now; empty when it can."""
    if state == "claimed":
        return [_CLAIMED]
    if state == "to-claim":
        return [Reason(None, "This entry is already under To claim.")]
    return [_LAPSED] if today > claim_by else []


def send_back_refusals(state: str, reviewed: bool = True) -> list[Reason]:
    """List why an entry cannot go back to For review; empty when it can."""
    if state == "claimed":
        return [_CLAIMED]
    if not reviewed:
        return [Reason(None, "This was completed when it was earned; there is nothing to review.")]
    return [] if state == "to-claim" else [Reason(None, "This entry is not under To claim.")]


def dismissal_refusals(today: date, claim_by: date, state: str) -> list[Reason]:
    """List why an entry cannot be dismissed or its dismissal undone (V3: until it lapses); empty when it can."""
    if today > claim_by:
        return [_LAPSED]
    if state not in ("for-review", "dismissed"):
        return [Reason(None, "This entry has been reviewed. Send it back to For review first.")]
    return []
