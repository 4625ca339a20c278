"""Locking an account: nobody signs in, every session ends at once (O3)."""

from __future__ import annotations

from cme.base import audit_log, clock
from cme.base.domain.refusal import refuse_if
from cme.base.store import db as database
from cme.base.store.db import db
from cme.people import records, rules, sessions
from cme.people.records import Person


def lock(person: Person, reason: str, by: str) -> bool:
    """Lock an account and end its sessions; False when it was locked already. Raises Refused for a bad reason.

    `by` is "shell" or "person:3"; the audit log stores the reason as text that can be erased.
    """
    refuse_if(rules.lock_refusals(reason))
    with db.atomic():
        database.lock(person)
        if records.is_locked(person):
            return False
        records.Lock.create(person=person.id, reason=reason.strip(), by=by, at=clock.now())
        sessions.end_all(person)
        audit_log.note("person.locked", f"person:{person.id}", by=by, text=reason.strip())
    return True


def unlock(person: Person, by: str) -> bool:
    """Unlock an account; False when it was not locked."""
    with db.atomic():
        database.lock(person)
        row = records.active_lock(person)
        if row is None:
            return False
        records.Unlocking.create(lock=row, by=by, at=clock.now())
        audit_log.note("person.unlocked", f"person:{person.id}", by=by)
    return True
