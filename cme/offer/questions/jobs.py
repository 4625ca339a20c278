"""Jobs that read and import uploaded questions in the worker; the row has their progress."""

from __future__ import annotations

import logging

from cme.base import audit_log, queue
from cme.base.store import db as database
from cme.offer.questions import uploads

log = logging.getLogger("cme.offer")


@queue.job
def work(import_id: int) -> None:
    """Read one file for its preview, or import it; return quietly when that is done, stopped, or leased elsewhere."""
    row = uploads.take(import_id)
    if row is None:
        return
    try:
        uploads.work(row, audit_log.by_person(row.person_id) if row.person_id else "system")
    except uploads.Stopped:
        log.info("import %s was stopped", import_id)
    except Exception:  # the lease runs out, and another try goes on from there
        log.exception("import %s", import_id)
        database.release()


def resume() -> None:
    """Work on imports that wait, or that a killed worker left."""
    for import_id in uploads.waiting():
        work(import_id)
