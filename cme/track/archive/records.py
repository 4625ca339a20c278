"""Archives that somebody waits for: a row with a lease, a file in CME_DATA for a week. Working state."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from flask import current_app
from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField

from cme.base import clock, queue
from cme.base.lease import Lease
from cme.base.once import once
from cme.base.store.db import Row, When, db
from cme.people.records import Person

TRIES = 3
KEPT = timedelta(days=7)


class Pack(Row):
    """An archive: of everything, or for an audit (`about` is the cycle); asked for again, it is made anew."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    kind = CharField(max_length=12)
    about = CharField(max_length=40, default="")
    asked = When()
    step = IntegerField(default=0)
    steps = IntegerField(default=0)
    lease = When(null=True)
    tries = IntegerField(default=0)
    fault = CharField(max_length=300, default="")
    made = When(null=True, index=True)
    file = CharField(max_length=60, default="")
    size = BigIntegerField(default=0)
    sha256 = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("person", "kind", "about"), True),)

    @property
    def path(self) -> Path:
        """Where its file is, or would be."""
        return folder() / (self.file or "none")

    @property
    def state(self) -> str:
        """Tell where it stands: done, failed, running or waiting."""
        if self.made:
            return "done" if self.path.is_file() else "gone"
        if self.tries >= TRIES and not LEASE.is_held(self):
            return "failed"
        return "running" if self.step else "waiting"

    @property
    def kept_until(self):
        """When its file is removed."""
        return self.made + KEPT


LEASE = Lease(Pack.lease, seconds=90)


def folder() -> Path:
    """Where the files are: readable by the server alone."""
    made = current_app.settings.data / "archives"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def find(person, kind: str, about: str = "") -> Pack | None:
    """Find the archive of a kind that was asked for last."""
    return Pack.get_or_none(Pack.person == person.id, Pack.kind == kind, Pack.about == about)


def ask_for(person, kind: str, about: str = "") -> Pack:
    """Ask for an archive; while one is being made, that is the one."""
    fresh = {"asked": clock.now(), "step": 0, "steps": 0, "lease": None, "tries": 0, "fault": "", "made": None}
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
    """List what is asked for, not made, and held by nobody, the longest untouched first."""
    query = Pack.select().where(Pack.made.is_null(), Pack.tries < TRIES, LEASE.is_free())
    return list(query.order_by(Pack.tries, Pack.asked).limit(20))


def take(pack_id: int) -> Pack | None:
    """Lease an archive to this process; None when it is made, gone, given up or somebody else's."""
    taken = LEASE.take_free(pack_id, Pack.made.is_null(), Pack.tries < TRIES, tries=Pack.tries + 1)
    return Pack.get_by_id(pack_id) if taken else None


def go_on(pack: Pack, step: int, steps: int) -> None:
    """Say how far it is, and hold it for another while."""
    LEASE.extend(pack.id, step=step, steps=steps)


def put_back(pack: Pack, step: int, steps: int) -> None:
    """Let go of an archive that waits for PDFs that are being made; that is no failed try."""
    LEASE.release(pack.id, step=step, steps=steps, tries=Pack.tries - 1)


def new_file() -> str:
    """Name a file so that nobody guesses it."""
    return f"{secrets.token_hex(24)}.zip"


def finish(pack: Pack, file: str, size: int, sha256: str) -> None:
    """Keep that it is made; where the row went meanwhile (the account was deleted), the file goes too."""
    if not LEASE.release(pack.id, made=clock.now(), file=file, size=size, sha256=sha256, fault=""):
        (folder() / file).unlink(missing_ok=True)


def fail(pack: Pack, sentence: str) -> None:
    """Keep why it could not be made; it is tried again until the tries are used up."""
    LEASE.release(pack.id, fault=sentence[:300])


def forget(person) -> None:
    """Remove every archive of a person."""
    for pack in Pack.select().where(Pack.person == person.id):
        if pack.file:
            pack.path.unlink(missing_ok=True)
    Pack.delete().where(Pack.person == person.id).execute()


def forget_old() -> None:
    """Remove archives that are a week old, and files that no row knows (a process was killed)."""
    for pack in Pack.select().where(Pack.made < clock.now() - KEPT):
        pack.path.unlink(missing_ok=True)
        Pack.delete().where(Pack.id == pack.id, Pack.made < clock.now() - KEPT).execute()
    known = {pack.file for pack in Pack.select(Pack.file)}
    for file in folder().iterdir():
        if file.name not in known and file.stat().st_mtime < clock.now().timestamp() - 86_400:
            file.unlink(missing_ok=True)


def count_waiting() -> int:
    """Count the archives that are being made."""
    return Pack.select().where(Pack.made.is_null()).count()
