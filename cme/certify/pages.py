"""Pages that show, download and verify certificates and signed documents."""

from __future__ import annotations

import hashlib
import time
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from cme.base import audit_log
from cme.base.http import rate_limit, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.base.provider import Provider, Unnamed
from cme.base.store import db as database
from cme.certify import advice, document_status, jobs, records, renderings, rules, sentences, signed_documents, wording
from cme.claim import records as claims
from cme.claim.records import Claim

routes = Routes()
WAIT = 2.0  # seconds for which a request waits for a file
VALIDITY = {
    "valid": ("good", "This certificate stands."),
    "provisional": ("wait", "This certificate is provisional."),
    "superseded": ("wait", "This certificate has been superseded by a corrected one."),
    "withdrawn": ("bad", "This certificate has been withdrawn by the provider."),
    "withdrawn-by-holder": ("bad", "This certificate has been withdrawn by its holder."),
}
DOCUMENT_VALIDITY = {
    "valid": ("good", "We made this transcript, and what it lists from here still stands."),
    "provisional": (
        "wait",
        "We made this transcript. A claim in it is minutes old and can still be undone by its holder.",
    ),
    "changed": (
        "wait",
        "We made this transcript, but something that it lists from here has changed since. Ask for a new one.",
    ),
}


def _mine(claim_id: int) -> Claim:
    """Find a claim of the person who is signed in, or answer 404."""
    return Claim.get_or_none(Claim.id == claim_id, Claim.person == current_user.id) or abort(404)


def active_claim(claim_id: int) -> Claim:
    """Find a claim of the person who is signed in that was not undone, or answer 404."""
    claim = _mine(claim_id)
    if not claims.is_active(claim):
        abort(404)
    return claim


def certificates_of(claim: Claim) -> list[records.Certificate]:
    """Return the certificates of a claim; the log names the application as their issuer, whoever opens them first."""
    return records.issue(claim, by="system")


@routes.get("/claims/<int:claim_id>/certificate")
@signed_in
def show_certificate(claim_id):
    claim = active_claim(claim_id)
    certificates = certificates_of(claim)
    return web.show(
        "certify/certificate.html",
        claim=claim,
        certificates=[(c, records.status(c), _until(c)) for c in certificates],
        document=records.document(claim, certificates),
        validity_words=VALIDITY,
        advice=advice.advice(claim.holder["country"], claim.holder["role"], {a.kind for a in claims.activities(claim)}),
    )


@routes.get("/claims/<int:claim_id>/certificate.pdf")
@signed_in
def download(claim_id):
    claim = active_claim(claim_id)
    return _file(claim, certificates_of(claim), url_for(".download", claim_id=claim.id))


@routes.get("/claims/<int:claim_id>/certificates/<number>.pdf")
@signed_in
def download_one(claim_id, number):
    claim = active_claim(claim_id)
    one = [c for c in certificates_of(claim) if c.number == number] or abort(404)
    return _file(claim, one, url_for(".download_one", claim_id=claim.id, number=number))


def _file(claim, certificates, address):
    """Send the file; where there is none yet, request it, wait up to WAIT seconds, then show its progress."""
    file = records.document(claim, certificates)
    rendering = None if file else records.ask_for(claim, certificates)
    failed = None if file else records.gave_up(rendering)
    if not file and not failed and not web.wants_fragment():
        jobs.render.later(rendering.id)
        file = _wait_for(lambda: records.document(claim, certificates))
    if file is None:
        return web.show(
            "certify/making.html",
            "certify/_making.html",
            status=202,
            address=address,
            claim=claim,
            failed=failed,
            pages_set=renderings.progress(rendering) if rendering else None,
        )
    if web.wants_fragment():
        return web.show("certify/making.html", "certify/_making.html", address=address, claim=claim, ready=True)
    return _send(file.body, certificates)


def _wait_for(find):
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        time.sleep(0.04)
        database.release()
        if file := find():
            return file
    return None


def _send(body, certificates) -> Response:
    name = certificates[0].number if len(certificates) == 1 else f"{certificates[0].number}-and-{len(certificates) - 1}"
    answer = Response(bytes(body), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="certificate-{name}.pdf"'
    return answer


@routes.get("/verify/")
def find():
    if request.args.get("code"):
        code = rules.tidy_code(request.args["code"])
        return web.leave(url_for(".verify", code=code or "unknown"))
    return web.show("certify/find.html")


# path: a slash in a code is a typing error, answered like any other
@routes.get("/verify/<path:code>")
def verify(code):
    return _verification(code, None)


@routes.post("/verify/<path:code>")
def verify_file(code):
    upload = request.files.get("file")
    body = upload.read() if upload else b""
    return _verification(code, hashlib.sha256(body).hexdigest() if body else "")


def _verification(code, file_hash):
    if not rate_limit.take(f"verify:{web.client_address()}", current_app.settings.verify_per_minute, 60):
        answer = web.show("certify/unknown.html", status=429, too_many=True)
        answer.headers["Retry-After"] = "60"
        return answer
    certificate, signed_document = records.by_code(code), signed_documents.by_code(code)
    if signed_document is not None:
        return _signed_document_verification(signed_document, file_hash)
    if certificate is None:
        return web.show("certify/unknown.html", status=404)
    status = records.status(certificate)
    answer = web.show(
        "certify/verify.html",
        certificate=certificate,
        words=certificate.words,
        heading=sentences.heading(status),
        holder=_holder(certificate.words),
        validity=status,
        validity_words=VALIDITY[status],
        until=_until(certificate),
        file_hash=file_hash,
        is_the_file=bool(file_hash) and records.is_the_file(certificate, file_hash),
        code=certificate.code,
        log_head=audit_log.printed_head(),
        log_holds=not certificate.words.get("log_head") or audit_log.contains(certificate.words["log_head"]),
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _holder(words) -> str:
    return sentences.holder(words["holder"]["name"], words["holder"]["credentials"])


def _signed_document_verification(signed_document, file_hash):
    status = document_status.of(signed_document)
    answer = web.show(
        "certify/verify_document.html",
        signed_document=signed_document,
        words=signed_document.words,
        holder=None if signed_document.words.get("erased") else _holder(signed_document.words),
        validity=status,
        validity_words=DOCUMENT_VALIDITY[status],
        file_hash=file_hash,
        is_the_file=bool(file_hash) and signed_documents.is_the_file(signed_document, file_hash),
        code=signed_document.code,
        log_head=audit_log.printed_head(),
        log_holds=not signed_document.words.get("log_head") or audit_log.contains(signed_document.words["log_head"]),
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@routes.get("/papers/<number>.pdf")
@signed_in
def download_signed_document(number):
    signed_document = _my_signed_document(number)
    file, failed = signed_documents.file_of(signed_document), None
    if file is None:
        rendering = renderings.ask_for_signed_document(signed_document)
        failed = renderings.gave_up(rendering)
        if not failed and not web.wants_fragment():
            jobs.render.later(rendering.id)
            file = _wait_for(lambda: signed_documents.file_of(signed_document))
    address = url_for(".download_signed_document", number=signed_document.number)
    if file is None:
        return web.show(
            "certify/making.html",
            "certify/_making.html",
            status=202,
            address=address,
            signed_document=signed_document,
            failed=failed,
        )
    if web.wants_fragment():
        return web.show(
            "certify/making.html", "certify/_making.html", address=address, signed_document=signed_document, ready=True
        )
    answer = Response(bytes(file.body), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{signed_document.kind}-{signed_document.number}.pdf"'
    )
    return answer


def _my_signed_document(number: str) -> signed_documents.SignedDocument:
    """Find a signed document of the person who is signed in, or answer 404."""
    return signed_documents.SignedDocument.get_or_none(
        signed_documents.SignedDocument.number == number, signed_documents.SignedDocument.person == current_user.id
    ) or abort(404)


def _until(certificate) -> str:
    """Return until what time of day, in the zone of the claim, a certificate is provisional."""
    claim = certificate.claim
    local = claim.hold_until.astimezone(ZoneInfo(claim.zone))
    return f"{local:%H:%M} ({claim.zone.rpartition('/')[2].replace('_', ' ')} time)"


def preview(holder: dict, credit_type: str, provider: Provider | Unnamed, entries: list, today: date) -> Markup:
    """Render the certificates that a claim would give, as they will be printed."""
    sheets = wording.preview(holder, credit_type, provider, entries, today)
    return Markup(render_template("certify/_sheets.html", sheets=sheets))  # noqa: S704 - a template's output


def links(claims: list[Claim]) -> dict[int, dict[str, str]]:
    """Map claims (ids) to the URLs of their certificate: `open` and `pdf`."""
    return {
        claim.id: {
            "open": url_for("certify.show_certificate", claim_id=claim.id),
            "pdf": url_for("certify.download", claim_id=claim.id),
        }
        for claim in claims
    }


def unprintable(name: str) -> list[str]:
    """List the characters of a name that cannot be printed, worded for a sentence."""
    from cme.certify.pdf import printable

    characters = printable.unprintable(name, current_app.settings.data / "fonts") if name else []
    return [printable.spoken(each).replace("The character", "the character") for each in characters]
