"""The real thing for the browser: `python -m cme.base.serve` on a port and a folder of its own."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_WITHIN, STOP_WITHIN = 120, 40  # seconds, on a machine that does other things too


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare(shared: Path) -> Path:
    """Make the demo's data once for all test processes, which copy it; gives the folder."""
    data = shared / "browser-data"
    with (shared / "browser-data.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.is_dir():
            half = shared / "browser-data.half"
            for step in (["base", "migrate"], ["offer", "demo"], ["track", "demo"], ["certify", "prepare"]):
                _flask(step, half)
            half.rename(data)
    return data


def _flask(step, data: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", *step]
    env = _environment(data, 1)
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(step)}: {done.stdout}{done.stderr}"


def _environment(data: Path, port: int) -> dict[str, str]:
    theirs = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")}
    return theirs | {
        "CME_DEMO": "1", "CME_TESTING": "1", "CME_DATA": str(data), "PORT": str(port),
        "CLAIM_HOLD_MINUTES": "10", "VERIFY_PER_MINUTE": "1000", "PYTHONUNBUFFERED": "1",
        "CME_TEST_CLOCK": str(data / "test-clock"),
    }  # fmt: skip


class House:
    """A running CME Desk: web server, worker, database, its clock, and a way in past the pages."""

    def __init__(self, data: Path):
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "output.log"
        self.environment = _environment(data, self.port)
        self.clock_file = Path(self.environment["CME_TEST_CLOCK"])
        self._app = None

    def start(self) -> House:
        """Start it and wait until it answers."""
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cme.base.serve"], cwd=ROOT, env=self.environment,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            assert self.process.poll() is None, f"it ended at once:\n{self.said()}"
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200 and "CME Desk is at" in self.said():
                        return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"it did not answer within {START_WITHIN} s:\n{self.said()}")

    def stop(self) -> None:
        """Stop it as Ctrl-C or a service manager does; it leaves no process and printed no traceback."""
        self.resume_worker()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise AssertionError(f"it did not stop within {STOP_WITHIN} s:\n{self.said()}") from None
        left = self.processes()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert not left, "processes were left behind"
        assert code == 0, f"it ended with {code}:\n{self.said()}"
        assert "Traceback" not in self.said(), self.said()
        assert not re.search(r'"level": "(error|critical)"| ERROR ', self.said()), self.said()

    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text(errors="replace")

    def processes(self, holding: str = "") -> list[int]:
        """List its processes by the folder in their environment (where there is a /proc)."""
        mark, found = f"CME_DATA={self.data}".encode(), []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                mine = mark in (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if mine and holding in command and int(folder.name) != os.getpid():
                found.append(int(folder.name))
        return found

    def pause_worker(self) -> None:
        """Let the worker stand still, as on a machine that has too much to do; not while it writes."""
        for _ in range(200):
            for pid in self.processes("base work"):
                os.kill(pid, signal.SIGSTOP)
            if self._can_write():
                return
            self.resume_worker()
            time.sleep(0.02)
        raise AssertionError("the worker writes without a pause")

    def _can_write(self) -> bool:
        beside = sqlite3.connect(self.data / "cme.sqlite3", timeout=0.2, isolation_level=None)
        try:
            beside.execute("BEGIN IMMEDIATE")
            beside.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
        finally:
            beside.close()
        return True

    def resume_worker(self) -> None:
        """Let the worker go on."""
        for pid in self.processes("base work"):
            os.kill(pid, signal.SIGCONT)

    def clock_forward(self, seconds: int) -> None:
        """Move its clock on for every process; 0 gives it back."""
        self.clock_file.write_text(f"+{seconds}" if seconds else "")

    @contextmanager
    def inside(self):
        """Read and write its database by the real records, beside the running processes."""
        from app import create_app
        from cme.base import clock, db

        clock.use_test_clock(str(self.clock_file))
        self._app = self._app or create_app(self.environment)
        db.open_database(self._app.settings.database_url)
        try:
            with self._app.app_context(), db.scope():
                yield self._app
        finally:
            db.db.close()
            clock._test_file = None


def copy(prepared: Path, to: Path) -> Path:
    """Copy prepared data for one process of tests."""
    shutil.copytree(prepared, to)
    return to
