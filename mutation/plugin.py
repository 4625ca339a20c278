"""Two plugins of pytest: one records which test runs which lines, one selects tests and orders them."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from functools import cache
from pathlib import Path
from types import FunctionType

import coverage
import pytest

OUT = "MUTATION_MAP"  # the folder of the recording; unset where nothing is recorded
FILES = "MUTATION_FILES"  # the files whose lines are of interest, by ":"
FAILED = "This test failed: "
CACHED = (FunctionType, type(cache(len)))


class Recorder:
    """Record for each test how long it took, whether it passed, and the lines of the mutated files that it ran."""

    def __init__(self, folder: Path, files: list[str]):
        self.folder, self.files = folder, files
        self.coverage = coverage.Coverage(data_file=None, config_file=False, include=files)
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.coverage.start()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        clear_caches()
        self.coverage.switch_context(item.nodeid)
        started = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - started
        self.coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self):
        self.coverage.stop()
        if not self.seconds:
            return
        lines: dict[str, dict[str, list[int]]] = {nodeid: {} for nodeid in self.seconds}
        data = self.coverage.get_data()
        for file in self.files:
            for line, nodeids in data.contexts_by_lineno(str(Path(file).resolve())).items():
                for nodeid in filter(None, nodeids):
                    lines[nodeid].setdefault(file, []).append(line)
        tests = {
            nodeid: {"seconds": round(self.seconds[nodeid], 3), "failed": nodeid in self.failed, "lines": found}
            for nodeid, found in lines.items()
        }
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps({"tests": tests, "modules": _modules()}))


def clear_caches() -> None:
    """Clear the caches of functions of cme, so that lines that ran for an earlier test run for this one too."""
    for name, module in list(sys.modules.items()):
        if name == "cme" or name.startswith("cme."):
            for value in list(vars(module).values()):
                if type(value) in CACHED and hasattr(value, "cache_clear"):
                    value.cache_clear()


def _modules() -> list[str]:
    """List the modules of other packages that a run loads."""
    files = [(name, getattr(module, "__file__", None) or "") for name, module in list(sys.modules.items())]
    return [name for name, file in files if "site-packages" in file]


def failing_test(output: str) -> str | None:
    """Return the last failed test in the output of a run, or None."""
    found = re.findall(rf"^{FAILED}(.+)$", output, re.MULTILINE)
    return found[-1] if found else None


class FailureReporter:
    """Print the name of a test that fails."""

    failed = False

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed = True
            os.write(1, f"\n{FAILED}{report.nodeid}\n".encode())


class Selection(FailureReporter):
    """Run only these tests, in this order."""

    def __init__(self, nodeids: list[str]):
        self.positions = {nodeid: position for position, nodeid in enumerate(nodeids)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items[:] = sorted(
            (item for item in items if item.nodeid in self.positions), key=lambda item: self.positions[item.nodeid]
        )


def pytest_configure(config):
    if OUT in os.environ:
        config.pluginmanager.register(Recorder(Path(os.environ[OUT]), os.environ[FILES].split(":")))
