"""Which tests reach which lines: recorded once and stored in .mutation.json, file by file, until something changes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mutation import run
from mutation.mutants import ROOT, Mutant
from mutation.plugin import FILES, OUT

STORE = ROOT / ".mutation.json"
STEPS = ("people", "offer", "earn", "evaluate", "claim", "certify", "report", "track")
FIRST, SECONDS = 12, 90  # tests that are run first; at most so many seconds of the others
BASELINE = 2  # of a mutant's tests, so many are run without it first
SCHEMA = "tests/base/store/test_migrations.py"  # compares the models with the migrated tables


class TestsFailed(Exception):
    """Tests fail without any mutant; the message has their output."""


@dataclass(frozen=True)
class Recording:
    """The seconds of each test, the lines of the mutated files that it runs, and the modules that tests load."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, set[int]]]
    modules: list[str]

    def reaching(self, mutant: Mutant) -> list[str]:
        """List the tests that reach a mutant, the quick ones and those of its own step first.

        Code outside of functions runs before any test: every test of a test file that runs anything of the mutant's
        file may notice it.
        """
        reaching = [nodeid for nodeid, lines in self.lines.items() if mutant.file in lines]
        if mutant.lines:
            nodeids = [nodeid for nodeid in reaching if not self.lines[nodeid][mutant.file].isdisjoint(mutant.lines)]
        else:
            test_files = {nodeid.partition("::")[0] for nodeid in reaching} | {SCHEMA}
            nodeids = [nodeid for nodeid in self.lines if nodeid.partition("::")[0] in test_files]
        own, found = f"tests/{mutant.file.split('/')[1]}/", []
        for nodeid in nodeids:
            weight = 0.1 if nodeid.startswith(SCHEMA) else 1 if nodeid.startswith(own) else 3
            found.append((weight * self.seconds[nodeid], nodeid))
        return [nodeid for _, nodeid in sorted(found)]

    def batches(self, nodeids: list[str]) -> Iterator[tuple[list[str], float]]:
        """Divide tests: a few, then the others as far as the time goes, each with the seconds that they take."""
        rest, total = [], 0.0
        for nodeid in nodeids[FIRST:]:
            if total + self.seconds[nodeid] > SECONDS:
                break
            rest.append(nodeid)
            total += self.seconds[nodeid]
        for batch in (nodeids[:FIRST], rest):
            if batch:
                yield batch, sum(self.seconds[nodeid] for nodeid in batch)


def record(files: list[str], processes: int = 2) -> Recording:
    """Run the tests that were not recorded yet; raise TestsFailed where one fails on its own, too."""
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
            own = {nodeid: test for nodeid, test in tests.items() if nodeid.partition("::")[0] == file}
            known[file] = {"key": keys[file], "tests": own, "modules": modules}
        STORE.write_text(json.dumps(known))
    tests = {nodeid: test for file in keys for nodeid, test in known[file]["tests"].items()}
    for nodeid in [nodeid for nodeid, test in tests.items() if test["failed"]]:
        failed, output = run.result_of(run.in_new_process(None, [nodeid]), tests[nodeid]["seconds"])
        if failed:
            raise TestsFailed(output)
        print(f"{nodeid} is left out: it failed while it was recorded, and passes alone")
        del tests[nodeid], known[nodeid.partition("::")[0]]["tests"][nodeid]
        STORE.write_text(json.dumps(known))
    modules = sorted({name for file in keys for name in known[file]["modules"]})
    lines = {nodeid: {file: set(some) for file, some in test["lines"].items()} for nodeid, test in tests.items()}
    return Recording({nodeid: test["seconds"] for nodeid, test in tests.items()}, lines, modules)


def _run(test_files: list[str], files: list[str], processes: int) -> tuple[dict, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        options = f"-q -p mutation.plugin -n {processes} --tb=short --hypothesis-seed=0".split()
        environment = os.environ | {OUT: folder, FILES: ":".join(files), "FULL": ""}
        pytest = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *test_files],
            cwd=ROOT,
            env=environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        found = [json.loads(path.read_text()) for path in Path(folder).glob("*.json")]
        if pytest.returncode not in (0, 1, run.NO_TESTS):
            raise TestsFailed(pytest.stdout)
    tests = {nodeid: test for each in found for nodeid, test in each["tests"].items()}
    return tests, sorted({name for each in found for name in each["modules"]})


def _test_files() -> list[str]:
    found = [path for step in STEPS for path in (ROOT / "tests" / step).rglob("test_*.py")]
    return sorted({str(path.relative_to(ROOT)) for path in found} | {SCHEMA})


def _all(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _helpers() -> list[Path]:
    """List the helpers that tests share."""
    return sorted(path for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_"))


def _hash(paths: Iterable[Path], more: list[str]) -> str:
    digest = hashlib.sha256("\n".join(more).encode())
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
