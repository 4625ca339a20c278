"""Secrets are made on the first run and kept in CME_DATA; there is no default secret."""

from __future__ import annotations

import stat
import threading

import pytest

from cme.base import settings
from cme.base.settings import BadSetting, stored_secret


def test_the_first_run_makes_a_secret_that_later_runs_find(tmp_path):
    first = settings.read({"CME_DATA": str(tmp_path)}).secret_key
    assert settings.read({"CME_DATA": str(tmp_path)}).secret_key == first
    assert len(first) == 64 and int(first, 16)  # 256 bits


def test_two_installations_have_different_secrets(tmp_path):
    one, other = (settings.read({"CME_DATA": str(tmp_path / name)}).secret_key for name in "ab")
    assert one != other


def test_a_secret_is_readable_by_us_alone(tmp_path):
    path = tmp_path / "keys" / "session.key"
    stored_secret(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_of_many_processes_that_start_at_once_one_wins_and_all_have_its_secret(tmp_path):
    path = tmp_path / "keys" / "session.key"
    path.parent.mkdir()
    barrier, found = threading.Barrier(16), []

    def start():
        barrier.wait()
        found.append(stored_secret(path))

    threads = [threading.Thread(target=start) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16 and len(set(found)) == 1
    assert [file.name for file in path.parent.iterdir()] == ["session.key"]  # nothing is left lying about


def test_a_secret_that_was_given_is_taken_and_nothing_is_made(tmp_path):
    given = "a secret of one's own, long enough to be one"
    assert settings.read({"CME_DATA": str(tmp_path), "SECRET_KEY": given}).secret_key == given
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("content", ["", "short\n"])
def test_a_file_that_holds_no_secret_stops_the_start(tmp_path, content):
    path = tmp_path / "keys" / "session.key"
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(BadSetting, match="too short"):
        stored_secret(path)


def test_a_place_where_no_secret_can_be_kept_stops_the_start(tmp_path):
    (tmp_path / "keys").write_text("a file in its place")
    with pytest.raises(BadSetting, match="cannot be written"):
        settings.read({"CME_DATA": str(tmp_path)})
