"""The status of a signed document: whether what it lists has changed since it was created."""

from __future__ import annotations

from cme.base import clock
from cme.certify.records import Certificate, Supersession, Withdrawal
from cme.certify.signed_documents import SignedDocument
from cme.claim import records as claims
from cme.claim.records import Claim, Outcome


def of(signed_document: SignedDocument) -> str:
    """Return the status of a signed document: valid, provisional (a claim in it can still be undone) or changed."""
    ids = signed_document.words.get("claims") or []
    if not ids:
        return "valid"
    undone = Claim.select().where(Claim.id.in_(ids), ~claims.active()).exists()
    mine = Certificate.select(Certificate.id).where(Certificate.claim.in_(ids))
    # the document already prints the status of what was superseded before it was created
    gone = any(
        model.select().where(field.in_(mine), model.at > signed_document.created).exists()
        for model, field in ((Withdrawal, Withdrawal.certificate), (Supersession, Supersession.old))
    )
    if undone or gone:
        return "changed"
    ended = Outcome.select(Outcome.claim)
    waits = Claim.select().where(Claim.id.in_(ids), Claim.id.not_in(ended), Claim.hold_until > clock.now()).exists()
    return "provisional" if waits else "valid"
