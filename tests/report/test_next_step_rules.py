"""What comes next about one report, from what was sent of its revisions and what was answered (R2, R4, R6)."""

from __future__ import annotations

import pytest

from cme.report.rules import next_step
from cme.report.rules.next_step import Revision, Step

# The events that bring a revision to each status, in their order.
HISTORIES = {
    "unsent": (),
    "unclear": (("add", None),),
    "received": (("add", "waiting"),),
    "accepted": (("add", "accepted"),),
    "rejected": (("add", "rejected"),),
    "refused": (("add", "refused"),),
    "conflict": (("add", "conflict"),),
    "lost": (("add", None), ("status", "unknown")),
    "deleting": (("add", "accepted"), ("delete", None)),
    "deleted": (("add", "accepted"), ("delete", "accepted")),
}
STATUSES = tuple(HISTORIES)


def revision(number, status="unsent", **changes):
    found = Revision(number, events=HISTORIES[status], **changes)
    assert found.status == status
    return found


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], "unsent"),
        ([("add", "down")], "unsent"),
        ([("add", "unclear")], "unclear"),
        ([("add", None), ("add", "down")], "unclear"),
        ([("add", None), ("add", None)], "unclear"),
        ([("add", "waiting"), ("add", None)], "received"),
        ([("add", "accepted"), ("add", "unclear")], "accepted"),
        ([("add", "rejected"), ("add", None)], "rejected"),
        ([("add", "refused"), ("add", None)], "unclear"),
        ([("add", "conflict"), ("add", "unclear")], "unclear"),
        ([("add", None), ("status", "unknown"), ("add", None)], "unclear"),
        ([("add", None), ("status", "waiting")], "received"),
        ([("add", "waiting"), ("status", "accepted")], "accepted"),
        ([("add", "waiting"), ("status", "rejected")], "rejected"),
        ([("add", "waiting"), ("status", "unknown")], "lost"),
        ([("add", "waiting"), ("status", None)], "received"),
        ([("add", "waiting"), ("status", "unclear")], "received"),
        ([("add", None), ("status", "refused")], "unclear"),
        ([("add", None), ("status", "conflict")], "unclear"),
        ([("add", None), ("status", "down")], "unclear"),
        ([("status", "unknown")], "unsent"),
        ([("add", "accepted"), ("delete", "unknown")], "deleted"),
        ([("add", "accepted"), ("delete", "unclear")], "deleting"),
        ([("add", "accepted"), ("delete", "down")], "accepted"),
        ([("add", "accepted"), ("delete", "waiting")], "accepted"),
        ([("add", "accepted"), ("delete", "rejected")], "accepted"),
        ([("add", "accepted"), ("delete", "refused")], "accepted"),
        ([("add", "accepted"), ("delete", "conflict")], "accepted"),
        ([("add", "accepted"), ("delete", None), ("status", "unknown")], "deleted"),
        ([("add", "accepted"), ("delete", None), ("status", "accepted")], "accepted"),
        ([("add", "accepted"), ("delete", None), ("status", "down")], "deleting"),
        ([("add", "accepted"), ("delete", "accepted"), ("add", None)], "deleted"),
        ([("add", None), ("add", "refused")], "refused"),
    ],
)
def test_where_a_revision_is_follows_from_what_was_sent_and_answered(events, status):
    assert next_step.revision_status(events) == status


def test_the_target_is_the_newest_revision_that_was_not_stopped():
    first, second = revision(1, "accepted"), revision(2)
    assert next_step.target([first, second]) is second
    assert next_step.target([first, revision(2, stopped=True)]) is first
    assert next_step.target([revision(1, stopped=True)]) is None
    assert next_step.target([]) is None


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("unsent", "add"),
        ("lost", "add"),
        ("deleted", "add"),
        ("unclear", "status"),
        ("received", "status"),
        ("deleting", "status"),
        ("refused", "refused"),
        ("conflict", "refused"),
        ("accepted", "done"),
        ("rejected", "done"),
    ],
)
def test_what_comes_next_about_a_single_revision(status, action):
    assert next_step.next_step([revision(7, status)]) == Step(action, 7)


@pytest.mark.parametrize(
    ("status", "step"),
    [
        ("unclear", Step("status", 1)),
        ("deleting", Step("status", 1)),
        ("lost", Step("add", 1)),
        ("received", Step("delete", 1)),
        ("accepted", Step("delete", 1)),
        ("conflict", Step("delete", 1)),
        ("unsent", Step("add", 2)),
        ("deleted", Step("add", 2)),
        ("rejected", Step("add", 2)),
        ("refused", Step("add", 2)),
    ],
)
def test_an_older_revision_is_taken_away_before_the_newer_one_is_added(status, step):
    assert next_step.next_step([revision(1, status), revision(2)]) == step


def test_the_oldest_comes_first_and_a_newer_one_that_was_stopped_is_taken_away_too():
    assert next_step.next_step([revision(1, "accepted"), revision(2, "accepted"), revision(3)]) == Step("delete", 1)
    assert next_step.next_step([revision(1, "accepted"), revision(2, "received", stopped=True)]) == Step("delete", 2)
    assert next_step.next_step([revision(1, stopped=True)]) == Step("done")
    assert next_step.next_step([]) == Step("done")


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_was_not_sent_can_be_stopped(status):
    assert next_step.stoppable([revision(1, status)]) == ([1] if status == "unsent" else [])


def test_what_reached_nobody_is_as_good_as_not_sent():
    tried = Revision(1, events=(("add", "down"),), never_sent=True)
    assert tried.is_unsent and not Revision(1, events=(("add", "down"),)).is_unsent
    assert next_step.stoppable([tried]) == [1]


def test_a_correction_is_stopped_before_it_has_begun_and_not_after():
    assert next_step.stoppable([revision(1, "accepted"), revision(2)]) == [2]
    assert next_step.stoppable([revision(1, "deleting"), revision(2)]) == []
    assert next_step.stoppable([revision(1, "deleted"), revision(2)]) == []
    assert next_step.stoppable([revision(1), revision(2)]) == [1, 2]
    assert next_step.stoppable([revision(1), revision(2, stopped=True)]) == [1]
    assert next_step.stoppable([revision(1), revision(2, "accepted")]) == [], "an older one goes with the newer"
    assert next_step.stoppable([revision(1, stopped=True)]) == []


@pytest.mark.parametrize("status", STATUSES)
def test_a_report_is_being_replaced_while_an_older_revision_goes(status):
    replacing = status in ("deleting", "deleted")
    assert next_step.is_replacing([revision(1, status), revision(2)]) is replacing
    assert next_step.leaves_nothing([revision(1, status), revision(2)]) is (status == "deleted")


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "unsent"])
def test_once_the_newer_one_was_sent_the_body_may_have_it(status):
    assert not next_step.leaves_nothing([revision(1, "deleted"), revision(2, status)])


def test_nothing_is_missing_at_a_body_that_is_to_have_nothing():
    assert next_step.leaves_nothing([revision(1, "deleted", stopped=True)]) is False


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("unsent", "waiting"),
        ("deleted", "waiting"),
        ("deleting", "waiting"),
        ("unclear", "sent"),
        ("received", "sent"),
        ("lost", "sent"),
        ("accepted", "accepted"),
        ("rejected", "rejected"),
        ("refused", "failed"),
        ("conflict", "failed"),
    ],
)
def test_the_state_of_a_report_is_that_of_its_target(status, state):
    assert next_step.state([revision(1, "accepted"), revision(2, status)]) == state


def test_a_report_of_which_everything_was_stopped_is_stopped():
    assert next_step.state([revision(1, stopped=True)]) == next_step.state([]) == "stopped"


def test_refusals_for_what_we_are_say_nothing_about_the_record():
    assert next_step.SETUP_REFUSALS == ("401", "403", "404", "405")
