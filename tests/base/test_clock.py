"""One clock: UTC inside, a person's day at the edges, and a test clock that refuses outside tests."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cme.base import clock as clocks
from cme.base.settings import BadSetting

ROOT = Path(__file__).parents[2]


def test_a_day_belongs_to_a_time_zone():
    moment = datetime(2027, 1, 1, 4, 30, tzinfo=UTC)
    assert clocks.local_date(moment, "America/New_York") == date(2026, 12, 31)
    assert clocks.local_date(moment, "Europe/Berlin") == date(2027, 1, 1)
    assert clocks.local_date(moment, "Pacific/Kiritimati") == date(2027, 1, 1)
    assert clocks.local_date(moment, "Pacific/Honolulu") == date(2026, 12, 31)


def test_today_turns_at_midnight_of_the_zone(clock):
    clock.set("2026-12-31 23:59:59-10:00")
    assert clocks.today("Pacific/Honolulu") == date(2026, 12, 31)
    clock.forward(seconds=1)
    assert clocks.today("Pacific/Honolulu") == date(2027, 1, 1)


def test_the_hour_that_summer_time_takes_away_moves_no_day(clock):
    clock.set("2026-03-08 06:59:59")  # 01:59:59 in New York, then 03:00
    assert clocks.now().astimezone(clocks.ZoneInfo("America/New_York")).hour == 1
    clock.forward(seconds=1)
    assert clocks.now().astimezone(clocks.ZoneInfo("America/New_York")).hour == 3
    assert clocks.today("America/New_York") == date(2026, 3, 8)


def test_the_test_clock_reads_a_moment_an_offset_or_nothing(tmp_path, clock):
    clock.file.write_text("2026-11-22T10:00:00-05:00")
    assert clocks.now() == datetime(2026, 11, 22, 15, tzinfo=UTC)
    clock.file.write_text("2026-11-22T10:00:00")  # no zone said: UTC, whatever the machine's is
    assert clocks.now() == datetime(2026, 11, 22, 10, tzinfo=UTC)
    clock.file.write_text("+86400")
    assert 86390 < (clocks.now() - datetime.now(UTC)).total_seconds() <= 86400
    for nothing in (lambda: clock.file.write_text(""), clock.file.unlink):
        nothing()
        assert abs((clocks.now() - datetime.now(UTC)).total_seconds()) < 10


def test_the_time_is_always_aware_and_utc(clock):
    assert clocks.now().utcoffset().total_seconds() == 0


def test_the_test_clock_refuses_to_exist_outside_tests(tmp_path, monkeypatch):
    for outside in ("", "0", "yes"):
        monkeypatch.setenv("CME_TESTING", outside)
        with pytest.raises(BadSetting, match="for tests only"):
            clocks.use_test_clock(str(tmp_path / "clock"))
    monkeypatch.delenv("CME_TESTING")
    with pytest.raises(BadSetting):
        clocks.use_test_clock(str(tmp_path / "clock"))


def test_an_app_with_a_test_clock_does_not_start_outside_tests(tmp_path):
    env = os.environ | {"CME_DATA": str(tmp_path), "CME_TEST_CLOCK": str(tmp_path / "clock"), "CME_TESTING": "0"}
    done = subprocess.run(
        [sys.executable, "-c", "from app import create_app; create_app()"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith("CME_TEST_CLOCK: ") and "Traceback" not in done.stderr


def test_every_zone_that_is_offered_is_one():
    assert len(clocks.zones()) > 300 and all(clocks.is_zone(zone) for zone in clocks.zones())
    for none in ("", "Mars/Olympus", "../../etc/passwd", "America/New_York\n", "america/new_york"):
        assert not clocks.is_zone(none)
