"""Signed documents other than certificates, such as a transcript: their words as printed, and their one file.

A document is found by the hash of its words: requested again, it is the same document and the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets

from peewee import BlobField, CharField, ForeignKeyField

from cme.base import audit_log, clock
from cme.base.http import web
from cme.base.once import once
from cme.base.store.db import JsonText, Row, When
from cme.certify import rules
from cme.people.records import Person


class SignedDocument(Row):
    """A signed document of a person; `words` are what it prints, `contents` their hash before it had a number."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    kind = CharField(max_length=20)
    contents = CharField(max_length=64)
    number = CharField(max_length=20, unique=True)
    code = CharField(max_length=26, unique=True)
    title = CharField(max_length=200)
    words = JsonText()
    created = When(column_name="made")

    class Meta:
        table_name = "paper"
        indexes = ((("person", "kind", "contents"), True),)


class SignedDocumentFile(Row):
    """The PDF of a signed document: its bytes and their SHA-256."""

    signed_document = ForeignKeyField(
        SignedDocument, column_name="paper_id", object_id_name="signed_document_id", unique=True, on_delete="CASCADE"
    )
    sha256 = CharField(max_length=64, index=True)
    body = BlobField()
    created = When(column_name="made")

    class Meta:
        table_name = "paper_file"


def hash_of(words: dict) -> str:
    """Return the SHA-256 of the words of a signed document."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def find_or_create(person: Person, kind: str, words: dict, issued: str, by: str) -> SignedDocument:
    """Find the signed document of a person with these words, or create it, with `issued` as its printed day."""
    contents = hash_of(words)

    def find() -> SignedDocument | None:
        return SignedDocument.get_or_none(
            SignedDocument.person == person, SignedDocument.kind == kind, SignedDocument.contents == contents
        )

    return find() or once(find, lambda: _create(person, kind, words, contents, issued, by))


def _create(person, kind, words, contents, issued, by) -> SignedDocument:
    code = rules.code_from(secrets.randbits(130))
    number = kind[0].upper() + rules.number_from(secrets.randbits(40))[1:]
    printed = words | {
        "number": number,
        "code": rules.grouped(code),
        "verify_url": web.absolute(f"/verify/{code}"),
        "issued": issued,
        "log_head": audit_log.printed_head(),
    }
    document = SignedDocument.create(
        person=person,
        kind=kind,
        contents=contents,
        number=number,
        code=code,
        title=words["heading"][:200],
        words=printed,
        created=clock.now(),
    )
    audit_log.note("paper.made", f"paper:{document.id}", by=by, number=number, words=hash_of(printed))
    return document


def by_code(text: str) -> SignedDocument | None:
    """Find a signed document by its code; a malformed code costs the same query as an unknown one."""
    code = rules.tidy_code(text)
    found = SignedDocument.get_or_none(SignedDocument.code == (code or "0" * rules.CODE_LENGTH))
    return found if found and code and hmac.compare_digest(found.code, code) else None


def file_of(signed_document: SignedDocument) -> SignedDocumentFile | None:
    """Find the file of a signed document; None before it is rendered."""
    return SignedDocumentFile.get_or_none(SignedDocumentFile.signed_document == signed_document)


def is_the_file(signed_document: SignedDocument, sha256: str) -> bool:
    """Return whether a file with this hash is the file of a signed document."""
    return (
        SignedDocumentFile.select()
        .where(SignedDocumentFile.signed_document == signed_document, SignedDocumentFile.sha256 == sha256)
        .exists()
    )


def save_file(signed_document: SignedDocument, body: bytes) -> SignedDocumentFile:
    """Save the bytes of a signed document; return the file that was saved first, where there is one."""
    return once(
        lambda: file_of(signed_document),
        lambda: SignedDocumentFile.create(
            signed_document=signed_document, sha256=hashlib.sha256(body).hexdigest(), body=body, created=clock.now()
        ),
    )
