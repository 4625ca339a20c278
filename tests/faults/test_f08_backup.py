"""F8: backups while everybody writes: each is one moment, whole, with all that was acknowledged before it."""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
import time

import pytest

from cme.base.domain.refusal import Refused
from cme.base.ops import backup, serve
from cme.base.store import db as database
from cme.base.store.db import db
from cme.claim.records import Claim
from tests.conftest import FULL, counts, settings_for
from tests.faults import claimers
from tests.faults.claimers import PARTIAL, Claimer
from tests.faults.running_app import Browser, RunningApp
from tests.ledger_audit import assert_ledger_balances

BACKUPS = counts(20, 3, heavy=100)
PATIENCE = 300  # seconds, on a busy machine
WRITERS = 2


@pytest.fixture
def busy(running_app):
    """An application whose people claim and undo all the time; yield these clients."""
    with running_app.inside():
        people = [running_app.person() for _ in range(WRITERS)]
        stock = [running_app.stock(each, 900) for each in people]
        cookies = [running_app.browser(each, port=1).cookie for each in people]
    running_app.open()
    writers = [
        Claimer(Browser(running_app.ports[0], cookie), free, random.Random(number), pause=0.1 if FULL else 0.02)
        for number, (cookie, free) in enumerate(zip(cookies, stock, strict=True))
    ]
    for each, person in zip(writers, people, strict=True):
        each.person = person
        each.start()
    yield writers
    for each in writers:
        each.stop.set()
    for each in writers:
        each.join(PATIENCE)
        assert not each.errors, each.errors


def _remembered(writers) -> dict:
    return {key: claim for each in writers for key, claim in list(each.acked.items())}


def _wait_for_more(writers, before) -> None:
    until = time.monotonic() + PATIENCE
    while len(_remembered(writers)) < before + 2:
        assert time.monotonic() < until, "nobody writes"
        time.sleep(0.01)


def _set_writing(writers, write) -> None:
    for each in writers:
        each.go.set() if write else each.go.clear()


@pytest.mark.full
def test_a_backup_taken_under_load_is_restored_whole_in_a_fresh_folder(running_app, busy, tmp_path, fork_server):
    # on PostgreSQL it is one transaction's view that is copied: fewer will do
    for number in range(BACKUPS // 4 if running_app.url.startswith("postgres") else BACKUPS):
        _set_writing(busy, write=True)
        for each in busy:  # nobody's entries last for a hundred backups
            if len(each.free) < 200:
                with running_app.inside():
                    each.free.extend(running_app.stock(each.person, 600))
        _wait_for_more(busy, len(_remembered(busy)))
        acked = _remembered(busy)
        file = tmp_path / f"backup-{number}.zip"
        with running_app.inside():
            counts = backup.backup(file, running_app.data)
        _set_writing(busy, write=False)  # what is looked at below takes long
        fresh = tmp_path / f"fresh-{number}"
        fresh.mkdir()
        other = RunningApp(f"sqlite:///{fresh / 'cme.sqlite3'}", fresh, fork_server)
        with other.inside():
            assert backup.restore(file, fresh) == counts
            claimed = {row.key for row in Claim.select(Claim.key)}
            assert acked.keys() <= claimed, "acknowledged before the backup began, and not in it"
            assert claimers.partial() == [] and claimers.integrity_errors() == []
            assert_ledger_balances()
        other.app.huey.storage.close()
        database.open_database(running_app.url)  # this process looks at the application again
        shutil.rmtree(fresh)
        file.unlink()


@pytest.mark.full
@pytest.mark.database("sqlite")
def test_a_copy_of_the_file_is_found_out(running_app, busy, tmp_path):
    """The power check: a copy of the file misses what was acknowledged before, or is torn."""
    bad = 0
    for number in range(3):
        _wait_for_more(busy, len(_remembered(busy)))
        acked = _remembered(busy)
        copy = tmp_path / f"copy-{number}.sqlite3"
        shutil.copy(running_app.data / "cme.sqlite3", copy)
        try:
            other = sqlite3.connect(copy)
            there = {key for (key,) in other.execute("SELECT key FROM claim")}
            torn = other.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
            half = any(other.execute(sql).fetchone() for sql in PARTIAL.values())
        except sqlite3.DatabaseError:
            there, torn, half = set(), True, True
        finally:
            other.close()
        bad += torn or half or not acked.keys() <= there
    assert bad > 0


def test_the_commands_do_the_same_from_a_shell(running_app, busy, tmp_path, fork_server):
    _wait_for_more(busy, 0)
    acked = _remembered(busy)
    file, fresh = tmp_path / "by hand.zip", tmp_path / "fresh"
    flask = [serve.BIN / "flask", "--app", "app", "base"]

    def run(command, env, code=0) -> str:
        log = tmp_path / f"{command[-2]}.log"
        log.unlink(missing_ok=True)
        assert fork_server.wait(fork_server.spawn(command, env, log)) == code, log.read_text()[-2000:]
        assert "Traceback" not in log.read_text()
        return log.read_text()

    printed = run([*flask, "backup", file], running_app.environment(running_app.ports[0]))
    assert "rows of" in printed and file.stat().st_mode & 0o077 == 0, "the keys in it are for nobody else"
    env = settings_for(f"sqlite:///{fresh / 'cme.sqlite3'}", fresh)
    fresh.mkdir()
    assert "restored" in run([*flask, "restore", file], env)
    assert "something in this database" in run([*flask, "restore", file], env, code=1)
    with running_app.inside(), pytest.raises(Refused, match="never overwrites"):
        backup.backup(file, running_app.data)
    with sqlite3.connect(fresh / "cme.sqlite3") as other:
        assert acked.keys() <= {key for (key,) in other.execute("SELECT key FROM claim")}
    other.close()


@pytest.mark.full
@pytest.mark.database("sqlite")
def test_a_backup_of_a_large_file_ends_although_somebody_writes_all_the_time(running_app, tmp_path):
    """Pages are copied some at a time; to start again whenever somebody wrote would be to start for ever."""
    with running_app.inside():
        db.execute_sql("CREATE TABLE ballast (number INTEGER, body BLOB)")
        with db.atomic():
            for _ in range(60):
                db.execute_sql("INSERT INTO ballast VALUES (0, zeroblob(1000000))")
    stopped, written = threading.Event(), []

    def write():
        other = sqlite3.connect(running_app.data / "cme.sqlite3", isolation_level=None, timeout=30)
        while not stopped.wait(0.002):
            other.execute("UPDATE ballast SET number = number + 1 WHERE rowid = 1")
            written.append(time.monotonic())
        other.close()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    done = []

    def copy():
        with running_app.inside():
            backup.backup(tmp_path / "large.zip", running_app.data)
        done.append(time.monotonic())

    copier = threading.Thread(target=copy, daemon=True)
    began = time.monotonic()
    copier.start()
    copier.join(PATIENCE)
    ended = bool(done)
    stopped.set()
    thread.join(PATIENCE)
    copier.join(PATIENCE)
    assert ended, "the backup ended only when nobody wrote any more"
    assert sum(began < at < done[0] for at in written) > 3, "nobody wrote meanwhile"
