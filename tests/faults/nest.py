"""A nest: a process that has imported everything, and hatches servers and workers by fork.

What it hatches runs the command line that serve.py would, in a group of its own, so that starting again
after a kill costs a fraction of a second. Whatever is left dies with the nest, and the nest with the test.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Nest:
    """The nest as the tests see it."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nest"], cwd=ROOT, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"CME_TESTING": "1"},
        )  # fmt: skip
        if self._process.stdout.readline() != "ready\n":
            raise RuntimeError("the nest did not come up")

    def hatch(self, command, env: dict, log: Path) -> int:
        """Start a command (granian or flask) in a group of its own; gives its process id, which is the group's too."""
        said = {"command": [str(part) for part in command], "env": env, "log": str(log)}
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """Kill what is left, and end."""
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


def group(pid: int) -> list[int]:
    """List the processes of a group that still live."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state, _, of = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(of) == pid and state not in "ZX":
            found.append(int(entry.name))
    return found


def kill(*pids: int, with_signal=signal.SIGKILL, seconds: float = 60) -> None:
    """End whole groups, and wait until nothing of them is left."""
    for pid in pids:
        try:
            os.killpg(pid, with_signal)
        except ProcessLookupError:
            continue
    until = time.monotonic() + seconds
    while any(group(pid) for pid in pids):
        if time.monotonic() > until:
            raise TimeoutError(f"groups {pids} do not end")
        time.sleep(0.005)


def main() -> None:
    """Import everything, then hatch what the lines of standard input say."""
    import flask.cli
    import granian.cli
    import granian.server

    import app  # noqa: F401
    from cme.certify.paper import render, sign  # noqa: F401

    entries = {"granian": granian.cli.entrypoint, "flask": flask.cli.main}
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    answers.write("ready\n")
    hatched = []
    for line in sys.stdin:
        said = json.loads(line)
        pid = os.fork()
        if pid == 0:
            answers.close()
            _live(said, entries)
        hatched.append(pid)
        _wait_for_group(pid)
        answers.write(f"{pid}\n")
    for pid in hatched:
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _wait_for_group(pid) -> None:
    """Wait until a child has a group of its own: before that, killing its group would kill nobody."""
    try:
        while os.getpgid(pid) != pid:
            time.sleep(0.001)
    except ProcessLookupError:
        return


def _live(said, entries) -> None:
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        log = os.open(said["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for old, new in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(old, new)
        os.environ.update(said["env"])
        sys.argv = said["command"]
        entries[Path(sys.argv[0]).name]()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
