"""The switch that lets a worker stand still in tests: it is answered, it never stops work in the middle, and it ends."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cme.base.ops import worker_pause
from cme.base.settings import BadSetting
from tests.base.ops import pausable_worker
from tests.conftest import settings_for

ROOT = Path(__file__).parents[3]
SOON, IN_VAIN = 30, 1.5  # seconds: for what must come, and for what must not (a worker looks twice a second at least)


class RunningWorker:
    """A worker in processes of its own, and the pipe that its tasks write into."""

    def __init__(self, app, url, data: Path):
        self.file, self.hold = data / "pause", data / "hold"
        os.mkfifo(self.hold)
        self._pipe, theirs = os.pipe()
        env = os.environ | settings_for(url, data) | {"CME_TEST_WORKER_PAUSE": str(self.file)}
        command = [
            sys.executable,
            "-c",
            "from tests.base.ops.pausable_worker import main; main()",
            str(theirs),
            str(self.hold),
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[theirs], start_new_session=True)
        os.close(theirs)
        app.huey.flush()
        self.tasks = pausable_worker.tasks(app)
        assert self.line() == "ready"

    def line(self, seconds: float = SOON) -> str:
        """Read what a task wrote; "" when nothing comes in time."""
        if not select.select([self._pipe], [], [], seconds)[0]:
            return ""
        found = b""
        while not found.endswith(b"\n"):
            byte = os.read(self._pipe, 1)
            if not byte:
                return ""
            found += byte
        return found.decode().strip()

    def let_task_end(self) -> None:
        """Let the task that waits go on."""
        self.hold.write_text("")

    def wait_until_it_heeds(self, number: int) -> None:
        """Wait until the process that is in charge has set what it does on a signal."""
        status, until = Path(f"/proc/{self.process.pid}/status"), time.monotonic() + SOON
        while not int(status.read_text().partition("SigCgt:")[2].split()[0], 16) >> (number - 1) & 1:
            assert time.monotonic() < until, f"it heeds no signal {number}"
            time.sleep(0.01)

    def kill(self) -> None:
        """Kill all its processes at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SOON)

    def close(self) -> None:
        """Leave nothing of it behind."""
        if self.process.poll() is None:
            self.kill()
        os.close(self._pipe)


@pytest.fixture
def worker(app, database_url, tmp_path):
    """A running worker on the database of the test."""
    running = RunningWorker(app, database_url, tmp_path)
    yield running
    running.close()


def is_free(file: Path) -> bool:
    """Whether no task runs and nobody holds the pause."""
    with file.open("a") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_a_task_that_is_woken_in_a_pause_stays_undone_and_is_done_afterwards(worker):
    worker.tasks["write"](1)
    assert worker.line() == "did 1"
    with worker_pause.paused(worker.file):
        worker.tasks["write"](2)
        assert worker.line(IN_VAIN) == ""
    assert worker.line() == "did 2"


def test_the_pause_is_answered_when_the_task_that_runs_is_done(worker):
    worker.tasks["wait"](1)
    assert worker.line() == "began 1"
    assert not is_free(worker.file)
    worker.let_task_end()
    with worker_pause.paused(worker.file):
        assert worker.line(0) == "did 1", "whatever had begun is done"


@pytest.mark.full
def test_workers_that_always_have_a_task_do_not_keep_a_pause_waiting(worker, app):
    for number in range(8):
        worker.tasks["again"](number)
    for _ in range(5):
        with worker_pause.paused(worker.file):
            waiting = [task.name for task in app.huey.pending()]
            assert waiting.count("tests.again") == 8


@pytest.mark.full
def test_a_worker_that_stands_still_stops_on_a_signal(worker):
    with worker_pause.paused(worker.file):
        worker.tasks["write"](1)
        worker.wait_until_it_heeds(signal.SIGTERM)
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(SOON) == 0
        assert worker.line(0) == "", "and took nothing on the way"


@pytest.mark.full
def test_a_worker_that_is_killed_in_its_task_keeps_no_pause_waiting(worker):
    worker.tasks["wait"](1)
    assert worker.line() == "began 1"
    worker.kill()
    with worker_pause.paused(worker.file):
        assert worker.line(0) == ""


def test_a_pause_ends_with_the_process_that_holds_it(worker):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, pathlib, time; from cme.base.ops import worker_pause\n"
            "with worker_pause.paused(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(600)",
            worker.file,
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    worker.tasks["write"](1)
    assert worker.line(IN_VAIN) == ""
    holder.kill()
    holder.communicate(timeout=SOON)
    assert worker.line() == "did 1"


def test_outside_tests_there_is_no_such_switch(tmp_path, monkeypatch):
    for outside in ("", "0", "yes"):
        monkeypatch.setenv("CME_TESTING", outside)
        with pytest.raises(BadSetting, match="for tests only"):
            worker_pause.use_worker_pause(str(tmp_path / "pause"))
    env = os.environ | {"CME_DATA": str(tmp_path), "CME_TEST_WORKER_PAUSE": str(tmp_path / "pause"), "CME_TESTING": "0"}
    command = [sys.executable, "-m", "flask", "--app", "app", "base", "work"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith("CME_TEST_WORKER_PAUSE: ") and "Traceback" not in done.stderr
