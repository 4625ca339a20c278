"""Run tests on one mutant, in a process of its own that has the libraries loaded and nothing of ours."""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path

from mutation.mutants import ROOT, Mutant
from mutation.plugin import Chosen

CPU = 30  # seconds beside ten times what the tests take; whoever needs more goes round in circles
WALL = 240  # seconds beside the same; whoever needs more waits for what does not come
NO_TESTS = 5  # what pytest says where none was chosen
FIRST, SECONDS = 15, 90  # tests that are tried first; of all of them so many seconds at most


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


def batches(nodeids: list[str], seconds: dict[str, float]) -> list[list[str]]:
    """Divide tests, the best first: a few, then the others as far as the time goes."""
    first, rest, total = nodeids[:FIRST], [], 0.0
    for nodeid in nodeids[FIRST:]:
        total += seconds[nodeid]
        if total > SECONDS:
            break
        rest.append(nodeid)
    return [batch for batch in (first, rest) if batch]


def is_killed(mutant: Mutant | None, nodeids: list[str], seconds: float, root: Path = ROOT) -> tuple[bool, str]:
    """Run tests on a mutant (None: on the code as it is); whether one failed or ran out of time, and the output."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        child = os.fork()
        if child == 0:
            _run_tests(mutant, nodeids, seconds, root, Path(folder))
        try:
            process = os.pidfd_open(child)
            ended, _, _ = select.select([process], [], [], WALL + 10 * seconds)
            os.close(process)
            status = os.waitpid(child, 0)[1] if ended else None
        finally:
            _end_group(child)
        if status is None:
            os.waitpid(child, 0)
            return True, "it ran out of time"
        if not os.WIFEXITED(status):
            return True, f"it ended by signal {os.WTERMSIG(status)}"
        return os.WEXITSTATUS(status) not in (0, NO_TESTS), (Path(folder) / "output").read_text("utf-8", "replace")


def _end_group(child: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def _run_tests(mutant, nodeids, seconds, root, folder) -> None:
    code = 3
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        output = os.open(folder / "output", os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        limit = int(CPU + 10 * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        os.chdir(root)
        os.environ |= {"FULL": "", "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis")}
        if mutant is not None:
            sys.meta_path.insert(0, _Finder(mutant.file, mutant.source(root), root))
        import pytest

        files = sorted({nodeid.partition("::")[0] for nodeid in nodeids})
        arguments = [
            "-x",
            "-q",
            "--tb=short",
            "-p",
            "no:cacheprovider",
            "--hypothesis-seed=0",
            f"--basetemp={folder / 'tmp'}",
        ]
        code = int(pytest.main([*arguments, *files], plugins=[Chosen(nodeids)]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
