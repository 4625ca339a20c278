"""Search, suggestions, and reading: opening an eligible article from a search is the one GET that earns."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from math import ceil

from flask import Blueprint, abort, current_app, request, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

from cme.base import clock, text, web
from cme.base.credit import Credit
from cme.base.db import db
from cme.earn import records, rules
from cme.offer import records as offer
from cme.offer import search as index
from cme.people.gate import signed_in

earn = Blueprint("earn", __name__)
PAGE = 10


def _signer():
    return URLSafeSerializer(current_app.secret_key, salt="opened-from-a-search")


def ticket(term: str, is_new_question: bool) -> str:
    """Sign who searched what and when; the links of one page of results carry it."""
    payload = [current_user.id, term, int(clock.now().timestamp()), secrets.token_urlsafe(9), int(is_new_question)]
    return _signer().dumps(payload)


def _read_ticket(signed: str):
    try:
        person, term, at, nonce, new = _signer().loads(signed)
    except (BadSignature, ValueError, TypeError):
        return None
    return (term, datetime.fromtimestamp(at, UTC), nonce, bool(new)) if person == current_user.id else None


def _term() -> str:
    try:
        return text.line(request.args.get("q"), 200)
    except text.TooLong:
        return text.line(request.args.get("q", "")[:200], 200)


@earn.get("/search")
@signed_in
def search():
    term = _term()
    specialty = request.args.get("specialty", "")
    page = max(1, min(int(request.args["page"]), 500)) if request.args.get("page", "").isdecimal() else 1
    is_new = request.args.get("new") == "1"
    result, versions, eligible = None, {}, set()
    if term:
        result = index.find(db.obj, term, specialty=specialty or None, limit=PAGE, offset=(page - 1) * PAGE)
        ids = [hit.article_id for hit in result.hits]
        versions = offer.newest(ids)
        eligible = offer.eligible_ids(ids, clock.today(current_user.zone))
    going_on = None
    if term and not is_new and not current_user.profile_row.student:
        going_on = records.going_on(current_user, rules.term_key(term), clock.now())
    return web.show(
        "earn/search.html",
        "earn/_results.html",
        term=term,
        specialty=specialty,
        specialties=offer.specialties(),
        result=result,
        page=page,
        pages=ceil(result.total / PAGE) if result else 0,
        versions=versions,
        eligible=eligible,
        ticket=ticket(term, is_new) if term else "",
        going_on=going_on,
        is_new=is_new,
        doubts=text.patient_data(term),
        page_address=lambda number: url_for(".search", q=term, specialty=specialty or None, page=number, new=is_new and 1 or None),
        snippet=Markup,
    )


@earn.get("/search/suggest")
@signed_in
def suggest():
    term = _term()
    if not web.wants_fragment():
        return web.leave(url_for(".search", q=term))
    found = index.suggest(db.obj, term, limit=8) if term else []
    ids = [row.article_id for row in found]
    return web.show(
        "earn/search.html",
        "earn/_suggestions.html",
        term=term,
        found=found,
        versions=offer.newest(ids),
        eligible=offer.eligible_ids(ids, clock.today(current_user.zone)),
        ticket=ticket(term, False) if term else "",
        title=Markup,
    )


@earn.get("/articles/<slug>")
@signed_in
def article(slug):
    row, version = offer.find_article(slug) or abort(404)
    opened = _open(version)
    today = clock.today(current_user.zone)
    offered = offer.point_of_care()
    return web.show(
        "earn/article.html",
        article=row,
        version=version,
        html=Markup(version.html),  # noqa: S704 - sanitized when it was imported
        opened=opened,
        counts=row.id in offer.eligible_ids([row.id], today),
        worth=Credit(offered[1].unit_value) if offered else None,
        activity=offered[1] if offered else None,
    )


def _open(version) -> records.Opened:
    """Record the opening where the link came from one's own search and somebody looks at the page."""
    signed = request.args.get("from")
    if not signed:
        return records.Opened("browsing")
    read = _read_ticket(signed)
    if read is None:
        return records.Opened("browsing")
    if current_user.profile_row.student:
        return records.Opened("student")
    if request.method != "GET" or rules.is_prefetch(request.headers):
        return records.Opened("browsing")
    term, searched, nonce, is_new = read
    return records.open_article(
        current_user._get_current_object(), version,
        term=term, searched=searched, nonce=nonce, is_new_question=is_new,
    )  # fmt: skip
