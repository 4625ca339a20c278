"""Making archives: in the worker, on a lease, into a file a piece at a time."""

from __future__ import annotations

import hashlib
import logging
import os

from cme.base import queue
from cme.track.archive import audit, everything, records

log = logging.getLogger("cme.track")
KINDS = {"everything": everything, "audit": audit}


@queue.job
def make(pack_id: int) -> bool:
    """Make one archive, or try; False when it is made, somebody else's, or waits for PDFs that are being made."""
    pack = records.take(pack_id)
    if pack is None:
        return False
    kind = KINDS[pack.kind]
    try:
        coming, papers = kind.awaited(pack, by="system")
        if coming:
            _wait_for_papers(pack, papers - coming, papers)
            return False
        file = records.new_file()
        size, digest = _write(kind, pack, records.folder() / file)
    except Exception:
        log.exception("archive %s", pack_id)
        records.fail(pack, "The archive could not be made. We have been told.")
    else:
        records.finish(pack, file, size, digest)
    return True


def _wait_for_papers(pack, made: int, papers: int) -> None:
    """Let the finders make the PDFs, and look again after each; where nothing came, after a minute."""
    if (made, papers) != (pack.step, pack.steps):
        queue.wake()
    records.put_back(pack, made, papers)


def _write(kind, pack, path) -> tuple[int, str]:
    """Write an archive into a file that nobody else can read; gives its size and SHA-256."""
    steps, done = kind.steps(pack), 0

    def tell():
        nonlocal done
        done += 1
        records.go_on(pack, min(done, steps), steps)

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as out:
            kind.write(out, pack, tell)
            out.flush()
            os.fsync(out.fileno())
            out.seek(0)
            return path.stat().st_size, hashlib.file_digest(out, "sha256").hexdigest()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def make_what_is_asked() -> None:
    """Make one archive that was asked for and that no process holds; mails and PDFs come between two of them."""
    if any(make(pack.id) for pack in records.waiting()):
        queue.wake()
