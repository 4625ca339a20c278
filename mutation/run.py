"""Run tests on one mutant, in a process of its own, so that no file and no other run ever sees it.

A changed function is replaced in a process that has everything loaded (`Session`). Code outside of functions runs
while a module is imported: such a mutant needs a process that has not loaded cme (`in_new_process`).
"""

from __future__ import annotations

import gc
import inspect
import os
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from mutation.mutants import ROOT, Mutant, text_of
from mutation.plugin import FailureReporter, Selection, clear_caches

CPU = 30  # seconds, added to ten times what the tests take; more means an endless loop
WALL = 240  # seconds, added to the same; more means a deadlock
NO_TESTS = 5  # the exit code of pytest where no test was selected
OPTIONS = "-q --tb=short -o cache_dir=.pytest_cache/mutants -p no:xdist --hypothesis-seed=0".split()


Trial = Callable[[Path], int]  # runs tests in a process of its own, in a folder: 0 where all passed
Judgment = Generator[tuple[Trial, float], tuple[bool, str], Any]  # asks for trials, with the seconds that they take


def in_new_process(mutant: Mutant | None, nodeids: list[str], root: Path = ROOT) -> Trial:
    """Try a mutant (None: the unchanged code) in a process that has not loaded cme."""

    def run_tests(folder: Path) -> int:
        os.chdir(root)
        if mutant is not None:
            sys.meta_path.insert(0, _Finder(mutant.file, mutant.source(root), root))
        files = sorted({nodeid.partition("::")[0] for nodeid in nodeids})
        options = [*OPTIONS, "-x", f"--basetemp={folder / 'tmp'}"]
        return int(pytest.main([*options, *files], plugins=[Selection(nodeids)]))

    return run_tests


class Session(FailureReporter):
    """A pytest session that has collected tests and set up what they share; each mutant is tried in a fork of it."""

    def __init__(self, work: Callable[[Session], None]):
        self.work = work
        self.session: pytest.Session
        self.items: dict[str, pytest.Item] = {}
        self.error: Exception | None = None

    def start(self, nodeids: Iterable[str]) -> None:
        """Collect tests, and call `work` once everything is ready."""
        files = sorted({nodeid.partition("::")[0] for nodeid in nodeids})
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            options = [*OPTIONS, "-s", "--no-header", "--no-summary", f"--basetemp={folder}/tmp"]
            options += ["-o", "tmp_path_retention_policy=none"]
            pytest.main([*options, *files], plugins=[self])
        if self.error:
            raise self.error

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.items = {item.nodeid: item for item in session.items}
        self.session = session
        with_app = [item for item in session.items if "app" in item.fixturenames]
        self._run([min(with_app or session.items, key=lambda item: len(item.fixturenames))])
        clear_caches()
        try:
            self.work(self)
        except Exception as error:
            self.error = error
        return True

    def replacing(self, mutant: Mutant | None, nodeids: list[str]) -> Trial:
        """Try a mutant (None: the unchanged code) by replacing functions in a fork of this session."""

        def run_tests(folder: Path) -> int:
            if mutant is not None:
                replace_functions(mutant)
            self._run([self.items[nodeid] for nodeid in nodeids if nodeid in self.items])
            return int(self.failed)

        return run_tests

    def _run(self, items: list[pytest.Item]) -> None:
        for item, following in zip(items, [*items[1:], self.session], strict=True):  # what the session shares stays
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return


def changed_functions(mutant: Mutant, root: Path = ROOT) -> list[tuple[CodeType, CodeType]]:
    """List the code of the changed functions, before and after; none where more than functions changes."""
    path = str(root / mutant.file)
    before = _functions_in(text_of(root / mutant.file), path)
    after = _functions_in(mutant.source(root), path)
    if not mutant.function or len(before) != len(after):
        return []
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    return pairs if all(one.co_freevars == other.co_freevars for one, other in pairs) else []


@lru_cache(maxsize=64)
def _functions_in(source: str, path: str) -> list[CodeType]:
    return list(_functions(compile(source, path, "exec", dont_inherit=True)))


def _functions(code: CodeType) -> Iterator[CodeType]:
    """List the functions of a module and of its classes, but not those within functions."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            if each.co_flags & inspect.CO_OPTIMIZED:
                yield each
            else:
                yield from _functions(each)


def replace_functions(mutant: Mutant, root: Path = ROOT) -> None:
    """Replace the code of the functions of a loaded module by that of a mutant, wherever they are referenced."""
    path, loaded = str(root / mutant.file), {}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename == path:
            loaded.setdefault((each.__code__.co_qualname, each.__code__.co_firstlineno), []).append(each)
    for before, after in changed_functions(mutant, root):
        for function in loaded.get((before.co_qualname, before.co_firstlineno), ()):
            function.__code__ = after


class _Finder(MetaPathFinder):
    """Load one module from another source than its file."""

    def __init__(self, file: str, source: str, root: Path):
        self.path, self.source = root / file, source
        parts = Path(file).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        loader = _Loader(fullname, str(self.path))
        loader.source = self.source
        return spec_from_file_location(fullname, self.path, loader=loader)


class _Loader(SourceFileLoader):
    source: str

    def get_code(self, fullname):
        return compile(self.source, self.path, "exec", dont_inherit=True)


class Child:
    """A process that runs tests; `result` returns whether one failed or timed out, and the output."""

    def __init__(self, trial: Trial, seconds: float):
        self.folder = tempfile.TemporaryDirectory(prefix="mutant-")
        self.deadline = time.monotonic() + WALL + 10 * seconds
        self.pid = os.fork()
        if self.pid == 0:
            _run_child(trial, seconds, Path(self.folder.name))
        self.process = os.pidfd_open(self.pid)

    def result(self) -> tuple[bool, str]:
        """End it with all that it started, and return whether a test failed or timed out, and the output."""
        is_late = not select.select([self.process], [], [], 0)[0]
        for end in (os.killpg, os.kill):  # it may not have a group of its own yet
            with suppress(ProcessLookupError, PermissionError):
                end(self.pid, signal.SIGKILL)
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.process)
        output = Path(self.folder.name) / "output"
        text = output.read_text("utf-8", "replace") if output.exists() else ""
        self.folder.cleanup()
        if is_late or not os.WIFEXITED(status):
            return True, f"{text}\nIt {'ran out of time' if is_late else f'ended by signal {os.WTERMSIG(status)}'}."
        return os.WEXITSTATUS(status) not in (0, NO_TESTS), text


def in_processes(judgments: Iterable[Judgment], processes: int = 1) -> Iterator[Any]:
    """Advance judgments, so many at a time: each asks for trials, is sent their results, and returns its verdict."""
    waiting, running = iter(judgments), {}
    try:
        while True:
            while len(running) < processes and (judgment := next(waiting, None)) is not None:
                yield from _advance(judgment, None, running)
            if not running:
                return
            soonest = min(child.deadline for child, _ in running.values())
            ended, _, _ = select.select(list(running), [], [], max(0, soonest - time.monotonic()))
            late = [process for process, (child, _) in running.items() if child.deadline <= time.monotonic()]
            for process in {*ended, *late}:
                child, judgment = running.pop(process)
                yield from _advance(judgment, child.result(), running)
    finally:
        for child, _ in running.values():
            child.result()


def _advance(judgment: Judgment, result, running) -> Iterator[Any]:
    try:
        child = Child(*judgment.send(result))
    except StopIteration as found:
        yield found.value
    else:
        running[child.process] = child, judgment


def result_of(trial: Trial, seconds: float) -> tuple[bool, str]:
    """Run one trial."""

    def judgment():
        return (yield trial, seconds)

    (found,) = in_processes([judgment()])
    return found


def _run_child(trial, seconds, folder) -> None:
    code = 3
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        output = os.open(folder / "output", os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        limit = int(CPU + 10 * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        os.environ |= {"FULL": "", "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis")}
        code = trial(folder)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
