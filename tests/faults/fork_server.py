"""A fork server: a process that has imported everything, and starts servers and workers by fork.

A process that it starts runs the command line of serve.py in a process group of its own, and starts in a fraction of
a second. What is left ends with the fork server, and that with the tests.
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


class ForkServer:
    """The fork server, as tests use it."""

    def __init__(self, env: dict | None = None):
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.fork_server"],
            cwd=ROOT,
            text=True,
            start_new_session=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=(env or os.environ) | {"CME_TESTING": "1"},
        )

    def spawn(self, command, env: dict, log: Path) -> int:
        """Start a command (granian or flask) in a process group of its own; return its process id, which is the group's too."""
        return self._send({"command": [str(part) for part in command], "env": env, "log": str(log)})

    def kill(self, *pids: int) -> None:
        """Kill whole groups that this fork server started, wait until no process of them is left, and forget them."""
        for pid in pids:
            os.killpg(pid, signal.SIGKILL)  # the fork server has not reaped it: the number is still its own
        for pid in pids:
            self.wait(pid)

    def stop(self, *pids: int, seconds: float = 300) -> list[int]:
        """Ask the first process of each group to end, as serve.py does, and wait for the rest; return their exit codes.

        Granian reports an error where its workers get the signal before it does.
        """
        for pid in pids:
            os.kill(pid, signal.SIGTERM)
        return [self.wait(pid, seconds) for pid in pids]

    def lives(self, pid: int) -> bool:
        """Return whether the first process of a group still runs."""
        return _lives(pid)

    def wait(self, pid: int, seconds: float = 300) -> int:
        """Wait until no process of a group is left and forget it; return the exit code of its first process."""
        until = time.monotonic() + seconds
        while _lives(pid) or group(pid):
            if time.monotonic() > until:
                raise TimeoutError(f"group {pid} does not end")
            time.sleep(0.005)
        return self._send({"forget": pid})

    def _send(self, request: dict) -> int:
        if not self._ready and self._process.stdout.readline() != "ready\n":
            raise RuntimeError("the fork server did not come up")
        self._ready = True
        self._process.stdin.write(json.dumps(request) + "\n")
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
        state, group_id = _state(int(entry.name))
        if group_id == pid and state not in "ZX":
            found.append(int(entry.name))
    return found


def _lives(pid: int) -> bool:
    return _state(pid)[0] not in "ZX"


def _state(pid: int) -> tuple[str, int]:
    """Return the state of a process and its group: "X" and 0 when there is none."""
    try:
        state, _, group_id = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except (FileNotFoundError, ProcessLookupError):
        return "X", 0
    return state, int(group_id)


def main() -> None:
    """Import everything, then start what the lines of standard input name."""
    import flask.cli
    import granian.cli
    import granian.server
    import pyhanko.sign.signers  # noqa: F401 - what a worker loads first takes a second

    import app  # noqa: F401
    from cme.certify.pdf import render, sign  # noqa: F401

    entries = {"granian": granian.cli.entrypoint, "flask": flask.cli.main}
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    answers.write("ready\n")
    # A child is not reaped until it is forgotten, so that its process id is not reused: we would kill another
    # group with it.
    spawned = set()
    for line in sys.stdin:
        request = json.loads(line)
        if "forget" in request:
            _, status = os.waitpid(request["forget"], 0)
            spawned.discard(request["forget"])
            answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
            continue
        pid = os.fork()
        if pid == 0:
            answers.close()
            _run(request, entries)
        spawned.add(pid)
        _wait_for_group(pid)
        answers.write(f"{pid}\n")
    for pid in spawned:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _wait_for_group(pid) -> None:
    """Wait until a child has a group of its own: before that, killing its group would kill nobody."""
    while os.getpgid(pid) != pid:
        time.sleep(0.001)


def _run(request, entries) -> None:
    code = 1
    try:
        os.setsid()
        log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for old, new in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(old, new)
        os.environ.update(request["env"])
        sys.argv = request["command"]
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
