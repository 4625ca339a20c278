"""The history of reports, read from the facts."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import JOIN

from cme.report.records.tables import Reply, Revision, Stop, Transmission
from cme.report.rules import next_step


def events_of(report_ids: list[int]) -> dict[int, list[tuple[Revision, next_step.Revision]]]:
    """Map reports to their revisions, oldest first: the row, and what its events make of it."""
    if not report_ids:
        return {}
    rows = list(Revision.select().where(Revision.report.in_(report_ids)).order_by(Revision.report, Revision.number))
    ids = [row.id for row in rows]
    stopped = {row.revision_id for row in Stop.select(Stop.revision).where(Stop.revision.in_(ids))}
    events: dict[int, list] = {}
    query = (
        Transmission.select(Transmission.revision, Transmission.action, Transmission.address, Reply.kind, Reply.code)
        .join(Reply, JOIN.LEFT_OUTER)
        .where(Transmission.revision.in_(ids))
        .order_by(Transmission.id)
    )
    went: set[int] = set()
    for revision, action, address, kind, code in query.tuples():
        events.setdefault(revision, []).append((action, _read(kind, code)))
        if address and kind != "down":
            went.add(revision)
    found: dict[int, list] = {}
    for row in rows:
        said = next_step.Revision(row.id, row.id in stopped, tuple(events.get(row.id, ())), row.id not in went)
        found.setdefault(row.report_id, []).append((row, said))
    return found


def _read(kind: str | None, code: str) -> str | None:
    if kind == "refused" and code == "409":
        return "taken"
    # refused for what we are: the record itself was never looked at
    return "down" if kind == "refused" and code in next_step.NOT_THE_RECORD else kind


@dataclass(frozen=True)
class Exchange:
    """What was sent, and the reply; None where no answer came."""

    sent: Transmission
    reply: Reply | None


def exchanges(revision_ids: list[int]) -> list[Exchange]:
    """List what was sent of revisions, oldest first, and what was answered."""
    rows = (
        Transmission.select(Transmission, Reply)
        .join(Reply, JOIN.LEFT_OUTER, attr="joined_reply")
        .where(Transmission.revision.in_(revision_ids or [0]))
        .order_by(Transmission.id)
    )
    # where nothing was joined, Peewee leaves the attribute away or empty
    replies = ((row, getattr(row, "joined_reply", None)) for row in rows)
    return [Exchange(row, reply if reply is not None and reply.id else None) for row, reply in replies]
