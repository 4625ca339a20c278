"""What happened at the door, as lines of the log: which person (a number), how, and what was refused."""

from __future__ import annotations

import logging

log = logging.getLogger("cme.auth")


def write(what: str, person=None, **more) -> None:
    """Say that somebody came in, was refused, or changed how they sign in; no address, no name."""
    log.info(what, extra={"fields": {"person": person.id if person else None, **more}})
