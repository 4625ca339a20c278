"""Files that somebody waits for, of certificates and of other papers: one queue, each made once, on a lease."""

from __future__ import annotations

import time

from peewee import CharField, ForeignKeyField, IntegerField

from cme.base import clock
from cme.base.lease import Lease
from cme.base.once import once
from cme.base.store.db import JsonText, Row, When, db, if_free
from cme.certify import signed_documents
from cme.certify.signed_documents import SignedDocument, SignedDocumentFile
from cme.claim.records import Claim

TRIES = 3
OFTEN = 0.4  # seconds between two tellings
GAVE_UP = "The file could not be made. We have been told."


class Rendering(Row):
    """A file that somebody waits for, of some certificates of a claim or of a signed document; its lease says who makes it."""

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
    """How many pages of a file are set (working state); the row goes when the file is there."""

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
    """Return why a file is given up, None while it may still come."""
    if rendering.done or rendering.tries < TRIES or LEASE.is_held(rendering):
        return None
    return rendering.error or GAVE_UP


def try_again() -> int:
    """Let the files that were given up be tried anew; returns how many."""
    given_up = (Rendering.done.is_null(), Rendering.tries >= TRIES)
    return Rendering.update(tries=0, lease=None, error="").where(*given_up).execute()


def take(rendering_id: int) -> Rendering | None:
    """Lease a rendering to this process; None when it is done, gone, given up or somebody else's."""
    open_ = (Rendering.done.is_null(), Rendering.tries < TRIES)
    is_ours = LEASE.take_free(rendering_id, *open_, tries=Rendering.tries + 1)
    return Rendering.get_by_id(rendering_id) if is_ours else None


def progress_writer(rendering_id: int):
    """Return a function that writes down how many pages are set, at most about twice a second, and lets the lease last on."""
    last = time.monotonic()

    def on_page(page: int, pages: int) -> None:
        nonlocal last
        if time.monotonic() - last >= OFTEN:
            last = time.monotonic()
            values = {Progress.page: page, Progress.pages: pages}
            fresh = Progress.insert({Progress.rendering: rendering_id, **values})
            if_free(fresh.on_conflict(conflict_target=[Progress.rendering], update=values))
            if_free(LEASE.extension(rendering_id, Rendering.done.is_null()))

    return on_page


def progress(rendering: Rendering) -> Progress | None:
    """Tell how many pages of a file are set, of how many; None while nothing is known."""
    return Progress.get_or_none(Progress.rendering == rendering.id)


def finish_signed_document(rendering: Rendering, body: bytes) -> SignedDocumentFile:
    """Keep the bytes of a signed document and end its rendering."""
    document = rendering.signed_document
    assert document is not None  # it is not the rendering of certificates
    with db.atomic():
        file = signed_documents.keep_file(document, body)
        end(rendering)
    return file


def end(rendering: Rendering) -> None:
    """Mark a rendering as done; its caller keeps the file in the same transaction."""
    Rendering.update(done=clock.now(), error="").where(Rendering.id == rendering.id).execute()
    Progress.delete().where(Progress.rendering == rendering.id).execute()


def fail(rendering: Rendering, sentence: str) -> None:
    """Keep why a file could not be made; it is tried again until the tries are used up."""
    LEASE.release(rendering.id, error=sentence[:300])


def count_waiting() -> int:
    """Count the files that are being made."""
    return Rendering.select().where(Rendering.done.is_null()).count()
