"""Certificates: their words, frozen when they are first needed, their files, stored for good, and their status."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets

from peewee import JOIN, BlobField, CharField, ForeignKeyField, IntegerField, TextField

from cme.base import audit_log, clock
from cme.base.domain.refusal import Reason, Refused, refuse_if
from cme.base.http import web
from cme.base.once import once
from cme.base.store import db as database
from cme.base.store.db import JsonText, Row, When, db
from cme.certify import renderings, rules, wording
from cme.certify.renderings import LEASE, TRIES, Rendering, fail, gave_up, retry, take
from cme.claim import records as claims
from cme.claim.records import Claim

__all__ = ["LEASE", "TRIES", "Rendering", "fail", "gave_up", "retry", "take"]
CORRECTED = 1000  # what each correction adds to the position of the certificate it supersedes


class Certificate(Row):
    """A certificate of a claim: `words` are what it prints, never rewritten (C3); `total` is in hundredths."""

    claim = ForeignKeyField(Claim, backref="certificates")
    position = IntegerField()
    number = CharField(max_length=20, unique=True)
    code = CharField(max_length=26, unique=True)
    title = CharField(max_length=200)
    total = IntegerField()
    words = JsonText()
    created = When(column_name="made")

    class Meta:
        indexes = ((("claim", "position"), True),)


class Supersession(Row):
    """A corrected certificate superseded an older one."""

    old = ForeignKeyField(Certificate, unique=True, backref="superseded_by")
    new = ForeignKeyField(Certificate, unique=True)
    reason = TextField()
    at = When()


class Withdrawal(Row):
    """The provider withdrew a certificate."""

    certificate = ForeignKeyField(Certificate, unique=True)
    reason = TextField()
    at = When()


class Document(Row):
    """A PDF of certificates: its bytes and their SHA-256, served from then on."""

    claim = ForeignKeyField(Claim, backref="documents")
    contents = CharField(max_length=64)  # the key of the certificates in it, see contents_key
    sha256 = CharField(max_length=64, index=True)
    body = BlobField()
    created = When(column_name="made")

    class Meta:
        indexes = ((("claim", "contents"), True),)


class Contained(Row):
    """A certificate is in a file."""

    document = ForeignKeyField(Document)
    certificate = ForeignKeyField(Certificate, backref="contained")

    class Meta:
        indexes = ((("certificate", "document"), True),)


def issue(claim: Claim, by: str) -> list[Certificate]:
    """Return the current certificates of a claim, in order; issue them when they are first needed.

    `by` is who issues them, where there are none yet.
    """
    return issued(claim) or once(lambda: issued(claim) or None, lambda: _create(claim, by), lock=claim)


def issued(claim: Claim) -> list[Certificate]:
    """Return the current certificates of a claim, in order; none where they were not needed yet."""
    gone = Supersession.select(Supersession.old)
    rows = Certificate.select().where(Certificate.claim == claim, Certificate.id.not_in(gone))
    return sorted(rows, key=lambda row: row.position % CORRECTED)


def without_words(limit: int = 200) -> list[Claim]:
    """List the claims that were not undone and have no certificates yet, oldest first."""
    query = Claim.select().join(Certificate, JOIN.LEFT_OUTER).where(Certificate.id.is_null())
    return list(query.where(claims.active()).order_by(Claim.id).limit(limit))


def _create(claim, by) -> list[Certificate]:
    certificates = []
    for position, printed in enumerate(wording.of_claim(claim), start=1):
        certificates.append(_save(claim, position, printed, by))
    return certificates


def _save(claim, position, printed, by) -> Certificate:
    number, code = rules.number_from(secrets.randbits(40)), rules.code_from(secrets.randbits(130))
    printed["number"], printed["code"] = number, rules.grouped(code)
    printed["verify_url"] = web.absolute(f"/verify/{code}")  # not url_for: a shell has no request
    printed["log_head"] = audit_log.printed_head()
    certificate = Certificate.create(
        claim=claim,
        position=position,
        number=number,
        code=code,
        title=printed["activity"]["title"],
        total=printed["credit"]["hundredths"],
        words=printed,
        created=clock.now(),
    )
    digest = hashlib.sha256(json.dumps(printed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    audit_log.note(
        "certificate.made",
        f"certificate:{certificate.id}",
        by=by,
        claim=claim.id,
        number=number,
        total=certificate.total,
        words=digest,
    )
    return certificate


def contents_key(certificates: list[Certificate]) -> str:
    """Return the key of a file: a hash of the ids of the certificates in it, in order."""
    return hashlib.sha256(",".join(str(c.id) for c in certificates).encode()).hexdigest()


def document(claim: Claim, certificates: list[Certificate]) -> Document | None:
    """Find the file of these certificates; None before it is rendered."""
    return Document.get_or_none(Document.claim == claim, Document.contents == contents_key(certificates))


def ask_for(claim: Claim, certificates: list[Certificate]) -> Rendering:
    """Request the file of these certificates; however many request it, it is rendered once."""
    key = contents_key(certificates)

    def find() -> Rendering | None:
        return Rendering.get_or_none(Rendering.claim == claim, Rendering.contents == key)

    def create() -> Rendering:
        ids = [certificate.id for certificate in certificates]
        return Rendering.create(claim=claim, contents=key, certificate_ids=ids, requested=clock.now())

    return find() or once(find, create)


def finish(rendering: Rendering, certificates: list[Certificate], body: bytes, by: str) -> Document:
    """Save the bytes of a file and end its rendering; return the file that was saved first, where there is one."""
    claim, contents = rendering.claim_id, rendering.contents
    with db.atomic():
        document = once(
            lambda: Document.get_or_none(Document.claim == claim, Document.contents == contents),
            lambda: Document.create(
                claim=claim, contents=contents, created=clock.now(), sha256=hashlib.sha256(body).hexdigest(), body=body
            ),
        )
        audit_log.note("document.made", f"document:{document.id}", by=by, claim=claim, sha256=document.sha256)
        for certificate in certificates:
            Contained.insert(document=document, certificate=certificate).on_conflict_ignore().execute()
        renderings.end(rendering)
    return document


def by_code(text: str) -> Certificate | None:
    """Find a certificate by its code; a malformed code costs the same query as an unknown one."""
    code = rules.tidy_code(text)
    found = Certificate.get_or_none(Certificate.code == (code or "0" * rules.CODE_LENGTH))
    return found if found and code and hmac.compare_digest(found.code, code) else None


def get(number: str) -> Certificate:
    """Find a certificate by its number, in either case; Refused where there is none."""
    found = Certificate.get_or_none(Certificate.number == number.upper())
    if found is None:
        raise Refused([Reason("number", f"There is no certificate {number}.")])
    return found


def status(certificate: Certificate) -> str:
    """Return the current status of a certificate (see rules.status)."""
    return rules.status(
        clock.now(),
        certificate.claim.hold_until,
        claims.outcome(certificate.claim),
        Withdrawal.select().where(Withdrawal.certificate == certificate).exists(),
        Supersession.select().where(Supersession.old == certificate).exists(),
    )


def is_the_file(certificate: Certificate, sha256: str) -> bool:
    """Return whether a file with this hash was served for a certificate."""
    return (
        Contained.select()
        .join(Document)
        .where(Contained.certificate == certificate, Document.sha256 == sha256)
        .exists()
    )


def correct(certificate: Certificate, reason: str, *, by: str, **holder: str) -> Certificate:
    """Supersede a certificate by one with a corrected holder (`name`, `credentials`); return the new one.

    Everything else is as it was printed. Refused where nothing is corrected, or the old one is withdrawn or superseded.
    """
    refuse_if(rules.correction_refusals(holder))
    with db.atomic():
        database.lock(certificate.claim)
        claim, old_status = certificate.claim, status(certificate)
        if old_status not in ("valid", "provisional"):
            raise Refused(
                f"{certificate.number} cannot be corrected: it is {old_status.replace('-by-holder', ' by its holder')}."
            )
        issued = rules.format_day(clock.local_date(clock.now(), claim.zone))
        printed = certificate.words | {"holder": certificate.words["holder"] | holder, "issued": issued}
        new = _save(claim, certificate.position + CORRECTED, printed, by)
        Supersession.create(old=certificate, new=new, reason=reason, at=clock.now())
        audit_log.note(
            "certificate.superseded", f"certificate:{certificate.id}", by=by, text=reason, more={"by": new.id}
        )
    return new


def withdraw(certificate: Certificate, reason: str, by: str) -> None:
    """Withdraw a certificate, which its verification then shows; once withdrawn, it stays so with the first reason."""
    with db.atomic():
        if Withdrawal.select().where(Withdrawal.certificate == certificate).exists():
            return
        Withdrawal.create(certificate=certificate, reason=reason, at=clock.now())
        audit_log.note("certificate.withdrawn", f"certificate:{certificate.id}", by=by, text=reason)


def heads() -> list[str]:
    """List the heads of the audit log that certificates print."""
    return sorted({row.words.get("log_head", "") for row in Certificate.select(Certificate.words)} - {""})
