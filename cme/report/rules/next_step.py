"""What comes next about one report, worked out from what was sent and answered. Plain values in and out.

The order of events decides, never their times: a clock may have been set back in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

# Refusals that are about who we are or where we send, not about one record: the other side is to be mended, and
# the record is sent again when it is.
NOT_THE_RECORD = ("401", "403", "404", "405")


@dataclass(frozen=True)
class Revision:
    """One revision as the facts tell it: `events` are pairs of action and kind of answer (None: no answer came).

    `kept_in`: all its events are tries of which nothing reached anybody.
    """

    id: int
    stopped: bool = False
    events: tuple[tuple[str, str | None], ...] = ()
    kept_in: bool = False
    place: str = field(init=False)

    @property
    def is_unsent(self) -> bool:
        """Whether nothing of it was sent."""
        return self.kept_in or not self.events

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", place(self.events))


def place(events: Iterable[tuple[str, str | None]]) -> str:
    """Tell where a revision is, after these events.

    "here": nothing of it is at the body. "unclear": it may be. "there": it arrived and is not decided.
    "accepted", "rejected": decided. "refused": the request was wrong for good. "going": its deletion was asked
    for and may have arrived. "gone": deleted. "lost": it may have arrived, and the body knew nothing of it.
    "taken": another record stands, or stood, at the body under its number; after an older backup was restored
    that is what we sent of the same day meanwhile.
    """
    at = "here"
    for action, kind in events:
        if kind in ("accepted", "rejected", "waiting") and action != "delete":
            at = {"waiting": "there"}.get(kind, kind)
        elif action == "add" and kind in (None, "unclear") and at in ("here", "lost", "refused", "taken"):
            at = "unclear"
        elif action == "add" and kind in ("refused", "taken"):
            at = kind
        elif action == "status" and kind == "unknown" and at != "here":
            at = "gone" if at == "going" else "lost"
        elif action == "delete" and kind in ("accepted", "unknown"):
            at = "gone"
        elif action == "delete" and kind in (None, "unclear"):
            at = "going"
    return at


@dataclass(frozen=True)
class Step:
    """What to do: "add", "delete" or "status" of a revision, or nothing ("done", "refused")."""

    action: str
    revision: int | None = None


def target(revisions: list[Revision]) -> Revision | None:
    """Find the revision that the body is to have in the end: the newest that was not stopped."""
    return next((r for r in reversed(revisions) if not r.stopped), None)


def next_step(revisions: list[Revision]) -> Step:
    """Work out the next step; `revisions` are of one report, oldest first.

    A correction is the older one's deletion, then the newer one's adding (PARS has no edit). What may have
    arrived is asked for by its status first. An older revision that the body knew nothing of is added once
    more before it is deleted: its first sending may still be under way, and would stand beside the newer one.
    """
    wanted = target(revisions)
    if wanted is None:
        return Step("done")
    for old in (r for r in revisions if r is not wanted):
        if old.place in ("unclear", "going"):
            return Step("status", old.id)
        if old.place == "lost":
            return Step("add", old.id)
        if old.place in ("there", "accepted", "taken"):
            return Step("delete", old.id)
    if wanted.place in ("here", "lost", "gone"):
        return Step("add", wanted.id)
    if wanted.place in ("unclear", "there", "going"):
        return Step("status", wanted.id)
    return Step("refused" if wanted.place in ("refused", "taken") else "done", wanted.id)


def stoppable(revisions: list[Revision]) -> list[int]:
    """List the revisions that nothing was sent of, and that can be stopped; none once a correction has begun.

    Deleting and adding are one step: stopped in between, the body would lose what it had rightly been told.
    """
    wanted = target(revisions)
    if wanted is None or not wanted.is_unsent or any(r.place in ("going", "gone") for r in revisions):
        return []
    return [r.id for r in revisions if not r.stopped and r.is_unsent]


def is_replacing(revisions: list[Revision]) -> bool:
    """Whether an older revision has been deleted, or is about to be: a failure now leaves the body with nothing."""
    return any(r.place in ("going", "gone") for r in revisions)


def leaves_nothing(revisions: list[Revision]) -> bool:
    """Whether an older revision is gone and nothing of the newer one was sent: until that is, the body has nothing."""
    wanted = target(revisions)
    return wanted is not None and wanted.place == "here" and any(r.place == "gone" for r in revisions)


def state(revisions: list[Revision]) -> str:
    """Name the state of a report for lists and tags: a key of rules.STATES, the failures aside."""
    wanted = target(revisions)
    if wanted is None:
        return "stopped"
    if wanted.place in ("accepted", "rejected"):
        return wanted.place
    if wanted.place in ("unclear", "there", "lost"):
        return "sent"
    return "failed" if wanted.place in ("refused", "taken") else "waiting"
