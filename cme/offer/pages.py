"""The CME library and the page of each activity."""

from __future__ import annotations

from itertools import groupby

from flask import abort, request, url_for
from flask_login import current_user

from cme.base import clock, provider
from cme.base.domain import claim_window, credit_types, statements
from cme.base.domain.credit import Credit
from cme.base.http import web
from cme.base.http.routes import Routes
from cme.offer import hooks, records, sentences

routes = Routes()


@routes.get("/library")
def library():
    zone = current_user.zone if current_user.is_authenticated else provider.current().zone
    today = clock.today(zone)
    everything = records.library(today)
    specialty = request.args.get("specialty", "")
    shown = [row for row in everything if not specialty or row.specialty == specialty]
    return web.show(
        "offer/library.html",
        groups=[(name, list(rows)) for name, rows in groupby(shown, key=lambda row: row.specialty)],
        specialties=[(each, each) for each in sorted({row.specialty for row in everything})],
        specialty=specialty,
        lede=sentences.library(len(shown)),
    )


@routes.get("/activities/")
def activities():
    rows = [(a, records.current_version(a)) for a in records.Activity.select().order_by(records.Activity.id)]
    return web.show("offer/activities.html", activities=rows)


@routes.get("/activities/<slug>")
def activity(slug):
    row = records.find_activity(slug) or abort(404)
    if row.kind == "course":  # whose own page says all this, and leads on to its topics
        return web.leave(url_for("earn.course", slug=row.slug))
    version = records.current_version(row)
    issuer, questions = provider.current(), row.kind == "board-review"
    return web.show(
        "offer/activity.html",
        version=version,
        worth=Credit(version.unit_value),
        type=credit_types.CREDIT_TYPES[version.credit_type],
        for_what="for six counted answers" if questions else "for each entry",
        how_to_claim=sentences.HOW_TO_CLAIM_QUESTIONS if questions else sentences.HOW_TO_CLAIM,
        validity=sentences.validity(version.valid_from, version.valid_until),
        window=claim_window.in_words(version.window),
        designation=statements.fill_statement(version.designation, issuer, version),
        accreditation=statements.fill_statement(issuer.accreditation, issuer, version) if issuer.accredited else None,
        points=hooks.accepted_points(current_user, row) if current_user.is_authenticated else [],
        totals=hooks.activity_totals(current_user, row) if current_user.is_authenticated else [],
        roles=[credit_types.ROLE_NAMES[role] for role in credit_types.CREDIT_TYPES[version.credit_type].roles],
    )
