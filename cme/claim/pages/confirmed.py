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
from cme.claim.pages.to_claim import said
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
    made = _mine(claim_id)
    return _feedback_form(made, {}, drafts.take(current_user) or {})


def _feedback_form(made, errors, form, status=200, doubts=()):
    given = records.Feedback.select().where(records.Feedback.claim == made).exists()
    if given or not records.is_active(made):
        return web.leave(url_for(".show", claim_id=made.id))
    return web.show(
        "claim/feedback.html",
        status=status,
        claim=made,
        counted=said(Credit(made.total), made.credit_type),
        useful=USEFUL,
        balanced=BALANCED,
        errors=errors,
        form=form,
        doubts=doubts,
        undo_until=_undo_until(made),
    )


@routes.post("/claims/<int:claim_id>/feedback")
@drafts.returns_to("claim.feedback")
@signed_in
def tell(claim_id):
    made = _mine(claim_id)
    useful = request.form.get("useful", "")
    balanced = request.form.get("balanced", "")
    try:
        words = text.words(request.form.get("words"), 4000)
    except text.TooLong as fault:
        return _feedback_form(made, {"words": str(fault)}, request.form, 422)
    doubts = patient_data.patient_data(words)
    if not patient_data.seen(doubts, request.form.get("no_patient")):
        return _feedback_form(made, {}, request.form, 422, doubts)
    for activity in records.activities(made):
        records.tell(
            made,
            activity,
            int(useful) if useful in ("1", "2", "3", "4", "5") else None,
            balanced if balanced in dict(BALANCED) else "",
            words,
        )
    web.say("Thank you. Your feedback is kept with the activity, without your name in our figures.")
    return web.leave(url_for(".show", claim_id=made.id))


@routes.get("/claims/<int:claim_id>")
@signed_in
def show(claim_id):
    made = _mine(claim_id)
    outcome = records.outcome(made)
    lines = records.lines_of([made.id])
    marks = hooks.reporting_tags([made], lines)
    return web.show(
        "claim/show.html",
        claim=made,
        outcome=outcome,
        counted=said(Credit(made.total), made.credit_type),
        lines=lines.get(made.id, []),
        marks=marks,
        links=hooks.certificate_links([made]).get(made.id),
        undo_until=_undo_until(made),
    )


def _undo_until(made) -> str | None:
    """Tell until what time of day a claim can be undone, or None when it no longer can."""
    if records.outcome(made) or clock.now() >= made.hold_until:
        return None
    return f"{made.hold_until.astimezone(ZoneInfo(made.zone)):%H:%M}"


@routes.get("/claims/<int:claim_id>/undo")
@signed_in
def ask_undo(claim_id):
    made = _mine(claim_id)
    if not _undo_until(made):
        web.say("This claim can no longer be undone.", "wait")
        return web.leave(url_for(".show", claim_id=made.id))
    today = clock.today(current_user.zone)
    lines = records.lines_of([made.id]).get(made.id, [])
    late = [line for line in lines if line.entry.claim_by < today]
    return web.show("claim/undo.html", claim=made, counted=said(Credit(made.total), made.credit_type), late=late)


@routes.post("/claims/<int:claim_id>/undo")
@signed_in
def undo(claim_id):
    made = _mine(claim_id)
    try:
        records.undo(made, by=audit_log.by_person(current_user.id))
    except Refused as refused:
        web.say(str(refused), "wait")
        return web.leave(url_for(".show", claim_id=made.id))
    web.say(f"The claim is undone: {said(Credit(made.total), made.credit_type)} are back under To claim.")
    return web.leave(request_security.safe_next(request.form.get("back"), url_for(".index")))
