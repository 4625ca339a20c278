"""What reports hold of a person can be erased six years after the activity."""

from cme.base.store.migrations import _triggers_1 as triggers

ERASABLE = {"revision": ("learner",), "transmission": ("fields",), "reply": ("reason", "raw"), "verdict": ("reason",)}


def up(migrator, db):
    """Let the triggers pass what base.erasure sanctions."""
    triggers.let_erase(db, ERASABLE)
