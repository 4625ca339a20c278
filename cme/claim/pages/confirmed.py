"""After the confirmation: feedback, the claim's page, and its undoing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import abort, request, url_for
from flask_login import current_user

from cme.base import audit_log, clock, text
from cme.base.domain import patient_data
from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Refused
from cme.base.http import request_security, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.claim import hooks, records
from cme.claim.pages.to_claim import credits_in_words
from cme.claim.records import Claim
from cme.people import drafts

routes = Routes()

USEFUL = ((5, "Very"), (4, "Quite"), (3, "Somewhat"), (2, "A little"), (1, "Not at all"))
BALANCED = (("yes", "Yes"), ("no", "No"), ("unsure", "I cannot say"))


def _mine(claim_id: int) -> Claim:
    """Find a claim of the person who is signed in."""
    return Claim.get_or_none(Claim.id == claim_id, Claim.person == current_user.id) or abort(404)


@routes.get("/claims/<int:claim_id>/feedback")
@signed_in
def feedback(claim_id):
    claim = _mine(claim_id)
    return _feedback_form(claim, {}, drafts.take(current_user) or {})


def _feedback_form(claim, errors, form, status=200, warnings=()):
    given = records.Feedback.select().where(records.Feedback.claim == claim).exists()
    if given or not records.is_active(claim):
        return web.leave(url_for(".show", claim_id=claim.id))
    return web.show(
        "claim/feedback.html",
        status=status,
        claim=claim,
        counted=credits_in_words(Credit(claim.total), claim.credit_type),
        useful=USEFUL,
        balanced=BALANCED,
        errors=errors,
        form=form,
        warnings=warnings,
        undo_until=_undo_until(claim),
    )


@routes.post("/claims/<int:claim_id>/feedback")
@drafts.returns_to("claim.feedback")
@signed_in
def save_feedback(claim_id):
    claim = _mine(claim_id)
    useful = request.form.get("useful", "")
    balanced = request.form.get("balanced", "")
    try:
        words = text.words(request.form.get("words"), 4000)
    except text.TooLong as error:
        return _feedback_form(claim, {"words": str(error)}, request.form, 422)
    warnings = patient_data.patient_data(words)
    if not patient_data.seen(warnings, request.form.get("no_patient")):
        return _feedback_form(claim, {}, request.form, 422, warnings)
    for activity in records.activities(claim):
        records.save_feedback(
            claim,
            activity,
            int(useful) if useful in ("1", "2", "3", "4", "5") else None,
            balanced if balanced in dict(BALANCED) else "",
            words,
        )
    web.say("Thank you. Your feedback is kept with the activity, without your name in our figures.")
    return web.leave(url_for(".show", claim_id=claim.id))


@routes.get("/claims/<int:claim_id>")
@signed_in
def show(claim_id):
    claim = _mine(claim_id)
    outcome = records.outcome(claim)
    lines = records.lines_of([claim.id])
    marks = hooks.reporting_tags([claim], lines)
    return web.show(
        "claim/show.html",
        claim=claim,
        outcome=outcome,
        counted=credits_in_words(Credit(claim.total), claim.credit_type),
        lines=lines.get(claim.id, []),
        marks=marks,
        links=hooks.certificate_links([claim]).get(claim.id),
        undo_until=_undo_until(claim),
    )


def _undo_until(claim) -> str | None:
    """Return until what time of day a claim can be undone, or None when it no longer can."""
    if records.outcome(claim) or clock.now() >= claim.hold_until:
        return None
    return f"{claim.hold_until.astimezone(ZoneInfo(claim.zone)):%H:%M}"


@routes.get("/claims/<int:claim_id>/undo")
@signed_in
def ask_undo(claim_id):
    claim = _mine(claim_id)
    if not _undo_until(claim):
        web.say("This claim can no longer be undone.", "wait")
        return web.leave(url_for(".show", claim_id=claim.id))
    today = clock.today(current_user.zone)
    lines = records.lines_of([claim.id]).get(claim.id, [])
    late = [line for line in lines if line.entry.claim_by < today]
    return web.show(
        "claim/undo.html", claim=claim, counted=credits_in_words(Credit(claim.total), claim.credit_type), late=late
    )


@routes.post("/claims/<int:claim_id>/undo")
@signed_in
def undo(claim_id):
    claim = _mine(claim_id)
    try:
        records.undo(claim, by=audit_log.by_person(current_user.id))
    except Refused as refused:
        web.say(str(refused), "wait")
        return web.leave(url_for(".show", claim_id=claim.id))
    web.say(f"The claim is undone: {credits_in_words(Credit(claim.total), claim.credit_type)} are back under To claim.")
    return web.leave(request_security.safe_next(request.form.get("back"), url_for(".index")))
