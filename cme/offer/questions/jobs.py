"""Reading and taking in uploaded questions, in the worker; the row says how far it came."""

from __future__ import annotations

import logging

from cme.base import audit_log, queue
from cme.base.store import db as database
from cme.offer.questions import uploads

log = logging.getLogger("cme.offer")


@queue.job
def work(import_id: int) -> None:
    """Look at one file or take it in; returns quietly when that is done, stopped, or somebody else's."""
    row = uploads.take(import_id)
    if row is None:
        return
    try:
        uploads.work(row, audit_log.by_person(row.person_id) if row.person_id else "system")
    except uploads.Stopped:
        log.info("import %s was stopped", import_id)
    except Exception:  # the lease runs out, and it is tried again from where it was left
        log.exception("import %s", import_id)
        database.release()


def go_on() -> None:
    """Find what a killed worker left, or what waits."""
    for import_id in uploads.waiting():
        work(import_id)
