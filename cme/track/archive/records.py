"""Requested archives: a row with a lease, and a file in CME_DATA for a week. Working state."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField

from cme.base import clock, queue
from cme.base.lease import Lease
from cme.base.once import once
from cme.base.store.db import Row, When, db
from cme.people.records import Person

TRIES = 3
LIFETIME = timedelta(days=7)


class Pack(Row):
    """An archive of all records, or for an audit (`about` is the cycle's id); requested again, it is made anew."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    kind = CharField(max_length=12)
    about = CharField(max_length=40, default="")
    requested = When(column_name="asked")
    step = IntegerField(default=0)
    steps = IntegerField(default=0)
    lease = When(null=True)
    tries = IntegerField(default=0)
    error = CharField(max_length=300, default="", column_name="fault")
    finished = When(null=True, index=True, column_name="made")
    file = CharField(max_length=60, default="")
    size = BigIntegerField(default=0)
    sha256 = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("person", "kind", "about"), True),)

    @property
    def path(self) -> Path:
        """Where its file is, or will be."""
        return folder() / (self.file or "none")

    @property
    def state(self) -> str:
        """Its state: "waiting", "running", "failed", "done", or "gone" once the file was deleted."""
        if self.finished:
            return "done" if self.path.is_file() else "gone"
        if self.tries >= TRIES and not LEASE.is_held(self):
            return "failed"
        return "running" if self.step else "waiting"

    @property
    def expires(self) -> datetime:
        """When its file is deleted."""
        return self.finished + LIFETIME


LEASE = Lease(Pack.lease, seconds=90)


def folder() -> Path:
    """Return the folder of the files, which the server alone can read."""
    path = current_app.settings.data / "archives"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def find(person: Person, kind: str, about: str = "") -> Pack | None:
    """Return a person's archive of a kind, or None."""
    return Pack.get_or_none(Pack.person == person.id, Pack.kind == kind, Pack.about == about)


def ask_for(person: Person, kind: str, about: str = "") -> Pack | None:
    """Request an archive and return it, the one being made if there is one; None for an account just deleted."""
    fresh = {"requested": clock.now(), "step": 0, "steps": 0, "lease": None, "tries": 0, "error": "", "finished": None}
    with db.atomic():
        pack = once(
            lambda: find(person, kind, about), lambda: Pack.create(person=person.id, kind=kind, about=about, **fresh)
        )
        if pack.state not in ("waiting", "running"):
            Pack.update(file="", **fresh).where(Pack.id == pack.id).execute()
            pack.path.unlink(missing_ok=True)
        queue.wake()
    return find(person, kind, about)


def waiting() -> list[Pack]:
    """Return up to 20 archives that are not finished and that no process holds, those with the fewest tries first."""
    query = Pack.select().where(Pack.finished.is_null(), Pack.tries < TRIES, LEASE.is_free())
    return list(query.order_by(Pack.tries, Pack.requested).limit(20))


def take(pack_id: int) -> Pack | None:
    """Lease an archive to this process; None where it is finished, deleted, given up or another process's."""
    leased = LEASE.take_free(pack_id, Pack.finished.is_null(), Pack.tries < TRIES, tries=Pack.tries + 1)
    return Pack.get_by_id(pack_id) if leased else None


def save_progress(pack: Pack, step: int, steps: int) -> None:
    """Save how far the archive is, and extend its lease."""
    LEASE.extend(pack.id, step=step, steps=steps)


def release(pack: Pack, step: int, steps: int) -> None:
    """Release an archive that waits for PDFs, and save how many there are; this does not count as a try."""
    LEASE.release(pack.id, step=step, steps=steps, tries=Pack.tries - 1)


def new_file() -> str:
    """Return a name for a file that nobody can guess."""
    return f"{secrets.token_hex(24)}.zip"


def finish(pack: Pack, file: str, size: int, sha256: str) -> None:
    """Save that an archive is finished; delete its file where the row is gone (the account was deleted meanwhile)."""
    if not LEASE.release(pack.id, finished=clock.now(), file=file, size=size, sha256=sha256, error=""):
        (folder() / file).unlink(missing_ok=True)


def fail(pack: Pack, sentence: str) -> None:
    """Save why an archive could not be made; it is tried again until the tries are used up."""
    LEASE.release(pack.id, error=sentence[:300])


def forget(person: Person) -> None:
    """Delete every archive of a person."""
    for pack in Pack.select().where(Pack.person == person.id):
        if pack.file:
            pack.path.unlink(missing_ok=True)
    Pack.delete().where(Pack.person == person.id).execute()


def forget_old() -> None:
    """Delete archives that are a week old, and files that no row names (a process was killed)."""
    for pack in Pack.select().where(Pack.finished < clock.now() - LIFETIME):
        pack.path.unlink(missing_ok=True)
        Pack.delete().where(Pack.id == pack.id, Pack.finished < clock.now() - LIFETIME).execute()
    known = {pack.file for pack in Pack.select(Pack.file)}
    for file in folder().iterdir():
        if file.name not in known and file.stat().st_mtime < clock.now().timestamp() - 86_400:
            file.unlink(missing_ok=True)


def count_waiting() -> int:
    """Return the number of archives that are not finished."""
    return Pack.select().where(Pack.finished.is_null()).count()
