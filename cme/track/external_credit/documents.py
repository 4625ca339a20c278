"""The documents of external credit: the kind of a file, its upright preview, its unchanged bytes."""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from dataclasses import dataclass
from datetime import timedelta

from peewee import BlobField, CharField, ForeignKeyField, IntegerField, fn

from cme.base import clock, text
from cme.base.domain.refusal import Refused
from cme.base.store import db as database
from cme.base.store.db import Row, When, db
from cme.people.records import Person
from cme.track.external_credit.records import ExternalCredit

MAX_BYTES = 10 * 1024 * 1024  # of a file
MAX_PIXELS = 60_000_000  # of an image: phones take up to 50 million
PREVIEW_SIZE = 1200  # pixels of the longer side
MAX_FILES = 20  # of one credit
QUOTA = 500 * 1024 * 1024  # bytes of one person: documents, and files that wait for a form
PENDING_FOR = timedelta(hours=24)
KINDS = {
    "pdf": ("application/pdf", ".pdf"),
    "jpeg": ("image/jpeg", ".jpg"),
    "png": ("image/png", ".png"),
    "heic": ("image/heic", ".heic"),
}
_ONE_AT_A_TIME = threading.Lock()  # a large image takes 250 MB while it is open
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


class Document(Row):
    """A file with its unchanged bytes, and for an image a small upright JPEG without the camera's metadata."""

    external_credit = ForeignKeyField(
        ExternalCredit,
        column_name="elsewhere_id",
        object_id_name="external_credit_id",
        backref="documents",
        on_delete="CASCADE",
    )
    name = CharField(max_length=200)
    kind = CharField(max_length=10)
    sha256 = CharField(max_length=64)
    size = IntegerField()
    body = BlobField()
    preview = BlobField(null=True)
    at = When()

    class Meta:
        table_name = "elsewhere_document"
        indexes = ((("external_credit", "sha256"), True),)


@dataclass(frozen=True)
class File:
    """A file that was checked and can be saved."""

    name: str
    kind: str
    body: bytes
    preview: bytes | None


def read(name: str, body: bytes) -> File:
    """Check a file by its content and make its preview; Refused with a sentence that names the file."""
    name = shown_name(name)
    if not body:
        raise Refused(f"“{name}” is empty.")
    if len(body) > MAX_BYTES:
        raise Refused(f"“{name}” has {len(body) / 1024 / 1024:.1f} MB; at most 10 MB fit.")
    kind = kind_of(body)
    if kind is None:
        raise Refused(f"“{name}” is no PDF, JPEG, PNG or HEIC, whatever its name says.")
    if kind == "pdf":
        _check_pdf(name, body)
        return File(name, kind, body, None)
    return File(name, kind, body, _preview(name, kind, body))


def shown_name(name: str) -> str:
    """Return a file's name without folders and control characters, shortened to 120 letters."""
    plain = text.line((name or "").replace("\\", "/").rpartition("/")[2][:400], 400).strip(". ")
    if len(plain) > 120:
        plain = plain[:110] + "…" + plain[-9:]
    return plain or "document"


def kind_of(body: bytes) -> str | None:
    """Return the kind of a file by its first bytes: "pdf", "jpeg", "png", "heic" or None."""
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body[4:8] == b"ftyp" and body[8:12] in _HEIC:
        return "heic"
    return None


def _check_pdf(name: str, body: bytes) -> None:
    """Open a PDF far enough to count its pages: a broken one helps nobody at an audit."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(body))
        count = None if reader.is_encrypted else len(reader.pages)  # a password is the owner's own affair
    except Exception:  # a damaged file fails anywhere in the parser
        raise Refused(f"“{name}” begins like a PDF but cannot be opened as one.") from None
    if count == 0:
        raise Refused(f"“{name}” is a PDF without a page.")


def _preview(name: str, kind: str, body: bytes) -> bytes:
    """Return an upright JPEG of at most PREVIEW_SIZE pixels; the size is checked before anything is decoded."""
    from PIL import Image, ImageOps

    if kind == "heic":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(io.BytesIO(body), formats=["HEIF" if kind == "heic" else kind.upper()]) as image:
                _check_pixels(name, image.size)
                image.draft("RGB", (PREVIEW_SIZE * 2, PREVIEW_SIZE * 2))  # JPEG decodes to an eighth of the work
                image.thumbnail((PREVIEW_SIZE, PREVIEW_SIZE))
                upright = ImageOps.exif_transpose(image).convert("RGBA")
                flat = Image.new("RGB", upright.size, "white")
                flat.paste(upright, mask=upright.getchannel("A"))
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused(_too_many(name)) from None
    except Exception:  # a damaged image fails anywhere in the decoder
        raise Refused(f"“{name}” is damaged: the image cannot be opened.") from None
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=80)
    return out.getvalue()


def _check_pixels(name: str, size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise Refused(_too_many(name))


def _too_many(name: str) -> str:
    return f"“{name}” has too many pixels; at most {MAX_PIXELS // 1_000_000} million fit. Save it smaller."


def add(external_credit: ExternalCredit, files: list[File]) -> int:
    """Save files with a credit, the same bytes once, and return how many are new; Refused where they do not fit."""
    if not files:
        return 0
    with db.atomic():
        database.lock(external_credit.person)
        database.lock(external_credit)  # the same form twice at once
        existing = {
            sha
            for (sha,) in Document.select(Document.sha256).where(Document.external_credit == external_credit).tuples()
        }
        new = {hashlib.sha256(file.body).hexdigest(): file for file in files}
        new = {sha: file for sha, file in new.items() if sha not in existing}
        if len(existing) + len(new) > MAX_FILES:
            raise Refused(f"At most {MAX_FILES} files fit with one credit.")
        if new and free_space(external_credit.person) < sum(len(file.body) for file in new.values()):
            raise Refused(
                f"Your documents fill the {QUOTA // 1024 // 1024} MB that a person has. Delete what you need no more."
            )
        for sha, file in new.items():
            Document.create(
                external_credit=external_credit,
                name=file.name,
                kind=file.kind,
                sha256=sha,
                size=len(file.body),
                body=file.body,
                preview=file.preview,
                at=clock.now(),
            )
    return len(new)


def free_space(person: Person) -> int:
    """Return how many bytes of a person's quota are free."""
    mine = ExternalCredit.select(ExternalCredit.id).where(ExternalCredit.person == person)
    documents = Document.select(fn.SUM(Document.size)).where(Document.external_credit.in_(mine)).scalar()
    waiting = Upload.select(fn.SUM(fn.LENGTH(Upload.body))).where(Upload.person == person).scalar()
    return QUOTA - int(documents or 0) - int(waiting or 0)


def by_credit(external_credit_ids: list[int]) -> dict[int, list[Document]]:
    """Map credits to their documents, without their bytes."""
    found: dict[int, list[Document]] = {}
    if external_credit_ids:
        columns = (
            Document.id,
            Document.external_credit,
            Document.name,
            Document.kind,
            Document.sha256,
            Document.size,
            Document.at,
        )
        query = Document.select(*columns, Document.preview.is_null(False).alias("has_preview"))
        for row in query.where(Document.external_credit.in_(external_credit_ids)).order_by(Document.id):
            found.setdefault(row.external_credit_id, []).append(row)
    return found


def delete(document: Document) -> None:
    """Delete a document for good: its owner may have chosen the wrong file."""
    Document.delete().where(Document.id == document.id).execute()


class Upload(Row):
    """A file whose form had an error elsewhere: saved for its owner until the form is sent again."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    key = CharField(max_length=80)  # of the form
    name = CharField(max_length=200)
    kind = CharField(max_length=10)
    sha256 = CharField(max_length=64)
    body = BlobField()
    preview = BlobField(null=True)
    at = When()

    class Meta:
        table_name = "elsewhere_upload"
        indexes = ((("person", "key", "sha256"), True),)


def save_pending(person: Person, key: str, files: list[File]) -> list[File]:
    """Save files until their form is sent again, as many as fit; return those that do not fit."""
    with db.atomic():
        database.lock(person)
        mine = Upload.select(Upload.sha256).where(Upload.person == person, Upload.key == key)
        existing, free, too_large = {sha for (sha,) in mine.tuples()}, free_space(person), []
        for file in files:
            sha = hashlib.sha256(file.body).hexdigest()
            if sha in existing:
                continue
            if len(existing) >= MAX_FILES or len(file.body) > free:
                too_large.append(file)
                continue
            Upload.insert(
                person=person,
                key=key,
                name=file.name,
                kind=file.kind,
                sha256=sha,
                body=file.body,
                preview=file.preview,
                at=clock.now(),
            ).execute()
            existing.add(sha)
            free -= len(file.body)
    return too_large


def no_space_for(files: list[File]) -> str:
    """Return the sentence that these files must be chosen again; "" for none."""
    names = ", ".join(f"“{file.name}”" for file in files)
    return names and f"{names} could not be kept until then: choose again, once there is room for it."


def pending(person: Person, key: str) -> list[Upload]:
    """List the files that wait for a form, without their bytes."""
    columns = (Upload.id, Upload.name, Upload.kind)
    return list(Upload.select(*columns).where(Upload.person == person, Upload.key == key).order_by(Upload.id))


def key_of(external_credit: ExternalCredit) -> str:
    """Return the key of the form that edits a credit."""
    return f"edit-{external_credit.id}"


def add_from_form(external_credit: ExternalCredit, key: str, sent: list[File]) -> None:
    """Add a form's pending files and those sent with it; where Refused, all of them wait for the credit's edit form."""
    with db.atomic():
        database.lock(external_credit.person)
        files = _take_pending(external_credit.person, key) + sent
        try:
            add(external_credit, files)
            return
        except Refused as error:
            reason = str(error)
        not_saved = save_pending(external_credit.person, key_of(external_credit), files)
    raise Refused(f"{reason} {no_space_for(not_saved)}".strip())


def _take_pending(person: Person, key: str) -> list[File]:
    waiting = list(Upload.select().where(Upload.person == person, Upload.key == key).order_by(Upload.id))
    delete_pending(person, key)
    return [File(row.name, row.kind, bytes(row.body), row.preview and bytes(row.preview)) for row in waiting]


def delete_pending(person: Person, key: str) -> None:
    """Delete the files that wait for a form."""
    Upload.delete().where(Upload.person == person, Upload.key == key).execute()


def forget_pending() -> None:
    """Delete files whose form was not sent again in time."""
    Upload.delete().where(Upload.at < clock.now() - PENDING_FOR).execute()
