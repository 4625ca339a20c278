"""Applications whose processes can be killed, and dice that can be thrown again: SEED=… repeats a run."""

from __future__ import annotations

import os
import random

import pytest

from tests.faults.fork_server import ForkServer
from tests.faults.running_app import RunningApp


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this run, from SEED or fresh."""
    return int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture
def dice(seed, request):
    """Dice of this test alone; what failed says how they fell."""
    print(f"SEED={seed}")
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def fork_server():
    """What hatches the processes; whatever they left behind ends with it."""
    made = ForkServer()
    yield made
    made.close()


@pytest.fixture
def running_app(database_url, tmp_path, fork_server, _fonts):
    """An installation on a fresh database; on each database that the tests run on."""
    (tmp_path / "fonts").symlink_to(_fonts, target_is_directory=True)
    made = RunningApp(database_url, tmp_path, fork_server)
    yield made
    made.kill()
    made.let_go()
    made.app.huey.storage.close()
