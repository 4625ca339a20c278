"""Which version this is: said by the shell, the help page, the log and each backup."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cme import __version__
from cme.base.domain.refusal import Refused
from cme.base.ops import backup, json_logs
from cme.base.store import schema
from cme.base.store.db import db

ROOT = Path(__file__).parents[2]


def test_the_version_has_three_numbers_and_an_entry_in_the_changelog():
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    entries = re.findall(r"^## \[?([\w.]+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert __version__ in entries and entries[0] in ("Unreleased", __version__)


def test_the_shell_says_it(app):
    assert app.test_cli_runner().invoke(args=["base", "version"]).output == f"CME Desk {__version__}\n"


def test_whoever_starts_everything_is_told_it_without_a_start():
    command = [sys.executable, "-m", "cme.base.ops.serve", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={})
    assert (done.returncode, done.stdout) == (0, f"CME Desk {__version__}\n")


def test_the_help_page_says_it_to_those_signed_in_alone(visitor, cast):
    words = f"CME Desk {__version__}"
    visitor(cast.physician).get("/help").has(words)
    assert words not in visitor().get("/help").text


def test_the_log_says_it_when_a_process_starts(app):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_logs.Lines())
    json_logs.log.addHandler(handler)
    try:
        json_logs.log_start(app, "worker")
    finally:
        json_logs.log.removeHandler(handler)
    line = json.loads(stream.getvalue())
    assert (line["says"], line["process"], line["version"]) == ("started", "worker", __version__)


def test_a_backup_carries_it(app, tmp_path):
    file = tmp_path / "backup.zip"
    backup.backup(file, app.settings.data)
    assert json.loads(zipfile.ZipFile(file).read("manifest.json"))["version"] == __version__


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("99.1.0", f"The backup is of a newer version of the program (99.1.0, and this is {__version__}: 9999_later)."),
        (None, "The backup is of a newer version of the program (9999_later)."),
    ],
)
@pytest.mark.database("sqlite")
def test_the_backup_of_a_later_version_is_refused_with_both_named(app, tmp_path, version, sentence):
    file, later = tmp_path / "backup.zip", tmp_path / "later.zip"
    runner = schema.runner()
    runner.History.create(name="9999_later")
    backup.backup(file, app.settings.data)
    with zipfile.ZipFile(file) as bundle, zipfile.ZipFile(later, "w") as changed:
        manifest = json.loads(bundle.read("manifest.json")) | {"version": version}
        changed.writestr("manifest.json", json.dumps({k: v for k, v in manifest.items() if v is not None}))
        changed.writestr("cme.sqlite3", bundle.read("cme.sqlite3"))
    with pytest.raises(Refused) as refused:
        backup.restore(later, app.settings.data)
    assert sentence in str(refused.value)
    assert not db.is_closed()
