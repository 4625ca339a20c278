"""F2: the power is cut in the middle of our own claims; WAL with FULL loses, tears and halves nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cme.base import audit_log
from cme.base.store import db as database
from cme.claim import records as claims
from tests.conftest import counts
from tests.faults.claimers import PARTIAL
from tests.faults.power import Cuts, Disk, Recorded
from tests.faults.running_app import RunningApp

CUTS = counts(150, 40, heavy=1000)
CLAIMS = counts(30, 12, heavy=60)
ACKED = "SELECT c.key, o.kind FROM claim c LEFT JOIN outcome o ON o.claim_id = c.id"


@pytest.fixture
def record(_sqlite_template, tmp_path, dice):
    """Run claims, undoings and releases on the recording disk; return the files before them and its log."""
    shutil.copy(_sqlite_template, tmp_path / "cme.sqlite3")
    url = f"sqlite:///{tmp_path / 'cme.sqlite3'}"
    running_app = RunningApp(url, tmp_path, None)
    with running_app.inside():
        person = running_app.person()
        entries = running_app.stock(person, 3 * CLAIMS)
    with closing(sqlite3.connect(tmp_path / "cme.sqlite3")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    disk = Disk(f"power {tmp_path}")
    ours = database.open_database(url)

    def record(synchronous=None, checkpoint_pages=None):
        pragmas = dict(ours._pragmas) | ({"synchronous": synchronous} if synchronous else {})
        if checkpoint_pages:
            pragmas["wal_autocheckpoint"] = checkpoint_pages
        shim = Recorded(ours.database, disk.label, lock_type=ours._lock_type, pragmas=pragmas)
        start = {
            name: (tmp_path / name).read_bytes()
            for name in ("cme.sqlite3", "cme.sqlite3-wal")
            if (tmp_path / name).exists()
        }
        database.db.initialize(shim)
        with running_app.app.app_context(), database.scope():
            _work(person, entries, disk, dice)
            shim.close()
        return start, disk.log

    yield record
    disk.unregister()


def _work(person, entries, disk, dice):
    for number in range(CLAIMS):
        key = f"power-cut-claim-{number:04}"
        some = [(entry, None) for entry in entries[number * 3 : number * 3 + 3]]
        claim = claims.claim(person, key, "ama-pra-1", some, by="test")
        disk.log.append(("acked", key, None))
        outcome = dice.choice(["undone", "released", None, None])
        if outcome:
            (claims.undo if outcome == "undone" else claims.release)(claim, by="test")
            disk.log.append(("acked", key, outcome))
        if dice.random() < 0.3:
            audit_log.append()


def _cut(start, operations, dice, folder: Path) -> dict[str, int]:
    """Cut the power at random moments; count what was lost, corrupt and half written."""
    counts = {"lost": 0, "corrupt": 0, "half": 0}
    disk = Cuts(start, operations)
    for moment in sorted(dice.randrange(1, len(operations)) for _ in range(CUTS)):
        files = disk.after(moment, dice)
        acked = {}
        for operation in operations[:moment]:
            if operation[0] == "acked":
                acked[operation[1]] = operation[2]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        _look(folder / "cme.sqlite3", acked, counts)
    return counts


def _look(file, acked, counts) -> None:
    connection = sqlite3.connect(file)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        there = dict(connection.execute(ACKED).fetchall())
        half = any(connection.execute(sql).fetchone() for sql in PARTIAL.values())
    except sqlite3.DatabaseError:
        counts["corrupt"] += 1
        return
    finally:
        connection.close()
    counts["corrupt"] += not whole
    counts["half"] += half
    counts["lost"] += any(key not in there or kind and there[key] != kind for key, kind in acked.items())


@pytest.mark.parametrize("checkpoint_pages", [None, 30])
def test_a_power_cut_loses_tears_and_halves_nothing(record, dice, tmp_path, checkpoint_pages):
    start, operations = record(checkpoint_pages=checkpoint_pages)
    syncs = sum(each[0] == "sync" for each in operations)
    assert syncs >= CLAIMS, "nothing was synced: the disk does not see what SQLite does"
    counts = _cut(start, operations, dice, tmp_path / "after")
    print(f"{CUTS} cuts in {len(operations)} operations with {syncs} syncs: {counts}")
    assert counts == {"lost": 0, "corrupt": 0, "half": 0}


@pytest.mark.full
@pytest.mark.parametrize(("synchronous", "harm"), [("normal", "lost"), ("off", "lost")])
def test_the_same_cuts_find_out_a_database_that_syncs_less(record, dice, tmp_path, synchronous, harm):
    """The power check: the very same claims with synchronous=NORMAL lose what was acknowledged."""
    counts = _cut(*record(synchronous), dice, tmp_path / "after")
    print(counts)
    assert counts[harm] > CUTS // 4
