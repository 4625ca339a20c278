"""The documents of credit from elsewhere: what a file is, its upright preview, its bytes as they came."""

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

LARGEST = 10 * 1024 * 1024  # bytes of a file
PIXELS = 60_000_000  # of an image: a phone takes up to 50 million
PREVIEW = 1200  # pixels of the longer side
MOST = 20  # files of one credit
ROOM = 500 * 1024 * 1024  # bytes of one person: documents, and files that wait for a form
ASIDE = timedelta(hours=24)
KINDS = {
    "pdf": ("application/pdf", ".pdf"),
    "jpeg": ("image/jpeg", ".jpg"),
    "png": ("image/png", ".png"),
    "heic": ("image/heic", ".heic"),
}
_ONE_AT_A_TIME = threading.Lock()  # a large image takes 250 MB while it is open
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


class Document(Row):
    """A file with the bytes as they came, and for an image a small upright JPEG without what a camera adds."""

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
    """A file that was looked at and can be kept."""

    name: str
    kind: str
    body: bytes
    preview: bytes | None


def read(name: str, body: bytes) -> File:
    """Judge a file by its content and make its preview; Refused with a sentence that names the file."""
    name = shown_name(name)
    if not body:
        raise Refused(f"“{name}” is empty.")
    if len(body) > LARGEST:
        raise Refused(f"“{name}” has {len(body) / 1024 / 1024:.1f} MB; at most 10 MB fit.")
    kind = kind_of(body)
    if kind is None:
        raise Refused(f"“{name}” is no PDF, JPEG, PNG or HEIC, whatever its name says.")
    if kind == "pdf":
        _check_pdf(name, body)
        return File(name, kind, body, None)
    return File(name, kind, body, _preview(name, kind, body))


def shown_name(name: str) -> str:
    """Keep of a file's name what can be shown: no folders, no control characters, at most 120 letters."""
    plain = text.line((name or "").replace("\\", "/").rpartition("/")[2][:400], 400).strip(". ")
    if len(plain) > 120:
        plain = plain[:110] + "…" + plain[-9:]
    return plain or "document"


def kind_of(body: bytes) -> str | None:
    """Tell what a file is from its first bytes: pdf, jpeg, png, heic or None."""
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body[4:8] == b"ftyp" and body[8:12] in _HEIC:
        return "heic"
    return None


def _check_pdf(name, body):
    """Open a PDF far enough to count its pages: what says %PDF- and is none helps nobody at an audit."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(body))
        count = None if reader.is_encrypted else len(reader.pages)  # a password is the owner's own affair
    except Exception:  # a damaged file fails anywhere in the parser
        raise Refused(f"“{name}” begins like a PDF but cannot be opened as one.") from None
    if count == 0:
        raise Refused(f"“{name}” is a PDF without a page.")


def _preview(name, kind, body) -> bytes:
    """Make an upright JPEG of at most PREVIEW pixels; the size is looked at before anything is decoded."""
    from PIL import Image, ImageOps

    if kind == "heic":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(io.BytesIO(body), formats=["HEIF" if kind == "heic" else kind.upper()]) as image:
                _check_pixels(name, image.size)
                image.draft("RGB", (PREVIEW * 2, PREVIEW * 2))  # JPEG decodes to an eighth of the work
                image.thumbnail((PREVIEW, PREVIEW))
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


def _check_pixels(name, size):
    if size[0] * size[1] > PIXELS:
        raise Refused(_too_many(name))


def _too_many(name) -> str:
    return f"“{name}” has too many pixels; at most {PIXELS // 1_000_000} million fit. Save it smaller."


def keep(external_credit: ExternalCredit, files: list[File]) -> int:
    """Keep files with a credit; the same bytes are kept once. Returns how many are new."""
    if not files:
        return 0
    with db.atomic():
        database.lock(external_credit.person)
        database.lock(external_credit)  # the same form twice at once
        there = {
            sha
            for (sha,) in Document.select(Document.sha256).where(Document.external_credit == external_credit).tuples()
        }
        new = {hashlib.sha256(file.body).hexdigest(): file for file in files}
        new = {sha: file for sha, file in new.items() if sha not in there}
        if len(there) + len(new) > MOST:
            raise Refused(f"At most {MOST} files fit with one credit.")
        if new and room(external_credit.person) < sum(len(file.body) for file in new.values()):
            raise Refused(
                f"Your documents fill the {ROOM // 1024 // 1024} MB that a person has. Delete what you need no more."
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


def room(person) -> int:
    """Tell how many bytes of a person's room are free."""
    mine = ExternalCredit.select(ExternalCredit.id).where(ExternalCredit.person == person)
    documents = Document.select(fn.SUM(Document.size)).where(Document.external_credit.in_(mine)).scalar()
    waiting = Upload.select(fn.SUM(fn.LENGTH(Upload.body))).where(Upload.person == person).scalar()
    return ROOM - int(documents or 0) - int(waiting or 0)


def listed(external_credit_ids: list[int]) -> dict[int, list[Document]]:
    """Map credits to their documents, without their bytes."""
    found: dict[int, list[Document]] = {}
    if external_credit_ids:
        light = (
            Document.id,
            Document.external_credit,
            Document.name,
            Document.kind,
            Document.sha256,
            Document.size,
            Document.at,
        )
        query = Document.select(*light, Document.preview.is_null(False).alias("has_preview"))
        for row in query.where(Document.external_credit.in_(external_credit_ids)).order_by(Document.id):
            found.setdefault(row.external_credit_id, []).append(row)
    return found


def drop(document: Document) -> None:
    """Delete a document for good: its owner may have taken the wrong file."""
    Document.delete().where(Document.id == document.id).execute()


class Upload(Row):
    """A file whose form was sent back for something else: kept for its owner until the form comes again."""

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


def set_aside(person, key: str, files: list[File]) -> list[File]:
    """Keep files until their form is right, as many as fit; gives those for which there is no room."""
    with db.atomic():
        database.lock(person)
        mine = Upload.select(Upload.sha256).where(Upload.person == person, Upload.key == key)
        there, free, left = {sha for (sha,) in mine.tuples()}, room(person), []
        for file in files:
            sha = hashlib.sha256(file.body).hexdigest()
            if sha in there:
                continue
            if len(there) >= MOST or len(file.body) > free:
                left.append(file)
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
            there.add(sha)
            free -= len(file.body)
    return left


def no_room(files: list[File]) -> str:
    """Say of files that cannot wait that they must be chosen again; "" for none."""
    names = ", ".join(f"“{file.name}”" for file in files)
    return names and f"{names} could not be kept until then: choose again, once there is room for it."


def aside(person, key: str) -> list[Upload]:
    """List the files that wait for a form, without their bytes."""
    light = (Upload.id, Upload.name, Upload.kind)
    return list(Upload.select(*light).where(Upload.person == person, Upload.key == key).order_by(Upload.id))


def key_of(external_credit: ExternalCredit) -> str:
    """Name the form that changes a credit."""
    return f"edit-{external_credit.id}"


def keep_sent(external_credit: ExternalCredit, key: str, sent: list[File]) -> None:
    """Keep with a credit what waited for a form and what came with it; Refused: all of it waits for the credit's own form."""
    with db.atomic():
        database.lock(external_credit.person)
        files = _take_aside(external_credit.person, key) + sent
        try:
            keep(external_credit, files)
            return
        except Refused as fault:
            why = str(fault)
        left = set_aside(external_credit.person, key_of(external_credit), files)
    raise Refused(f"{why} {no_room(left)}".strip())


def _take_aside(person, key: str) -> list[File]:
    waiting = list(Upload.select().where(Upload.person == person, Upload.key == key).order_by(Upload.id))
    drop_aside(person, key)
    return [File(row.name, row.kind, bytes(row.body), row.preview and bytes(row.preview)) for row in waiting]


def drop_aside(person, key: str) -> None:
    """Forget the files that wait for a form."""
    Upload.delete().where(Upload.person == person, Upload.key == key).execute()


def forget_aside() -> None:
    """Drop files whose form never came again."""
    Upload.delete().where(Upload.at < clock.now() - ASIDE).execute()
