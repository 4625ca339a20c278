"""The one clock. Times are UTC; days belong to a person's time zone.

Tests move it by writing an ISO time or an offset in seconds ("+86400") into the file that
CME_TEST_CLOCK names; every process reads it, so web server and worker agree. It refuses to exist
outside tests.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from cme.base.settings import BadSetting

_test_file: Path | None = None


def use_test_clock(path: str) -> None:
    """Read the time from a file from now on; BadSetting outside a test run."""
    global _test_file
    if os.environ.get("CME_TESTING") != "1":
        raise BadSetting("CME_TEST_CLOCK: a clock that can be set is for tests only (CME_TESTING=1).")
    _test_file = Path(path)


def now() -> datetime:
    """Return the time, aware, in UTC."""
    real = datetime.now(UTC)
    if _test_file is None:
        return real
    try:
        text = _test_file.read_text().strip()
    except FileNotFoundError:
        return real
    if not text:
        return real
    if text[0] in "+-":
        return real + timedelta(seconds=float(text))
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def local_date(moment: datetime, zone: str) -> date:
    """Return which day a moment belongs to in a time zone (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def today(zone: str) -> date:
    """Return the day that it is now in a time zone."""
    return local_date(now(), zone)


@cache
def zones() -> tuple[str, ...]:
    """List the IANA zones that a person can choose: places and UTC, without the historic aliases."""
    areas = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return tuple(sorted(z for z in available_timezones() if z.startswith(areas))) + ("UTC",)


def is_zone(name: str) -> bool:
    """Return whether a name is a time zone that this machine knows."""
    return name in _known_zones()


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())  # it reads the disk each time
