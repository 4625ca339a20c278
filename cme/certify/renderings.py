"""Requested files, of certificates and of signed documents: one queue, each rendered once, on a lease."""

from __future__ import annotations

import time
from collections.abc import Callable

from peewee import CharField, ForeignKeyField, IntegerField

from cme.base import clock
from cme.base.lease import Lease
from cme.base.once import once
from cme.base.store.db import JsonText, Row, When, db, if_free
from cme.certify import signed_documents
from cme.certify.signed_documents import SignedDocument, SignedDocumentFile
from cme.claim.records import Claim

TRIES = 3
PROGRESS_INTERVAL = 0.4  # seconds between two updates
GAVE_UP = "The file could not be made. We have been told."


class Rendering(Row):
    """A requested file, of some certificates of a claim or of a signed document; a worker holds its lease."""

    claim = ForeignKeyField(Claim, null=True)
    contents = CharField(max_length=64)
    certificate_ids = JsonText(null=True)
    signed_document = ForeignKeyField(
        SignedDocument,
        column_name="paper_id",
        object_id_name="signed_document_id",
        null=True,
        unique=True,
        on_delete="CASCADE",
    )
    requested = When(column_name="asked")
    lease = When(null=True)
    tries = IntegerField(default=0)
    error = CharField(max_length=300, column_name="fault", default="")
    done = When(null=True, index=True)

    class Meta:
        indexes = ((("claim", "contents"), True),)


LEASE = Lease(Rendering.lease, seconds=60)


class Progress(Row):
    """How many pages of a file are set, of how many; working state, deleted when the file is done."""

    rendering = IntegerField(primary_key=True)
    page = IntegerField()
    pages = IntegerField()


def ask_for_signed_document(signed_document: SignedDocument) -> Rendering:
    """Queue the file of a signed document; however many request it, it is rendered once."""

    def find() -> Rendering | None:
        return Rendering.get_or_none(Rendering.signed_document == signed_document)

    return find() or once(
        find,
        lambda: Rendering.create(
            signed_document=signed_document, contents=signed_document.contents, requested=clock.now()
        ),
    )


def gave_up(rendering: Rendering) -> str | None:
    """Return why a file was given up, a sentence; None while it may still come."""
    if rendering.done or rendering.tries < TRIES or LEASE.is_held(rendering):
        return None
    return rendering.error or GAVE_UP


def retry() -> int:
    """Reset the files that were given up, so that they are tried again; return how many."""
    given_up = (Rendering.done.is_null(), Rendering.tries >= TRIES)
    return Rendering.update(tries=0, lease=None, error="").where(*given_up).execute()


def take(rendering_id: int) -> Rendering | None:
    """Lease a rendering to this process; None when it is done, deleted, given up or leased to another."""
    open_ = (Rendering.done.is_null(), Rendering.tries < TRIES)
    is_ours = LEASE.take_free(rendering_id, *open_, tries=Rendering.tries + 1)
    return Rendering.get_by_id(rendering_id) if is_ours else None


def progress_writer(rendering_id: int) -> Callable[[int, int], None]:
    """Return a function of page and pages that saves the progress of a rendering and extends its lease.

    It writes at most once in PROGRESS_INTERVAL.
    """
    last = time.monotonic()

    def on_page(page: int, pages: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_INTERVAL:
            last = time.monotonic()
            values = {Progress.page: page, Progress.pages: pages}
            fresh = Progress.insert({Progress.rendering: rendering_id, **values})
            if_free(fresh.on_conflict(conflict_target=[Progress.rendering], update=values))
            if_free(LEASE.extension(rendering_id, Rendering.done.is_null()))

    return on_page


def progress(rendering: Rendering) -> Progress | None:
    """Find the progress of a file; None before the first page."""
    return Progress.get_or_none(Progress.rendering == rendering.id)


def finish_signed_document(rendering: Rendering, body: bytes) -> SignedDocumentFile:
    """Save the bytes of a signed document and end its rendering."""
    document = rendering.signed_document
    assert document is not None  # only called for the rendering of a signed document
    with db.atomic():
        file = signed_documents.save_file(document, body)
        end(rendering)
    return file


def end(rendering: Rendering) -> None:
    """Mark a rendering as done; the caller saves the file in the same transaction."""
    Rendering.update(done=clock.now(), error="").where(Rendering.id == rendering.id).execute()
    Progress.delete().where(Progress.rendering == rendering.id).execute()


def fail(rendering: Rendering, sentence: str) -> None:
    """Save why a file could not be rendered, and release its lease; it is tried again up to TRIES times."""
    LEASE.release(rendering.id, error=sentence[:300])


def count_waiting() -> int:
    """Count the renderings that are not done."""
    return Rendering.select().where(Rendering.done.is_null()).count()
