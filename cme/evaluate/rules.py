"""The two questions of a review and what may be answered (V1, V3). Plain values in and out."""

from __future__ import annotations

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


def faults(goal: str, goal_words: str, result: str, result_words: str) -> dict[str, str]:
    """Say what is missing from the answers, by field; empty when they can be added."""
    found = {}
    if goal not in GOAL_NAMES:
        found["goal"] = "Choose what you wanted to do"
    elif goal == "other" and not goal_words:
        found["goal_words"] = "Say in a few words what you wanted to know"
    if result not in RESULT_NAMES:
        found["result"] = "Choose what came of it"
    return found


def may_review(today, claim_by, state: str) -> str | None:
    """Say why an entry cannot be reviewed now, or None."""
    if state == "claimed":
        return "This entry is claimed; its answers stay as they are."
    if state == "to-claim":
        return "This entry is already under To claim."
    if today > claim_by:
        return "This entry lapsed: its claim-by date has passed."
    return None


def may_send_back(state: str, reviewed: bool = True) -> str | None:
    """Say why an entry cannot go back to For review, or None."""
    if state == "claimed":
        return "This entry is claimed; its answers stay as they are."
    if not reviewed:
        return "This was completed when it was earned; there is nothing to review."
    if state != "to-claim":
        return "This entry is not under To claim."
    return None


def may_dismiss(today, claim_by, state: str) -> str | None:
    """Say why an entry cannot be dismissed or its dismissal undone, or None (V3: until it lapses)."""
    if today > claim_by:
        return "This entry lapsed: its claim-by date has passed."
    if state not in ("for-review", "dismissed"):
        return "This entry has been reviewed. Send it back to For review first."
    return None
