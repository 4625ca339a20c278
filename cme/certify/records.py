"""Certificates: words frozen when they are first needed, files kept for ever, and how each stands."""

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
from cme.certify.renderings import LEASE, TRIES, Rendering, fail, gave_up, take, try_again
from cme.claim import records as claims
from cme.claim.records import Claim

__all__ = ["LEASE", "TRIES", "Rendering", "fail", "gave_up", "take", "try_again"]
CORRECTED = 1000  # what each correction adds to the position of the certificate whose place it takes


class Certificate(Row):
    """One certificate of a claim: its words as they are printed, never written again (C3)."""

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
    """A corrected certificate took the place of an older one."""

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
    """A file that was made: its bytes and their SHA-256, served from then on."""

    claim = ForeignKeyField(Claim, backref="documents")
    contents = CharField(max_length=64)  # names the certificates in it
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


def of(claim: Claim, by: str) -> list[Certificate]:
    """Give the certificates of a claim that stand in the list now, made when they are first needed.

    `by` is who makes them, where there are none yet.
    """
    return issued(claim) or once(lambda: issued(claim) or None, lambda: _make(claim, by), lock=claim)


def issued(claim: Claim) -> list[Certificate]:
    """Give the certificates of a claim that stand in the list now; none where they were not needed yet."""
    gone = Supersession.select(Supersession.old)
    rows = Certificate.select().where(Certificate.claim == claim, Certificate.id.not_in(gone))
    return sorted(rows, key=lambda row: row.position % CORRECTED)


def without_words(limit: int = 200) -> list[Claim]:
    """Find claims that stand and have no certificate yet."""
    query = Claim.select().join(Certificate, JOIN.LEFT_OUTER).where(Certificate.id.is_null())
    return list(query.where(claims.active()).order_by(Claim.id).limit(limit))


def _make(claim, by) -> list[Certificate]:
    certificates = []
    for position, printed in enumerate(wording.of_claim(claim), start=1):
        certificates.append(_keep(claim, position, printed, by))
    return certificates


def _keep(claim, position, printed, by) -> Certificate:
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
    """Name a file by the certificates in it."""
    return hashlib.sha256(",".join(str(c.id) for c in certificates).encode()).hexdigest()


def document(claim: Claim, certificates: list[Certificate]) -> Document | None:
    """Find the file of these certificates, if it was made."""
    return Document.get_or_none(Document.claim == claim, Document.contents == contents_key(certificates))


def ask_for(claim: Claim, certificates: list[Certificate]) -> Rendering:
    """Ask for the file of these certificates; however many ask, it is made once."""
    key = contents_key(certificates)

    def find() -> Rendering | None:
        return Rendering.get_or_none(Rendering.claim == claim, Rendering.contents == key)

    def create() -> Rendering:
        ids = [certificate.id for certificate in certificates]
        return Rendering.create(claim=claim, contents=key, certificate_ids=ids, requested=clock.now())

    return find() or once(find, create)


def finish(rendering: Rendering, certificates: list[Certificate], body: bytes, by: str) -> Document:
    """Keep the bytes of a file, once; whoever comes second gets the first one's."""
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
    """Find a certificate by its code; a malformed code costs the same look-up as an unknown one."""
    code = rules.tidy_code(text)
    found = Certificate.get_or_none(Certificate.code == (code or "0" * rules.CODE_LENGTH))
    return found if found and code and hmac.compare_digest(found.code, code) else None


def get(number: str) -> Certificate:
    """Find a certificate by its number, in capitals or not; Refused where there is none."""
    found = Certificate.get_or_none(Certificate.number == number.upper())
    if found is None:
        raise Refused([Reason("number", f"There is no certificate {number}.")])
    return found


def status(certificate: Certificate) -> str:
    """Tell how a certificate stands now (see rules.status)."""
    return rules.status(
        clock.now(),
        certificate.claim.hold_until,
        claims.outcome(certificate.claim),
        Withdrawal.select().where(Withdrawal.certificate == certificate).exists(),
        Supersession.select().where(Supersession.old == certificate).exists(),
    )


def is_the_file(certificate: Certificate, sha256: str) -> bool:
    """Whether a file with this hash was served for a certificate."""
    return (
        Contained.select()
        .join(Document)
        .where(Contained.certificate == certificate, Document.sha256 == sha256)
        .exists()
    )


def correct(certificate: Certificate, reason: str, *, by: str, **holder) -> Certificate:
    """Put a certificate with corrected words (name, credentials) in the place of one; the old one says so.

    Everything else is as it was printed. Refused where nothing is corrected, or the old one no longer stands.
    """
    refuse_if(rules.correction_refusals(holder))
    with db.atomic():
        database.lock(certificate.claim)
        claim, how = certificate.claim, status(certificate)
        if how not in ("valid", "provisional"):
            raise Refused(
                f"{certificate.number} cannot be corrected: it is {how.replace('-by-holder', ' by its holder')}."
            )
        issued = rules.format_day(clock.local_date(clock.now(), claim.zone))
        printed = certificate.words | {"holder": certificate.words["holder"] | holder, "issued": issued}
        new = _keep(claim, certificate.position + CORRECTED, printed, by)
        Supersession.create(old=certificate, new=new, reason=reason, at=clock.now())
        audit_log.note(
            "certificate.superseded", f"certificate:{certificate.id}", by=by, text=reason, more={"by": new.id}
        )
    return new


def withdraw(certificate: Certificate, reason: str, by: str) -> None:
    """Withdraw a certificate; its verification says so."""
    with db.atomic():
        if Withdrawal.select().where(Withdrawal.certificate == certificate).exists():
            return
        Withdrawal.create(certificate=certificate, reason=reason, at=clock.now())
        audit_log.note("certificate.withdrawn", f"certificate:{certificate.id}", by=by, text=reason)


def heads() -> list[str]:
    """List the heads of the log that certificates carry."""
    return sorted({row.words.get("log_head", "") for row in Certificate.select(Certificate.words)} - {""})
