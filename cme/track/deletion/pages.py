"""The page on which an account is deleted, behind a fresh sign-in: what is deleted and what stays."""

from __future__ import annotations

from flask import request, session, url_for
from flask_login import current_user, logout_user

from cme.base import audit_log
from cme.base.domain.refusal import Refused
from cme.base.http import web
from cme.base.http.access import fresh
from cme.base.http.routes import Routes
from cme.claim import hooks as claim_hooks
from cme.claim import records as claims
from cme.claim import summary
from cme.people import auth_log
from cme.track.deletion import records, sentences

routes = Routes()

CONFIRM = "Tick the box: a deleted account cannot be brought back."


@routes.get("/account/deletion")
@fresh
def deletion():
    return _page({})


@routes.post("/account/deletion")
@fresh
def delete_account():
    person = current_user._get_current_object()
    if request.form.get("sure") != "1":
        return _page({"sure": CONFIRM}, 422)
    until = records.last_day(person)
    try:
        records.delete(person, by=audit_log.by_person(person.id))
    except Refused as error:
        return _page({"_form": str(error)}, 422)
    auth_log.write("account deleted", person)
    logout_user()
    session.clear()
    web.say(
        "Your account is deleted." + (f" The last of its records goes on {until.day} {until:%b %Y}." if until else "")
    )
    response = web.leave(url_for("base.home"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(errors, status=200):
    person = current_user._get_current_object()
    active = claims.claimed(person)
    tags = claim_hooks.reporting_tags(active, claims.lines_of([claim.id for claim in active])) if active else {}
    outstanding = sum(tag.waiting for tag in tags.values())
    counts = summary.counts(person)
    return web.show(
        "track/deletion.html",
        status=status,
        errors=errors,
        refusal=records.refusal(person),
        loss=sentences.loss(counts["review"], counts["claim"], outstanding),
        certificates=sentences.certificates(len(active)),
        until=records.last_day(person),
    )
