"""Files of questions that coordinators upload: read for a preview, then imported in batches (O2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import BlobField, CharField, ForeignKeyField, IntegerField

from cme.base import audit_log, clock
from cme.base.domain.refusal import Refused
from cme.base.lease import Lease
from cme.base.store.db import JsonText, Row, When, db
from cme.offer.importers.questions import Item, read
from cme.offer.questions import records, saving
from cme.people.records import Person

MAX_TRIES = 5  # without any progress
SAMPLE_SIZE = 20
MAX_PROBLEMS = 500
RETENTION = timedelta(days=30)
WORKING = ("reading", "waiting", "running")


class QuestionImport(Row):
    """An uploaded file; working state. `state` is reading, preview, waiting, running, stopped, done or failed.

    The counts are of the preview until the import begins, then of the import; `position` is how far it came.
    """

    person = ForeignKeyField(Person, null=True)
    name = CharField(max_length=200)
    body = BlobField()
    category = CharField(max_length=120, default="")
    created = When(column_name="made")
    state = CharField(max_length=10, default="reading", index=True)
    total = IntegerField(default=0)
    position = IntegerField(default=0)
    new = IntegerField(default=0)
    changed = IntegerField(default=0)
    unchanged = IntegerField(default=0)
    refused = IntegerField(default=0)
    sample = JsonText(default=list)
    problems = JsonText(column_name="faults", default=list)
    lease = When(null=True)
    tries = IntegerField(default=0)
    done = When(null=True)

    @property
    def working(self) -> bool:
        """Whether the worker has something to do."""
        return self.state in WORKING

    @property
    def good(self) -> int:
        """How many questions there are to import: new ones and new versions."""
        return self.new + self.changed


LEASE = Lease(QuestionImport.lease, seconds=60)


class Stopped(Exception):
    """The import was stopped, or another process has it."""


def upload(person: Person | int | None, name: str, body: bytes, category: str) -> QuestionImport:
    """Save a file to be read by the worker."""
    return QuestionImport.create(person=person, name=name[:200], body=body, category=category, created=clock.now())


def latest(limit: int = 10) -> list[QuestionImport]:
    """List the newest imports, without their files."""
    i = QuestionImport
    fields = [field for field in i._meta.sorted_fields if field.name not in ("body", "problems", "sample")]
    return list(i.select(*fields).order_by(i.id.desc()).limit(limit))


def begin(row: QuestionImport) -> bool:
    """Start the import of a previewed file, or resume a stopped one; return False where it is neither."""
    return LEASE.release(row.id, QuestionImport.state.in_(("preview", "stopped")), state="waiting", tries=0)


def stop(row: QuestionImport) -> bool:
    """Stop an import; what was imported stays, and it can be resumed. Return False where it is not running."""
    return LEASE.release(row.id, QuestionImport.state.in_(("waiting", "running")), state="stopped")


def take(import_id: int) -> QuestionImport | None:
    """Lease a file to this process; return None when it is done, deleted or leased elsewhere."""
    i = QuestionImport
    i.update(state="failed").where(
        i.id == import_id, i.state.in_(WORKING), LEASE.is_free(), i.tries >= MAX_TRIES
    ).execute()
    leased = LEASE.take_free(import_id, i.state.in_(WORKING), tries=i.tries + 1)
    return i.get_by_id(import_id) if leased else None


def waiting() -> list[int]:
    """List the ids of the imports that wait for a worker."""
    i = QuestionImport
    return [row.id for row in i.select(i.id).where(i.state.in_(WORKING), LEASE.is_free()).order_by(i.id)]


def work(row: QuestionImport, by: str) -> None:
    """Read a file for its preview, or import it from where it was left; Stopped."""
    preview(row, by) if row.state == "reading" else run(row, by)


def preview(row: QuestionImport, by: str) -> None:
    """Read a file and save what an import would do, without importing anything; Stopped."""
    items, refused = read(bytes(row.body))
    counts = dict.fromkeys(("new", "changed", "unchanged"), 0)
    problems = [str(problem) for problem in refused]
    sample: list[dict[str, Any]] = []
    dry = saving.Run(by=by, category=row.category, dry=True)
    for end, batch in saving.batches(items):
        for item in batch:
            try:
                outcome = dry.import_item(item)
            except Refused as error:
                problems.append(f"{item.location}: {error}")
            else:
                counts[outcome] += 1
                if len(sample) < SAMPLE_SIZE and outcome != "unchanged":
                    sample.append(_shown(item, outcome, row.category))
        _save(row, "reading", position=end, total=len(items))
    _save(
        row,
        "reading",
        state="preview",
        lease=None,
        tries=0,
        position=0,
        refused=len(problems),
        problems=problems[:MAX_PROBLEMS],
        sample=sample,
        total=len(items),
        **counts,
    )


def _shown(item: Item, outcome: str, category: str) -> dict[str, Any]:
    return {
        "did": outcome,
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
    """Import a file, a batch a transaction, and save how far it came; Stopped."""
    items, problems = read(bytes(row.body))
    if row.position == 0:
        _save(
            row,
            "waiting",
            "running",
            state="running",
            new=0,
            changed=0,
            unchanged=0,
            refused=len(problems),
            problems=[str(problem) for problem in problems][:MAX_PROBLEMS],
        )
    else:
        _save(row, "waiting", "running", state="running")
    row = QuestionImport.get_by_id(row.id)
    current = saving.Run(by=by, category=row.category)
    for item in items[: row.position]:
        current.skip(item)
    for end, batch in saving.batches(items, row.position):
        with db.atomic():
            counts = {name: getattr(row, name) for name in ("new", "changed", "unchanged")}
            sentences, refused = list(row.problems), row.refused
            for item in batch:
                try:
                    counts[current.import_item(item)] += 1
                except Refused as error:
                    refused += 1
                    sentences.append(f"{item.location}: {error}")
            row = _save(
                row, "running", position=end, refused=refused, problems=sentences[:MAX_PROBLEMS], tries=0, **counts
            )
    with db.atomic():
        _save(row, "running", state="done", done=clock.now(), lease=None, body=b"")
        audit_log.note(
            "questions.imported",
            f"question_import:{row.id}",
            by=by,
            new=row.new,
            changed=row.changed,
            unchanged=row.unchanged,
            refused=row.refused,
        )


def _save(row: QuestionImport, *states: str, **changes: Any) -> QuestionImport:
    """Save changes of a leased row and extend the lease; Stopped where its state is none of these any more."""
    if not LEASE.extend(row.id, QuestionImport.state.in_(states), **changes):
        raise Stopped
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def forget_old() -> None:
    """Delete uploads after a month, finished or not."""
    QuestionImport.delete().where(QuestionImport.created < clock.now() - RETENTION).execute()
