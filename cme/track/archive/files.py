"""The files in an archive: certificates as they were served, and documents that came from elsewhere."""

from __future__ import annotations

from cme.base.domain.credit import Credit
from cme.certify import records as certify
from cme.certify.records import Certificate, Contained, Document
from cme.certify.signed_documents import SignedDocument, SignedDocumentFile
from cme.claim.records import Claim
from cme.track.archive.bundle import file_name
from cme.track.external_credit import documents as outside
from cme.track.external_credit.records import CreditVersion, ExternalCredit


def awaited(claims: list[Claim], by: str) -> tuple[int, int]:
    """Ask for the PDFs of claims that have none yet; tells how many still come, and of how many.

    `by` is who issues the certificates that nobody needed before.
    """
    coming = 0
    for claim in claims:
        certificates = certify.of(claim, by)
        if certify.document(claim, certificates) is None:
            coming += certify.gave_up(certify.ask_for(claim, certificates)) is None
    return coming, len(claims)


def count(person) -> int:
    """Count a person's files."""
    return _served(person).count() + _brought(person).count() + _signed(person).count()


def write_certificates(bundle, person, tell) -> list[dict]:
    """Write every PDF that was served, one in memory at a time; lists them with their certificates."""
    return [_write_certificate(bundle, row.id, tell) for row in list(_served(person))]


def write_certificate(bundle, document: Document) -> dict:
    """Write one PDF; gives its name in the archive and what is in it."""
    held = list(
        Certificate.select().join(Contained).where(Contained.document == document).order_by(Certificate.position)
    )
    more = f"-and-{len(held) - 1}" if len(held) > 1 else ""
    name = f"certificates/{document.claim.claimed_on}-{held[0].number if held else document.id}{more}.pdf"
    return {"file": bundle.add(name, bytes(document.body)), "certificates": [_described(each) for each in held]}


def _write_certificate(bundle, document_id, tell) -> dict:
    said = write_certificate(bundle, Document.get_by_id(document_id))
    tell()
    return said


def _served(person):
    return Document.select(Document.id).join(Claim).where(Claim.person == person.id).order_by(Document.id)


def _described(certificate) -> dict:
    return {
        "number": certificate.number,
        "title": certificate.title,
        "total": str(Credit(certificate.total)),
        "issued": certificate.words.get("issued", ""),
        "standing": certify.status(certificate).replace("-", " "),
        "verify": certificate.words.get("verify_url", ""),
    }


def _signed(person):
    return (
        SignedDocumentFile.select(SignedDocumentFile.id)
        .join(SignedDocument)
        .where(SignedDocument.person == person.id)
        .order_by(SignedDocumentFile.id)
    )


def write_transcripts(bundle, person, tell) -> list[dict]:
    """Write every transcript that was signed, one in memory at a time."""
    found = []
    for row in list(_signed(person)):
        kept = SignedDocumentFile.get_by_id(row.id)
        said = kept.signed_document.words
        name = f"transcripts/{kept.created:%Y-%m-%d}-{kept.signed_document.number}.pdf"
        found.append(
            {
                "file": bundle.add(name, bytes(kept.body)),
                "number": kept.signed_document.number,
                "range": said["range"],
                "verify": said["verify_url"],
            }
        )
        tell()
    return found


def _brought(person):
    files = outside.Document
    return files.select(files.id).join(ExternalCredit).where(ExternalCredit.person == person.id).order_by(files.id)


def write_outside(bundle, person, tell) -> list[dict]:
    """Write every document that the person added, one in memory at a time."""
    found = []
    for row in list(_brought(person)):
        found.append(write_document(bundle, outside.Document.get_by_id(row.id)))
        tell()
    return found


def write_document(bundle, document) -> dict:
    """Write one document from elsewhere, named by the day and title of its credit; gives its name and the credit's."""
    last = (
        CreditVersion.select()
        .where(CreditVersion.external_credit == document.external_credit_id)
        .order_by(CreditVersion.sequence.desc())
        .first()
    )
    ending = outside.KINDS[document.kind][1]
    name = f"documents/{last.completed_on}-{file_name(last.title, ending)}"
    return {"file": bundle.add(name, bytes(document.body)), "name": document.name, "title": last.title}
