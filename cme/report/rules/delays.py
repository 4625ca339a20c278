"""Delays before the next try, status request or probe, in seconds. Plain values in and out."""

from __future__ import annotations

DAY = 86_400
FIRST, LONGEST = 5, 3600
FIRST_POLL, LONGEST_POLL = 2, 3600
OPENS_AFTER = 5
FIRST_PROBE, LONGEST_PROBE = 30, 600


def pause(tries: int, jitter: float) -> int:
    """Return the seconds to wait after a number of failures; `jitter`, from 0 to 1, spreads simultaneous failures."""
    return _spread(min(FIRST * 2 ** min(tries, 20), LONGEST), jitter)


def poll(polls: int, jitter: float) -> int:
    """Return the seconds to wait before the next status request; a body takes up to a day to decide."""
    return _spread(min(FIRST_POLL * 1.6 ** min(polls, 40), LONGEST_POLL), jitter)


def probe(probes: int, jitter: float) -> int:
    """Return the seconds to wait before one report probes a paused destination."""
    return _spread(min(FIRST_PROBE * 2 ** min(probes, 20), LONGEST_PROBE), jitter)


def _spread(seconds: float, jitter: float) -> int:
    return max(1, round(seconds * (0.8 + 0.4 * jitter)))
