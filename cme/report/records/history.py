"""The history of reports: what was sent of their revisions and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import JOIN

from cme.report.records.models import Reply, Revision, Stop, Transmission
from cme.report.rules import next_step


def events_of(report_ids: list[int]) -> dict[int, list[tuple[Revision, next_step.Revision]]]:
    """Map reports to their revisions, oldest first: the row, and the revision with its events."""
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
    sent_ids: set[int] = set()
    for revision_id, action, address, kind, code in query.tuples():
        events.setdefault(revision_id, []).append((action, _kind(kind, code)))
        if address and kind != "down":
            sent_ids.add(revision_id)
    found: dict[int, list] = {}
    for row in rows:
        revision = next_step.Revision(row.id, row.id in stopped, tuple(events.get(row.id, ())), row.id not in sent_ids)
        found.setdefault(row.report_id, []).append((row, revision))
    return found


def _kind(kind: str | None, code: str) -> str | None:
    if kind == "refused" and code == "409":
        return "conflict"
    # our credentials or the address were refused: the record itself was not looked at
    return "down" if kind == "refused" and code in next_step.SETUP_REFUSALS else kind


@dataclass(frozen=True)
class Exchange:
    """A transmission, and its reply; None where no answer came."""

    sent: Transmission
    reply: Reply | None


def exchanges(revision_ids: list[int]) -> list[Exchange]:
    """List the transmissions of revisions, oldest first, with their replies."""
    rows = (
        Transmission.select(Transmission, Reply)
        .join(Reply, JOIN.LEFT_OUTER, attr="joined_reply")
        .where(Transmission.revision.in_(revision_ids or [0]))
        .order_by(Transmission.id)
    )
    # where nothing was joined, Peewee leaves the attribute away or empty
    replies = ((row, getattr(row, "joined_reply", None)) for row in rows)
    return [Exchange(row, reply if reply is not None and reply.id else None) for row, reply in replies]
