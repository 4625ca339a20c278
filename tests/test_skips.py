"""A full run leaves nothing out unnoticed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests import postgres, skips


def run(folder: Path, body: str) -> int:
    """Run a file of tests with the hooks of this suite; return the exit code."""
    (folder / "test_one.py").write_text(body)
    sys.modules.pop("test_one", None)  # that of the run before
    options = [
        "-q",
        "--import-mode=importlib",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:unraisableexception",
        "-c",
        os.devnull,
        "--rootdir",
        str(folder),
    ]
    return pytest.main([*options, str(folder)], plugins=[skips])


SKIPPED = 'import pytest\ndef test_done(): pass\n@pytest.mark.skip(reason="{}")\ndef test_left_out(): pass\n'


@pytest.mark.skipif(not postgres.available(), reason=skips.ONLY_FULL)  # without a server every full run fails
@pytest.mark.parametrize(
    ("reason", "full", "code"),
    [
        ("no reason at all", "1", 1),
        ("no reason at all", "", 0),
        ("needs CLR_SCHEMA", "1", 0),
        (skips.ONLY_FULL, "1", 1),
    ],
)
def test_what_is_not_on_the_list_fails_a_full_run_and_is_named_in_each(
    tmp_path, monkeypatch, capsys, reason, full, code
):
    monkeypatch.setenv("FULL", full)
    exit_code = run(tmp_path, SKIPPED.format(reason))
    output = capsys.readouterr().out
    assert exit_code == code, output
    assert f"Left out, {reason}" in output and "test_one.py (1)" in output
    assert ("A full run must not leave this out" in output) == bool(code)


def test_a_full_run_without_postgresql_is_not_one():
    assert skips.not_allowed(set(), has_postgres=False) and not skips.not_allowed(set(skips.ALLOWED), has_postgres=True)
