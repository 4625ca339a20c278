"""Files of questions that coordinators upload: read for a preview, then taken in, piece by piece (O2)."""

from __future__ import annotations

from datetime import timedelta

from peewee import BlobField, CharField, ForeignKeyField, IntegerField

from cme.base import audit_log, clock
from cme.base.domain.refusal import Refused
from cme.base.lease import Lease
from cme.base.store.db import JsonText, Row, When, db
from cme.offer.importers.questions import read
from cme.offer.questions import records, saving
from cme.people.records import Person

TRIES = 5  # without any progress
SAMPLE = 20
MOST_FAULTS = 500
KEPT = timedelta(days=30)
WORKING = ("reading", "waiting", "running")


class QuestionImport(Row):
    """An uploaded file; working state. `state` is reading, preview, waiting, running, stopped, done or failed.

    The numbers are of the preview until the import begins, then of the import; `position` is how far it came.
    """

    person = ForeignKeyField(Person, null=True)
    name = CharField(max_length=200)
    body = BlobField()
    category = CharField(max_length=120, default="")
    made = When()
    state = CharField(max_length=10, default="reading", index=True)
    total = IntegerField(default=0)
    position = IntegerField(default=0)
    new = IntegerField(default=0)
    changed = IntegerField(default=0)
    unchanged = IntegerField(default=0)
    refused = IntegerField(default=0)
    sample = JsonText(default=list)
    faults = JsonText(default=list)
    lease = When(null=True)
    tries = IntegerField(default=0)
    done = When(null=True)

    @property
    def working(self) -> bool:
        """Whether the worker has something to do with it."""
        return self.state in WORKING

    @property
    def good(self) -> int:
        """How many questions would come in: new ones and new versions."""
        return self.new + self.changed


LEASE = Lease(QuestionImport.lease, seconds=60)


class Stopped(Exception):
    """Somebody stopped the import, or another process has it."""


def upload(person, name: str, body: bytes, category: str) -> QuestionImport:
    """Keep a file to be read by the worker."""
    return QuestionImport.create(person=person, name=name[:200], body=body, category=category, made=clock.now())


def latest(limit: int = 10) -> list[QuestionImport]:
    """List the newest imports, without their files."""
    i = QuestionImport
    fields = [field for field in i._meta.sorted_fields if field.name not in ("body", "faults", "sample")]
    return list(i.select(*fields).order_by(i.id.desc()).limit(limit))


def begin(row: QuestionImport) -> bool:
    """Let a file that was looked at, or an import that was stopped, be taken in; False where it is neither."""
    return LEASE.release(row.id, QuestionImport.state.in_(("preview", "stopped")), state="waiting", tries=0)


def stop(row: QuestionImport) -> bool:
    """Stop an import; what was taken in stays, and it can go on later."""
    return LEASE.release(row.id, QuestionImport.state.in_(("waiting", "running")), state="stopped")


def take(import_id: int) -> QuestionImport | None:
    """Lease a file to this process; None when there is nothing to do, it is gone, or somebody else has it."""
    i = QuestionImport
    i.update(state="failed").where(i.id == import_id, i.state.in_(WORKING), LEASE.is_free(), i.tries >= TRIES).execute()
    taken = LEASE.take_free(import_id, i.state.in_(WORKING), tries=i.tries + 1)
    return i.get_by_id(import_id) if taken else None


def waiting() -> list[int]:
    """List what a worker should look after."""
    i = QuestionImport
    return [row.id for row in i.select(i.id).where(i.state.in_(WORKING), LEASE.is_free()).order_by(i.id)]


def work(row: QuestionImport, by: str) -> None:
    """Read a file for its preview, or take it in from where it was left; Stopped."""
    look(row, by) if row.state == "reading" else run(row, by)


def look(row: QuestionImport, by: str) -> None:
    """Read a file and say what would come in, without changing anything."""
    items, faults = read(bytes(row.body))
    counts, told, sample = dict.fromkeys(("new", "changed", "unchanged"), 0), [str(fault) for fault in faults], []
    dry = saving.Run(by=by, category=row.category, dry=True)
    for end, some in saving.batches(items):
        for item in some:
            try:
                did = dry.take(item)
            except Refused as fault:
                told.append(f"{item.place}: {fault}")
            else:
                counts[did] += 1
                if len(sample) < SAMPLE and did != "unchanged":
                    sample.append(_shown(item, did, row.category))
        _keep(row, "reading", position=end, total=len(items))
    _keep(
        row,
        "reading",
        state="preview",
        lease=None,
        tries=0,
        position=0,
        refused=len(told),
        faults=told[:MOST_FAULTS],
        sample=sample,
        total=len(items),
        **counts,
    )


def _shown(item, did, category) -> dict:
    return {
        "did": did,
        "id": item.id,
        "title": item.title,
        "category": category or item.category or records.NO_CATEGORY,
        "stem": _cut(item.stem.plain, 1000),
        "answers": [_cut(answer.words.plain, 200) for answer in item.answers],
        "right": item.right,
    }


def _cut(words: str, limit: int) -> str:
    return words if len(words) <= limit else words[:limit].rstrip() + "…"


def run(row: QuestionImport, by: str) -> None:
    """Take a file in, a piece a transaction, with how far it came; Stopped where somebody stopped it."""
    items, faults = read(bytes(row.body))
    if row.position == 0:
        _keep(
            row,
            "waiting",
            "running",
            state="running",
            new=0,
            changed=0,
            unchanged=0,
            refused=len(faults),
            faults=[str(fault) for fault in faults][:MOST_FAULTS],
        )
    else:
        _keep(row, "waiting", "running", state="running")
    row = QuestionImport.get_by_id(row.id)
    taking = saving.Run(by=by, category=row.category)
    for item in items[: row.position]:
        taking.skip(item)
    for end, some in saving.batches(items, row.position):
        with db.atomic():
            counts, told = {name: getattr(row, name) for name in ("new", "changed", "unchanged")}, list(row.faults)
            refused = row.refused
            for item in some:
                try:
                    counts[taking.take(item)] += 1
                except Refused as fault:
                    refused += 1
                    told.append(f"{item.place}: {fault}")
            row = _keep(row, "running", position=end, refused=refused, faults=told[:MOST_FAULTS], tries=0, **counts)
    with db.atomic():
        _keep(row, "running", state="done", done=clock.now(), lease=None, body=b"")
        audit_log.note(
            "questions.imported",
            f"question_import:{row.id}",
            by=by,
            new=row.new,
            changed=row.changed,
            unchanged=row.unchanged,
            refused=row.refused,
        )


def _keep(row, *states, **changes) -> QuestionImport:
    """Write how far it is, and hold it for a while longer unless it is released; Stopped where it is no longer ours."""
    if not LEASE.extend(row.id, QuestionImport.state.in_(states), **changes):
        raise Stopped
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def forget_old() -> None:
    """Drop uploads that are over, or that nobody went on with, after a month."""
    QuestionImport.delete().where(QuestionImport.made < clock.now() - KEPT).execute()
