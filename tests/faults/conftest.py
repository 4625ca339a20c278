"""Fixtures of fault tests: applications whose processes can be killed, and random numbers that SEED=… repeats."""

from __future__ import annotations

import os
import random

import pytest

from tests.faults.fork_server import ForkServer
from tests.faults.running_app import RunningApp


@pytest.fixture(scope="session")
def seed() -> int:
    """Return the seed of this run, from SEED or at random."""
    return int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture
def dice(seed, request):
    """Return random numbers for this test; the output of a failure has the seed."""
    print(f"SEED={seed}")
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def fork_server():
    """Start the fork server, with which all its processes end."""
    server = ForkServer()
    yield server
    server.close()


@pytest.fixture
def running_app(database_url, tmp_path, fork_server, _fonts):
    """Yield an installation on a new database, on each kind of database."""
    (tmp_path / "fonts").symlink_to(_fonts, target_is_directory=True)
    running = RunningApp(database_url, tmp_path, fork_server)
    yield running
    running.kill()
    running.close_connections()
    running.app.huey.storage.close()
