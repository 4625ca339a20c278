"""The next step of one report, from what was sent and answered. Plain values in and out.

The order of events decides, never their times: a clock may have been set back in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

# HTTP statuses that refuse our credentials or the address, not one record: the settings have to be corrected, and the
# record is sent again afterwards.
SETUP_REFUSALS = ("401", "403", "404", "405")


@dataclass(frozen=True)
class Revision:
    """One revision and its history: `events` are pairs of action and kind of answer (None: no answer came).

    `never_sent`: every try failed before anything was sent. `status` follows from the events: see `revision_status`.
    """

    id: int
    stopped: bool = False
    events: tuple[tuple[str, str | None], ...] = ()
    never_sent: bool = False
    status: str = field(init=False)

    @property
    def is_unsent(self) -> bool:
        """Return whether nothing of it was sent."""
        return self.never_sent or not self.events

    def __post_init__(self) -> None:
        object.__setattr__(self, "status", revision_status(self.events))


def revision_status(events: Iterable[tuple[str, str | None]]) -> str:
    """Return the status of a revision at its body, after these events.

    "unsent": the body has nothing of it. "unclear": it may have arrived. "received": it arrived and is not decided.
    "accepted", "rejected": decided. "refused": the request was wrong for good. "deleting": its deletion was requested
    and may have arrived. "deleted": the body deleted it. "lost": it may have arrived, but the body does not know it.
    "conflict": the body has, or had, another record under its number; after an older backup was restored, that is
    what we sent for the same day before.
    """
    status = "unsent"
    for action, kind in events:
        if kind in ("accepted", "rejected", "waiting") and action != "delete":
            status = {"waiting": "received"}.get(kind, kind)
        elif action == "add" and kind in (None, "unclear") and status in ("unsent", "lost", "refused", "conflict"):
            status = "unclear"
        elif action == "add" and kind in ("refused", "conflict"):
            status = kind
        elif action == "status" and kind == "unknown" and status != "unsent":
            status = "deleted" if status == "deleting" else "lost"
        elif action == "delete" and kind in ("accepted", "unknown"):
            status = "deleted"
        elif action == "delete" and kind in (None, "unclear"):
            status = "deleting"
    return status


@dataclass(frozen=True)
class Step:
    """What to do next: "add", "delete" or request the "status" of a revision, or nothing ("done", "refused")."""

    action: str
    revision: int | None = None


def target(revisions: list[Revision]) -> Revision | None:
    """Return the revision that the body should have in the end: the newest that was not stopped, None without one."""
    return next((r for r in reversed(revisions) if not r.stopped), None)


def next_step(revisions: list[Revision]) -> Step:
    """Return the next step of one report; `revisions` are oldest first.

    A correction deletes the older revision, then adds the newer one (PARS has no edit). The status of what may have
    arrived is requested first. An older revision that the body does not know is added once more before it is deleted:
    its first request may still be under way, and would leave a second record beside the newer one.
    """
    final = target(revisions)
    if final is None:
        return Step("done")
    for old in (r for r in revisions if r is not final):
        if old.status in ("unclear", "deleting"):
            return Step("status", old.id)
        if old.status == "lost":
            return Step("add", old.id)
        if old.status in ("received", "accepted", "conflict"):
            return Step("delete", old.id)
    if final.status in ("unsent", "lost", "deleted"):
        return Step("add", final.id)
    if final.status in ("unclear", "received", "deleting"):
        return Step("status", final.id)
    return Step("refused" if final.status in ("refused", "conflict") else "done", final.id)


def stoppable(revisions: list[Revision]) -> list[int]:
    """List the ids of unsent revisions that can be stopped; none once a correction has begun.

    Deleting and adding belong together: stopped in between, the body would lose a record that was right.
    """
    final = target(revisions)
    if final is None or not final.is_unsent or any(r.status in ("deleting", "deleted") for r in revisions):
        return []
    return [r.id for r in revisions if not r.stopped and r.is_unsent]


def is_replacing(revisions: list[Revision]) -> bool:
    """Return whether an older revision was deleted, or may have been: a failure now leaves the body with nothing."""
    return any(r.status in ("deleting", "deleted") for r in revisions)


def leaves_nothing(revisions: list[Revision]) -> bool:
    """Return whether the body has nothing now: an older revision was deleted and the newer one was not sent yet."""
    final = target(revisions)
    return final is not None and final.status == "unsent" and any(r.status == "deleted" for r in revisions)


def state(revisions: list[Revision]) -> str:
    """Return the state of a report for lists and tags: a key of rules.STATES, but never "delayed"."""
    final = target(revisions)
    if final is None:
        return "stopped"
    if final.status in ("accepted", "rejected"):
        return final.status
    if final.status in ("unclear", "received", "lost"):
        return "sent"
    return "failed" if final.status in ("refused", "conflict") else "waiting"
