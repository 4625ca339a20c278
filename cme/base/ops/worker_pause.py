"""Pausing the worker, for tests only: the worker takes no task while a test holds the pause.

A test waits for an answer instead of looking again and again, and nothing is stopped in the middle. Each
worker holds a shared lock of the file that CME_TEST_WORKER_PAUSE names while it takes one task from the
queue and does it; a test that takes the exclusive lock has its answer with it: whatever ran is done, and
nothing begins until the lock is released. The kernel releases the lock of a process that is killed. It
refuses to exist outside tests.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huey.consumer import Consumer, Worker

from cme.base.settings import BadSetting

LOOK_AGAIN = 0.05  # seconds until a worker that stands still asks for its lock again, or sees that it must stop

_file: Path | None = None


def use_worker_pause(path: str) -> None:
    """Let the worker of this process heed the pause of a file from now on; BadSetting outside a test run."""
    global _file
    if os.environ.get("CME_TESTING") != "1":
        raise BadSetting("CME_TEST_WORKER_PAUSE: a worker that can be paused is for tests only (CME_TESTING=1).")
    _file = Path(path)


def consumer_class() -> type[Consumer]:
    """Return the consumer that runs the tasks: Huey's own, and in tests one that can be paused."""
    return Consumer if _file is None else PausableConsumer


@contextmanager
def paused(file: Path) -> Iterator[None]:
    """Hold the pause of a file: on entering, every worker has finished its task and takes no other."""
    # Two locks: with one, an exclusive lock that waits is overtaken by one shared lock after the other.
    with _opened(_entrance(file)) as entrance, _opened(file) as tasks:
        fcntl.flock(entrance, fcntl.LOCK_EX)
        fcntl.flock(tasks, fcntl.LOCK_EX)
        yield


class PausableWorker(Worker):
    """Huey's worker, which takes a task only where nobody holds the pause."""

    def loop(self, now=None) -> None:
        """Take one task and do it, or stand still; a signal to stop is heeded in both."""
        assert _file is not None  # there is no such worker without it
        with _opened(_file) as self._tasks:
            if _enter(self._tasks):
                super().loop(now)
                return
        self.stop_flag.wait(LOOK_AGAIN)

    def sleep(self) -> None:
        """Wait for the next task; a pause need not wait for that."""
        fcntl.flock(self._tasks, fcntl.LOCK_UN)
        super().sleep()


class PausableConsumer(Consumer):
    """Huey's consumer with workers that can be paused."""

    worker_class = PausableWorker


def _enter(tasks: int) -> bool:
    """Take the shared lock of a task without waiting; False while the pause is held or waited for."""
    assert _file is not None
    with _opened(_entrance(_file)) as entrance:
        try:
            fcntl.flock(entrance, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.flock(tasks, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _entrance(file: Path) -> Path:
    return file.with_name(file.name + ".entrance")


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    """Open a file for one lock, and release that."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # closing alone would not where a task left a fork behind
        os.close(descriptor)
