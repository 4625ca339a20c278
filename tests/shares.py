"""How the tests are shared out among the processes: what takes long begins first, so that none is left alone with it.

A file stays in one process, for its fixtures; the parts of a few long ones go wherever there is room.
"""

from __future__ import annotations

from pathlib import Path

from xdist.scheduler import LoadFileScheduling

# What takes longest with FULL=1, the longest first.
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
APART = ("tests/matrix/test_text.py", "tests/browser/test_pages_of_people.py")


def in_order(items: list) -> list:
    """Put the tests of the long files first; the rest stays as it is."""
    places = {file: place for place, file in enumerate(LONG)}
    return sorted(items, key=lambda item: places.get(_file(item.nodeid), len(places)))


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


class Shares(LoadFileScheduling):
    """Give each process a file at a time, or one test of a file whose tests stand apart, in the order they have."""

    def __init__(self, config, log):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        return nodeid if _file(nodeid) in APART else super()._split_scope(nodeid)


for _named in (*LONG, *APART):
    assert (Path(__file__).parent.parent / _named).exists(), f"{_named} is named here and not there"
