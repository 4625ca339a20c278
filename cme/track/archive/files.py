"""The files in an archive: certificate PDFs as they were served, signed transcripts, and external documents."""

from __future__ import annotations

from collections.abc import Callable

from cme.base.domain.credit import Credit
from cme.certify import records as certify
from cme.certify.records import Certificate, Contained, Document
from cme.certify.signed_documents import SignedDocument, SignedDocumentFile
from cme.claim.records import Claim
from cme.people.records import Person
from cme.track.archive.bundle import Bundle, file_name
from cme.track.external_credit import documents as external_documents
from cme.track.external_credit.records import CreditVersion, ExternalCredit


def request_pdfs(claims: list[Claim], by: str) -> tuple[int, int]:
    """Request the missing PDFs of claims; return how many are pending, and of how many.

    `by` is who issues the certificates that nobody needed before.
    """
    pending = 0
    for claim in claims:
        certificates = certify.issue(claim, by)
        if certify.document(claim, certificates) is None:
            pending += certify.gave_up(certify.ask_for(claim, certificates)) is None
    return pending, len(claims)


def count(person: Person) -> int:
    """Return the number of a person's files."""
    return _certificate_pdfs(person).count() + _external_documents(person).count() + _signed_transcripts(person).count()


def write_certificates(bundle: Bundle, person: Person, step_done: Callable[[], None]) -> list[dict]:
    """Write every certificate PDF, one in memory at a time, and return their names and certificates."""
    return [_write_certificate(bundle, row.id, step_done) for row in list(_certificate_pdfs(person))]


def write_certificate(bundle: Bundle, document: Document) -> dict:
    """Write one certificate PDF and return its name in the archive and its certificates."""
    certificates = list(
        Certificate.select().join(Contained).where(Contained.document == document).order_by(Certificate.position)
    )
    more = f"-and-{len(certificates) - 1}" if len(certificates) > 1 else ""
    number = certificates[0].number if certificates else document.id
    name = bundle.add(f"certificates/{document.claim.claimed_on}-{number}{more}.pdf", bytes(document.body))
    return {"file": name, "certificates": [_described(each) for each in certificates]}


def _write_certificate(bundle, document_id, step_done) -> dict:
    written = write_certificate(bundle, Document.get_by_id(document_id))
    step_done()
    return written


def _certificate_pdfs(person):
    return Document.select(Document.id).join(Claim).where(Claim.person == person.id).order_by(Document.id)


def _described(certificate) -> dict:
    return {
        "number": certificate.number,
        "title": certificate.title,
        "total": str(Credit(certificate.total)),
        "issued": certificate.words.get("issued", ""),
        "status": certify.status(certificate).replace("-", " "),
        "verify": certificate.words.get("verify_url", ""),
    }


def _signed_transcripts(person):
    return (
        SignedDocumentFile.select(SignedDocumentFile.id)
        .join(SignedDocument)
        .where(SignedDocument.person == person.id)
        .order_by(SignedDocumentFile.id)
    )


def write_transcripts(bundle: Bundle, person: Person, step_done: Callable[[], None]) -> list[dict]:
    """Write every signed transcript, one in memory at a time, and return their names, numbers and ranges."""
    found = []
    for row in list(_signed_transcripts(person)):
        file = SignedDocumentFile.get_by_id(row.id)
        words = file.signed_document.words
        name = f"transcripts/{file.created:%Y-%m-%d}-{file.signed_document.number}.pdf"
        found.append(
            {
                "file": bundle.add(name, bytes(file.body)),
                "number": file.signed_document.number,
                "range": words["range"],
                "verify": words["verify_url"],
            }
        )
        step_done()
    return found


def _external_documents(person):
    documents = external_documents.Document
    mine = ExternalCredit.person == person.id
    return documents.select(documents.id).join(ExternalCredit).where(mine).order_by(documents.id)


def write_external_documents(bundle: Bundle, person: Person, step_done: Callable[[], None]) -> list[dict]:
    """Write every document of the person's external credit, one in memory at a time."""
    found = []
    for row in list(_external_documents(person)):
        found.append(write_document(bundle, external_documents.Document.get_by_id(row.id)))
        step_done()
    return found


def write_document(bundle: Bundle, document: external_documents.Document) -> dict:
    """Write one external document, named by the day and title of its credit, and return its names and that title."""
    last = (
        CreditVersion.select()
        .where(CreditVersion.external_credit == document.external_credit_id)
        .order_by(CreditVersion.sequence.desc())
        .first()
    )
    ending = external_documents.KINDS[document.kind][1]
    name = f"documents/{last.completed_on}-{file_name(last.title, ending)}"
    return {"file": bundle.add(name, bytes(document.body)), "name": document.name, "title": last.title}
