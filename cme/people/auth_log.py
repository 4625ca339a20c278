"""Log lines about signing in: the event, the number of the person, the method, and what was refused."""

from __future__ import annotations

import logging

from cme.people.records import Person

log = logging.getLogger("cme.auth")


def write(event: str, person: Person | None = None, **fields: str) -> None:
    """Log that somebody signed in, was refused, or changed how they sign in; no address and no name."""
    log.info(event, extra={"fields": {"person": person.id if person else None, **fields}})
