"""Run tests on one mutant, in a process of its own, so that no file and no other run ever sees it.

A changed function is put in place in a process that has everything loaded (`Session`). What stands outside of
functions runs while a module is imported: such a mutant needs a process that has nothing of ours loaded (`afresh`).
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
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from mutation.mutants import ROOT, Mutant
from mutation.plugin import Chosen, clear_caches

CPU = 30  # seconds beside ten times what the tests take; whoever needs more goes round in circles
WALL = 240  # seconds beside the same; whoever needs more waits for what does not come
NO_TESTS = 5  # what pytest says where none was chosen
OPTIONS = ["-q", "--tb=short", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0"]


def afresh(mutant: Mutant | None, nodeids: list[str], seconds: float, root: Path = ROOT) -> tuple[bool, str]:
    """Run tests on a mutant (None: on the code as it is); whether one failed or ran out of time, and the output."""

    def run_tests(folder: Path) -> int:
        os.chdir(root)
        if mutant is not None:
            sys.meta_path.insert(0, _Finder(mutant.file, mutant.source(root), root))
        files = sorted({nodeid.partition("::")[0] for nodeid in nodeids})
        options = [*OPTIONS, "-x", f"--basetemp={folder / 'tmp'}"]
        return int(pytest.main([*options, *files], plugins=[Chosen(nodeids)]))

    return _in_a_process(run_tests, seconds)


class Session:
    """A pytest session that has collected tests and set up what they share; each mutant is tried in a fork of it."""

    def __init__(self, work: Callable[[Session], None]):
        self.work = work
        self.session: pytest.Session
        self.items: dict[str, pytest.Item] = {}
        self.failed = False
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
        self._run([next((item for item in session.items if "app" in item.fixturenames), session.items[0])])
        clear_caches()
        try:
            self.work(self)
        except Exception as error:
            self.error = error
        return True

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or report.failed

    def is_killed(self, mutant: Mutant | None, nodeids: list[str], seconds: float) -> tuple[bool, str]:
        """Run tests on a mutant, as `afresh` does."""

        def run_tests(folder: Path) -> int:
            if mutant is not None:
                put_in_place(mutant)
            items = [self.items[nodeid] for nodeid in nodeids if nodeid in self.items]
            self._run(items)
            return int(self.failed)

        return _in_a_process(run_tests, seconds)

    def _run(self, items: list[pytest.Item]) -> None:
        for item, following in zip(items, [*items[1:], self.session], strict=True):  # what the session shares stays
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return


def changed_functions(mutant: Mutant, root: Path = ROOT) -> list[tuple[CodeType, CodeType]]:
    """Pair the code of each function that a mutant changes with what it becomes; none where more would change."""
    path = str(root / mutant.file)
    before = list(_functions(compile((root / mutant.file).read_text("utf-8"), path, "exec", dont_inherit=True)))
    after = list(_functions(compile(mutant.source(root), path, "exec", dont_inherit=True)))
    if not mutant.function or len(before) != len(after):
        return []
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    return pairs if all(one.co_freevars == other.co_freevars for one, other in pairs) else []


def _functions(code: CodeType) -> Iterator[CodeType]:
    """List the functions of a module and of its classes, but not those within functions."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            if each.co_flags & inspect.CO_OPTIMIZED:
                yield each
            else:
                yield from _functions(each)


def put_in_place(mutant: Mutant, root: Path = ROOT) -> None:
    """Change the functions of a loaded module to those of a mutant, wherever they are known by now."""
    path, loaded = str(root / mutant.file), {}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename == path:
            loaded.setdefault((each.__code__.co_qualname, each.__code__.co_firstlineno), []).append(each)
    for before, after in changed_functions(mutant, root):
        for function in loaded.get((before.co_qualname, before.co_firstlineno), ()):
            function.__code__ = after


class _Finder(MetaPathFinder):
    """Load one module from other text than its file has."""

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


def _in_a_process(run_tests: Callable[[Path], int], seconds: float) -> tuple[bool, str]:
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        child = os.fork()
        if child == 0:
            _be_the_child(run_tests, seconds, Path(folder))
        try:
            process = os.pidfd_open(child)
            ended, _, _ = select.select([process], [], [], WALL + 10 * seconds)
            os.close(process)
            status = os.waitpid(child, 0)[1] if ended else None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
        if status is None:
            os.waitpid(child, 0)
            return True, "it ran out of time"
        if not os.WIFEXITED(status):
            return True, f"it ended by signal {os.WTERMSIG(status)}"
        return os.WEXITSTATUS(status) not in (0, NO_TESTS), (Path(folder) / "output").read_text("utf-8", "replace")


def _be_the_child(run_tests, seconds, folder) -> None:
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
        code = run_tests(folder)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
