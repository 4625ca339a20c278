"""How long is waited before the next try, question or probe: growing, with an end, and spread out."""

from __future__ import annotations

import pytest

from cme.report.rules import delays

EVEN = 0.5  # the middle of what is spread


@pytest.mark.parametrize(("tries", "seconds"), [(0, 5), (1, 10), (2, 20), (9, 2560), (10, 3600), (500, 3600)])
def test_the_pause_between_tries_doubles_up_to_an_hour(tries, seconds):
    assert delays.pause(tries, EVEN) == seconds


@pytest.mark.parametrize(
    ("polls", "seconds"), [(0, 2), (1, 3), (2, 5), (3, 8), (10, 220), (15, 2306), (16, 3600), (500, 3600)]
)
def test_the_pause_between_questions_grows_up_to_an_hour(polls, seconds):
    assert delays.poll(polls, EVEN) == seconds


@pytest.mark.parametrize(("probes", "seconds"), [(0, 30), (1, 60), (4, 480), (5, 600), (500, 600)])
def test_the_pause_between_probes_doubles_up_to_ten_minutes(probes, seconds):
    assert delays.probe(probes, EVEN) == seconds


@pytest.mark.parametrize("wait", [delays.pause, delays.poll, delays.probe])
def test_a_pause_is_spread_by_a_fifth_to_either_side(wait):
    assert [wait(500, jitter) / wait(500, EVEN) for jitter in (0.0, 0.25, 1.0)] == pytest.approx([0.8, 0.9, 1.2])


def test_a_pause_has_a_second_at_least_and_stays_within_a_day():
    assert delays._spread(0.1, 0) == 1
    assert max(delays.LONGEST, delays.LONGEST_POLL, delays.LONGEST_PROBE) * 1.2 < delays.DAY == 24 * 60 * 60


def test_five_failures_in_a_row_pause_a_destination():
    assert delays.OPENS_AFTER == 5
