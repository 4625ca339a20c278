"""Which tests reach which lines: recorded once and kept in .venv, file by file, until something changes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mutation.mutants import ROOT, Mutant
from mutation.plugin import FILES, OUT

STORE = ROOT / ".venv/mutation.json"
STEPS = ("people", "offer", "earn", "evaluate", "claim", "certify", "report", "track")
SCHEMA = "tests/base/test_migrations.py"  # holds the models against the migrated tables


class Failed(Exception):
    """Tests that fail without any mutant; its text names them."""


@dataclass(frozen=True)
class Recording:
    """What is known of the tests: seconds and lines of the mutated files for each, and the modules that they load."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, set[int]]]
    modules: list[str]

    def reaching(self, mutant: Mutant) -> list[str]:
        """List the tests that reach a mutant, the quick ones and those of its own step first.

        What stands outside of functions runs before any test: all tests that run anything of its file may notice it.
        """
        own, found = f"tests/{mutant.file.split('/')[1]}/", []
        for nodeid, lines in self.lines.items():
            mine = lines.get(mutant.file, set())
            if mine.intersection(mutant.lines) if mutant.lines else mine or nodeid.startswith(SCHEMA):
                weight = 0.1 if nodeid.startswith(SCHEMA) else 1 if nodeid.startswith(own) else 3
                found.append((weight * self.seconds[nodeid], nodeid))
        return [nodeid for _, nodeid in sorted(found)]


def record(files: list[str], processes: int = 2) -> Recording:
    """Run the tests whose results are not known yet; Failed where one fails."""
    known = json.loads(STORE.read_text()) if STORE.exists() else {}
    common = _hash(
        [*_all("cme"), *_all("templates"), *_helpers(), ROOT / "app.py", Path(__file__).with_name("plugin.py")], files
    )
    keys = {file: _hash([ROOT / file], [common]) for file in _test_files()}
    missing = [file for file, key in keys.items() if known.get(file, {}).get("key") != key]
    if missing:
        print(f"Recording which lines the tests of {len(missing)} files run …", flush=True)
        tests, modules = _run(missing, files, processes)
        for file in missing:
            mine = {nodeid: test for nodeid, test in tests.items() if nodeid.partition("::")[0] == file}
            known[file] = {"key": keys[file], "tests": mine, "modules": modules}
        STORE.write_text(json.dumps(known))
    tests = {nodeid: test for file in keys for nodeid, test in known[file]["tests"].items()}
    if failed := [nodeid for nodeid, test in tests.items() if test["failed"]]:
        for file in {nodeid.partition("::")[0] for nodeid in failed}:
            known[file]["key"] = ""
        STORE.write_text(json.dumps(known))
        raise Failed("\n".join(failed))
    modules = sorted({name for file in keys for name in known[file]["modules"]})
    lines = {nodeid: {file: set(some) for file, some in test["lines"].items()} for nodeid, test in tests.items()}
    return Recording({nodeid: test["seconds"] for nodeid, test in tests.items()}, lines, modules)


def _run(test_files: list[str], files: list[str], processes: int) -> tuple[dict, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        arguments = [
            "-q",
            "-p",
            "mutation.plugin",
            "-n",
            str(processes),
            "--tb=short",
            "--hypothesis-seed=0",
            *test_files,
        ]
        environment = os.environ | {OUT: folder, FILES: ":".join(files), "FULL": ""}
        run = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # fmt: skip
        found = [json.loads(path.read_text()) for path in Path(folder).glob("*.json")]
        if run.returncode not in (0, 1, 5) or (run.returncode != 5 and not found):
            raise Failed(run.stdout)
        if run.returncode == 1:
            print(run.stdout)
    tests = {nodeid: test for each in found for nodeid, test in each["tests"].items()}
    return tests, sorted({name for each in found for name in each["modules"]})


def _test_files() -> list[str]:
    found = [path for step in STEPS for path in (ROOT / "tests" / step).rglob("test_*.py")]
    return sorted({str(path.relative_to(ROOT)) for path in found} | {SCHEMA})


def _all(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _helpers() -> list[Path]:
    """What tests share."""
    return sorted(path for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_"))


def _hash(paths: Iterable[Path], more: list[str]) -> str:
    digest = hashlib.sha256("\n".join(more).encode())
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
