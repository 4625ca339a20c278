"""A real worker for test_worker_pause.py, with tasks that say in a pipe what they do."""

from __future__ import annotations

import os
import sys

from app import create_app
from cme.base.ops.commands import run_worker

WORKERS = 2


def tasks(app, pipe: int = -1, hold: str = os.devnull) -> dict:
    """Make the tasks of this test known to an app; they write into the pipe."""

    def write(number):
        os.write(pipe, f"did {number}\n".encode())

    def wait(number):
        os.write(pipe, f"began {number}\n".encode())
        with open(hold) as end:
            end.read()
        write(number)

    def again(number):
        found["again"](number)

    found = {each.__name__: app.huey.task(name=f"tests.{each.__name__}")(each) for each in (write, wait, again)}
    return found


def main() -> None:
    """Run a worker; called by its name, for Huey names a task by the module that it stands in."""
    pipe, hold = sys.argv[1:]
    app = create_app()
    tasks(app, int(pipe), hold)
    os.write(int(pipe), b"ready\n")
    run_worker(app, WORKERS)
