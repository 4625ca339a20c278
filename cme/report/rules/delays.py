"""How long to wait before trying or asking again, in seconds. Plain values in and out."""

from __future__ import annotations

DAY = 86_400
FIRST, LONGEST = 5, 3600
FIRST_POLL, LONGEST_POLL = 2, 3600
OPENS_AFTER = 5
FIRST_PROBE, LONGEST_PROBE = 30, 600


def pause(tries: int, jitter: float) -> int:
    """Tell how long to wait after so many failures; `jitter` from 0 to 1 spreads those that failed together."""
    return _spread(min(FIRST * 2 ** min(tries, 20), LONGEST), jitter)


def poll(polls: int, jitter: float) -> int:
    """Tell how long to wait before asking once more what the body decided; it takes up to a day."""
    return _spread(min(FIRST_POLL * 1.6 ** min(polls, 40), LONGEST_POLL), jitter)


def probe(probes: int, jitter: float) -> int:
    """Tell how long to wait before one report is tried at a destination that is paused."""
    return _spread(min(FIRST_PROBE * 2 ** min(probes, 20), LONGEST_PROBE), jitter)


def _spread(seconds: float, jitter: float) -> int:
    return max(1, round(seconds * (0.8 + 0.4 * jitter)))
