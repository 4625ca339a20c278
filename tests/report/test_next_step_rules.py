"""What comes next about one report, from what was sent of its revisions and what was answered (R2, R4, R6)."""

from __future__ import annotations

import pytest

from cme.report.rules import next_step
from cme.report.rules.next_step import Revision, Step

# What brings a revision to each place, in the order of the events.
HISTORIES = {
    "here": (),
    "unclear": (("add", None),),
    "there": (("add", "waiting"),),
    "accepted": (("add", "accepted"),),
    "rejected": (("add", "rejected"),),
    "refused": (("add", "refused"),),
    "taken": (("add", "taken"),),
    "lost": (("add", None), ("status", "unknown")),
    "going": (("add", "accepted"), ("delete", None)),
    "gone": (("add", "accepted"), ("delete", "accepted")),
}
PLACES = tuple(HISTORIES)


def revision(number, place="here", **changes):
    found = Revision(number, events=HISTORIES[place], **changes)
    assert found.place == place
    return found


@pytest.mark.parametrize(
    ("events", "place"),
    [
        ([], "here"),
        ([("add", "down")], "here"),
        ([("add", "unclear")], "unclear"),
        ([("add", None), ("add", "down")], "unclear"),
        ([("add", None), ("add", None)], "unclear"),
        ([("add", "waiting"), ("add", None)], "there"),
        ([("add", "accepted"), ("add", "unclear")], "accepted"),
        ([("add", "rejected"), ("add", None)], "rejected"),
        ([("add", "refused"), ("add", None)], "unclear"),
        ([("add", "taken"), ("add", "unclear")], "unclear"),
        ([("add", None), ("status", "unknown"), ("add", None)], "unclear"),
        ([("add", None), ("status", "waiting")], "there"),
        ([("add", "waiting"), ("status", "accepted")], "accepted"),
        ([("add", "waiting"), ("status", "rejected")], "rejected"),
        ([("add", "waiting"), ("status", "unknown")], "lost"),
        ([("add", "waiting"), ("status", None)], "there"),
        ([("add", "waiting"), ("status", "unclear")], "there"),
        ([("add", None), ("status", "refused")], "unclear"),
        ([("add", None), ("status", "taken")], "unclear"),
        ([("add", None), ("status", "down")], "unclear"),
        ([("status", "unknown")], "here"),
        ([("add", "accepted"), ("delete", "unknown")], "gone"),
        ([("add", "accepted"), ("delete", "unclear")], "going"),
        ([("add", "accepted"), ("delete", "down")], "accepted"),
        ([("add", "accepted"), ("delete", "waiting")], "accepted"),
        ([("add", "accepted"), ("delete", "rejected")], "accepted"),
        ([("add", "accepted"), ("delete", "refused")], "accepted"),
        ([("add", "accepted"), ("delete", "taken")], "accepted"),
        ([("add", "accepted"), ("delete", None), ("status", "unknown")], "gone"),
        ([("add", "accepted"), ("delete", None), ("status", "accepted")], "accepted"),
        ([("add", "accepted"), ("delete", None), ("status", "down")], "going"),
        ([("add", "accepted"), ("delete", "accepted"), ("add", None)], "gone"),
        ([("add", None), ("add", "refused")], "refused"),
    ],
)
def test_where_a_revision_is_follows_from_what_was_sent_and_answered(events, place):
    assert next_step.place(events) == place


def test_the_target_is_the_newest_revision_that_was_not_stopped():
    first, second = revision(1, "accepted"), revision(2)
    assert next_step.target([first, second]) is second
    assert next_step.target([first, revision(2, stopped=True)]) is first
    assert next_step.target([revision(1, stopped=True)]) is None
    assert next_step.target([]) is None


@pytest.mark.parametrize(
    ("place", "action"),
    [
        ("here", "add"),
        ("lost", "add"),
        ("gone", "add"),
        ("unclear", "status"),
        ("there", "status"),
        ("going", "status"),
        ("refused", "refused"),
        ("taken", "refused"),
        ("accepted", "done"),
        ("rejected", "done"),
    ],
)
def test_what_comes_next_about_a_single_revision(place, action):
    assert next_step.next_step([revision(7, place)]) == Step(action, 7)


@pytest.mark.parametrize(
    ("place", "step"),
    [
        ("unclear", Step("status", 1)),
        ("going", Step("status", 1)),
        ("lost", Step("add", 1)),
        ("there", Step("delete", 1)),
        ("accepted", Step("delete", 1)),
        ("taken", Step("delete", 1)),
        ("here", Step("add", 2)),
        ("gone", Step("add", 2)),
        ("rejected", Step("add", 2)),
        ("refused", Step("add", 2)),
    ],
)
def test_an_older_revision_is_taken_away_before_the_newer_one_is_added(place, step):
    assert next_step.next_step([revision(1, place), revision(2)]) == step


def test_the_oldest_comes_first_and_a_newer_one_that_was_stopped_is_taken_away_too():
    assert next_step.next_step([revision(1, "accepted"), revision(2, "accepted"), revision(3)]) == Step("delete", 1)
    assert next_step.next_step([revision(1, "accepted"), revision(2, "there", stopped=True)]) == Step("delete", 2)
    assert next_step.next_step([revision(1, stopped=True)]) == Step("done")
    assert next_step.next_step([]) == Step("done")


@pytest.mark.parametrize("place", PLACES)
def test_only_what_was_not_sent_can_be_stopped(place):
    assert next_step.stoppable([revision(1, place)]) == ([1] if place == "here" else [])


def test_what_reached_nobody_is_as_good_as_not_sent():
    tried = Revision(1, events=(("add", "down"),), kept_in=True)
    assert tried.is_unsent and not Revision(1, events=(("add", "down"),)).is_unsent
    assert next_step.stoppable([tried]) == [1]


def test_a_correction_is_stopped_before_it_has_begun_and_not_after():
    assert next_step.stoppable([revision(1, "accepted"), revision(2)]) == [2]
    assert next_step.stoppable([revision(1, "going"), revision(2)]) == []
    assert next_step.stoppable([revision(1, "gone"), revision(2)]) == []
    assert next_step.stoppable([revision(1), revision(2)]) == [1, 2]
    assert next_step.stoppable([revision(1), revision(2, stopped=True)]) == [1]
    assert next_step.stoppable([revision(1), revision(2, "accepted")]) == [], "an older one goes with the newer"
    assert next_step.stoppable([revision(1, stopped=True)]) == []


@pytest.mark.parametrize("place", PLACES)
def test_a_report_is_being_replaced_while_an_older_revision_goes(place):
    going = place in ("going", "gone")
    assert next_step.is_replacing([revision(1, place), revision(2)]) is going
    assert next_step.leaves_nothing([revision(1, place), revision(2)]) is (place == "gone")


@pytest.mark.parametrize("place", [place for place in PLACES if place != "here"])
def test_once_the_newer_one_was_sent_the_body_may_have_it(place):
    assert not next_step.leaves_nothing([revision(1, "gone"), revision(2, place)])


def test_nothing_is_missing_at_a_body_that_is_to_have_nothing():
    assert next_step.leaves_nothing([revision(1, "gone", stopped=True)]) is False


@pytest.mark.parametrize(
    ("place", "state"),
    [
        ("here", "waiting"),
        ("gone", "waiting"),
        ("going", "waiting"),
        ("unclear", "sent"),
        ("there", "sent"),
        ("lost", "sent"),
        ("accepted", "accepted"),
        ("rejected", "rejected"),
        ("refused", "failed"),
        ("taken", "failed"),
    ],
)
def test_the_state_of_a_report_is_that_of_its_target(place, state):
    assert next_step.state([revision(1, "accepted"), revision(2, place)]) == state


def test_a_report_of_which_everything_was_stopped_is_stopped():
    assert next_step.state([revision(1, stopped=True)]) == next_step.state([]) == "stopped"


def test_refusals_for_what_we_are_say_nothing_about_the_record():
    assert next_step.NOT_THE_RECORD == ("401", "403", "404", "405")
