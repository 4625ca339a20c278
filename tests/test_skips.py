"""A full run leaves nothing out unnoticed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres, skips

ROOT = Path(__file__).parents[1]


def run(tmp_path: Path, body: str, **env: str) -> subprocess.CompletedProcess:
    """Run a file of tests with the hooks of this suite."""
    (tmp_path / "conftest.py").write_text("from tests.skips import pytest_sessionfinish, pytest_terminal_summary\n")
    (tmp_path / "test_one.py").write_text(body)
    env = {k: v for k, v in os.environ.items() if k not in ("FULL", "PYTEST_ADDOPTS")} | {"PYTHONPATH": str(ROOT), **env}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path), "."]
    return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)


SKIPPED = 'import pytest\ndef test_done(): pass\n@pytest.mark.skip(reason="{}")\ndef test_left_out(): pass\n'


@pytest.mark.skipif(not postgres.available(), reason=skips.ONLY_FULL)  # without a server every full run fails
@pytest.mark.parametrize(("reason", "full", "code"), [
    ("no reason at all", "1", 1), ("no reason at all", "", 0), ("needs CLR_SCHEMA", "1", 0), (skips.ONLY_FULL, "1", 1),
])  # fmt: skip
def test_what_is_not_on_the_list_fails_a_full_run_and_is_named_in_each(tmp_path, reason, full, code):
    done = run(tmp_path, SKIPPED.format(reason), FULL=full)
    assert done.returncode == code, done.stdout
    assert f"Left out, {reason}" in done.stdout and "test_one.py (1)" in done.stdout
    assert ("A full run must not leave this out" in done.stdout) == bool(code)


def test_a_full_run_without_postgresql_is_not_one():
    assert skips.refused(set(), has_postgres=False) and not skips.refused(set(skips.ALLOWED), has_postgres=True)
