"""What else is printed and signed, such as a transcript: words as they were printed, and the one file of them.

A paper is known by the hash of what it says: asked for again, the same paper and the same bytes are given out.
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


class Paper(Row):
    """A signed paper of one person; `words` are what it prints, `contents` their hash before it had a number."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    kind = CharField(max_length=20)
    contents = CharField(max_length=64)
    number = CharField(max_length=20, unique=True)
    code = CharField(max_length=26, unique=True)
    title = CharField(max_length=200)
    words = JsonText()
    made = When()

    class Meta:
        indexes = ((("person", "kind", "contents"), True),)


class PaperFile(Row):
    """The signed bytes of a paper and their SHA-256."""

    paper = ForeignKeyField(Paper, unique=True, on_delete="CASCADE")
    sha256 = CharField(max_length=64, index=True)
    body = BlobField()
    made = When()


def hash_of(words: dict) -> str:
    """Hash what a paper says."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def keep(person, kind: str, words: dict, issued: str, by: str) -> Paper:
    """Keep a paper that says this, or find the one that does; `issued` is the day that a new one prints."""
    contents = hash_of(words)

    def find() -> Paper | None:
        return Paper.get_or_none(Paper.person == person, Paper.kind == kind, Paper.contents == contents)

    return find() or once(find, lambda: _make(person, kind, words, contents, issued, by))


def _make(person, kind, words, contents, issued, by) -> Paper:
    code = rules.code_from(secrets.randbits(130))
    number = kind[0].upper() + rules.number_from(secrets.randbits(40))[1:]
    printed = words | {
        "number": number,
        "code": rules.grouped(code),
        "verify_url": web.absolute(f"/verify/{code}"),
        "issued": issued,
        "log_head": audit_log.printed_head(),
    }
    made = Paper.create(
        person=person,
        kind=kind,
        contents=contents,
        number=number,
        code=code,
        title=words["heading"][:200],
        words=printed,
        made=clock.now(),
    )
    audit_log.note("paper.made", f"paper:{made.id}", by=by, number=number, words=hash_of(printed))
    return made


def by_code(text: str) -> Paper | None:
    """Find a paper by its code, like a certificate."""
    code = rules.tidy_code(text)
    found = Paper.get_or_none(Paper.code == (code or "0" * rules.CODE_LENGTH))
    return found if found and code and hmac.compare_digest(found.code, code) else None


def file_of(paper: Paper) -> PaperFile | None:
    """Find the file of a paper, if it was made."""
    return PaperFile.get_or_none(PaperFile.paper == paper)


def is_the_file(paper: Paper, sha256: str) -> bool:
    """Whether a file with this hash was made for a paper."""
    return PaperFile.select().where(PaperFile.paper == paper, PaperFile.sha256 == sha256).exists()


def keep_file(paper: Paper, body: bytes) -> PaperFile:
    """Keep the bytes of a paper, once; whoever comes second gets the first one's."""
    return once(
        lambda: file_of(paper),
        lambda: PaperFile.create(paper=paper, sha256=hashlib.sha256(body).hexdigest(), body=body, made=clock.now()),
    )
