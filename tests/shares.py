"""The distribution of tests among processes: the longest begin first, so that none of them runs last and alone.

The tests of a file run in one process, for its fixtures; those of a few long files run wherever there is room.
"""

from __future__ import annotations

from pathlib import Path

from xdist.scheduler import LoadFileScheduling

# The files that take longest with FULL=1, longest first.
LONG = (
    "tests/faults/test_f04_reports.py",
    "tests/faults/test_f01_killed.py",
    "tests/matrix/test_text.py",
    "tests/faults/test_f21_soak.py",
    "tests/report/test_sandbox_faults.py",
    "tests/matrix/test_matrix.py",
    "tests/faults/test_f23_migrate.py",
    "tests/faults/test_f08_backup.py",
    "tests/faults/test_f02_power.py",
    "tests/report/test_outages.py",
    "tests/earn/courses/test_machine.py",
    "tests/offer/questions/test_import.py",
    "tests/matrix/test_csrf.py",
    "tests/browser/test_start.py",
    "tests/browser/test_passkeys.py",
)
SPLIT = ("tests/matrix/test_text.py", "tests/browser/test_pages_of_people.py")


def in_order(items: list) -> list:
    """Put the tests of the long files first and leave the others in their order."""
    positions = {file: position for position, file in enumerate(LONG)}
    return sorted(items, key=lambda item: positions.get(_file(item.nodeid), len(positions)))


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


class Shares(LoadFileScheduling):
    """Give each process a file at a time, or a test of a file in SPLIT, in their order."""

    def __init__(self, config, log):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        return nodeid if _file(nodeid) in SPLIT else super()._split_scope(nodeid)


for _named in (*LONG, *SPLIT):
    assert (Path(__file__).parent.parent / _named).exists(), f"{_named} does not exist"
