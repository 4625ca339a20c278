"""Jobs that render files: in the worker, one at a time, on a lease; never in a web thread."""

from __future__ import annotations

import logging

from cme.base import queue
from cme.certify import pdf, records, renderings
from cme.certify.issue_pdf import make, make_signed_document, signer, warm
from cme.certify.renderings import GAVE_UP

__all__ = ["find_certificates", "make", "make_signed_document", "render", "signer", "warm"]
log = logging.getLogger("cme.certify")


@queue.job
def render(rendering_id: int) -> None:
    """Render, sign and save one file; return quietly when it is done or another worker has its lease."""
    rendering = renderings.take(rendering_id)
    if rendering is None:
        return
    certificates = find_certificates(rendering.certificate_ids or [])
    try:
        body = (
            make_signed_document(rendering.signed_document)
            if rendering.signed_document is not None
            else make(certificates, renderings.progress_writer(rendering_id))
        )
    except pdf.PdfError as error:
        log.error("rendering %s: %s", rendering_id, error)
        renderings.fail(rendering, str(error))
    except Exception:
        log.exception("rendering %s", rendering_id)
        renderings.fail(rendering, GAVE_UP)
    else:
        if rendering.signed_document_id:
            renderings.finish_signed_document(rendering, body)
        else:
            records.finish(rendering, certificates, body, by="system")


def find_certificates(ids: list[int]) -> list[records.Certificate]:
    """Load certificates by their ids, in the order of `ids`, in which they are printed."""
    rows = records.Certificate.select().where(records.Certificate.id.in_(ids))
    return sorted(rows, key=lambda c: ids.index(c.id))


def write_words() -> None:
    """Write the words of claims that have none yet: a later release may word them differently (C3)."""
    for claim in records.without_words():
        records.issue(claim, by="system")


def render_requested() -> None:
    """Render the files that were requested and are not done, up to 20."""
    waiting = renderings.Rendering.select(renderings.Rendering.id).where(
        renderings.Rendering.done.is_null(), renderings.Rendering.tries < renderings.TRIES
    )
    for row in list(waiting.order_by(renderings.Rendering.id).limit(20)):
        render(row.id)
