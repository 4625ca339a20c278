"""Making archives in the worker, on a lease, into a file a piece at a time."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from cme.base import queue
from cme.track.archive import audit, everything, records

log = logging.getLogger("cme.track")
KINDS = {"everything": everything, "audit": audit}


@queue.job
def make(pack_id: int) -> bool:
    """Try to make one archive; False where it is finished, another process's, or waits for PDFs."""
    pack = records.take(pack_id)
    if pack is None:
        return False
    kind = KINDS[pack.kind]
    try:
        pending, total = kind.request_pdfs(pack, by="system")
        if pending:
            _wait_for_pdfs(pack, total - pending, total)
            return False
        file = records.new_file()
        size, digest = _write(kind, pack, records.folder() / file)
    except Exception:
        log.exception("archive %s", pack_id)
        records.fail(pack, "The archive could not be made. We have been told.")
    else:
        records.finish(pack, file, size, digest)
    return True


def _wait_for_pdfs(pack: records.Pack, done: int, total: int) -> None:
    """Let the finders make the PDFs, and look again after each; where none was made, after a minute."""
    if (done, total) != (pack.step, pack.steps):
        queue.wake()
    records.release(pack, done, total)


def _write(kind, pack: records.Pack, path: Path) -> tuple[int, str]:
    """Write an archive into a file that nobody else can read; return its size and SHA-256."""
    steps, done = kind.steps(pack), 0

    def step_done() -> None:
        nonlocal done
        done += 1
        records.save_progress(pack, min(done, steps), steps)

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as out:
            kind.write(out, pack, step_done)
            out.flush()
            os.fsync(out.fileno())
            out.seek(0)
            return path.stat().st_size, hashlib.file_digest(out, "sha256").hexdigest()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def make_requested() -> None:
    """Make one requested archive that no process holds; between two of them, mails and PDFs have their turn."""
    if any(make(pack.id) for pack in records.waiting()):
        queue.wake()
