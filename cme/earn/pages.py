"""Pages of search, suggestions and articles: opening an eligible article from a search is the one GET that earns."""

from __future__ import annotations

from math import ceil

from flask import abort, request, url_for
from flask_login import current_user
from markupsafe import Markup

from cme.base import audit_log, clock, text
from cme.base.domain import patient_data
from cme.base.domain.credit import Credit
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.base.store.db import db
from cme.earn import records, result_token, rules, sentences
from cme.offer import records as offer
from cme.offer.search import find as find_articles
from cme.offer.search import suggest as suggest_articles

routes = Routes()
PAGE = 10  # results on a page


def _term() -> str:
    typed = request.args.get("q", "")[:1000]
    return text.line(typed, 10_000)[:200].strip()  # normalizing can make it longer


@routes.get("/search")
@signed_in
def search():
    term = _term()
    specialty = text.line(request.args.get("specialty", "")[:80], 1000)
    question = request.args.get("new", "")
    if question and not result_token.is_fresh(question):
        fresh = result_token.new_question() if question == "1" else None
        return web.leave(url_for(".search", q=term, specialty=specialty or None, new=fresh))
    result, page, versions, eligible = None, 1, {}, set()
    if term:
        result, page = _find(term, specialty)
        ids = [hit.article_id for hit in result.hits]
        versions = offer.newest(ids)
        eligible = offer.eligible_ids(ids, clock.today(current_user.zone))
    going_on = None
    if term and not question and not current_user.profile_row.student:
        going_on = records.going_on(current_user, rules.term_key(term), clock.now())
    warnings = patient_data.patient_data(term)
    return web.show(
        "earn/search.html",
        "earn/_results.html",
        term=term,
        specialty=specialty,
        specialties=[(each, each) for each in offer.specialties()],
        result=result,
        summary=sentences.found(result.total, term, specialty) if result else "",
        page=page,
        pages=ceil(result.total / PAGE) if result else 0,
        versions=versions,
        eligible=eligible,
        ticket=result_token.write(term, question) if term else "",
        going_on=going_on,
        question=question,
        warnings=warnings,
        looks_like=sentences.looks_like(warnings),
        page_address=lambda number: url_for(
            ".search", q=term, specialty=specialty or None, page=number, new=question or None
        ),
        snippet=Markup,
    )


def _find(term, specialty):
    """Return the requested page of results, or the last one, and its number."""
    page = max(1, min(text.number(request.args.get("page")) or 1, 500))
    result = find_articles(db.obj, term, specialty=specialty or None, limit=PAGE, offset=(page - 1) * PAGE)
    if not result.hits and result.total:
        page = ceil(result.total / PAGE)
        result = find_articles(db.obj, term, specialty=specialty or None, limit=PAGE, offset=(page - 1) * PAGE)
    return result, page


@routes.get("/search/suggest")
@signed_in
def suggest():
    term = _term()
    if not web.wants_fragment():
        return web.leave(url_for(".search", q=term))
    found = suggest_articles(db.obj, term, limit=8) if term else []
    ids = [row.article_id for row in found]
    return web.show(
        "earn/search.html",
        "earn/_suggestions.html",
        term=term,
        found=found,
        versions=offer.newest(ids),
        eligible=offer.eligible_ids(ids, clock.today(current_user.zone)),
        ticket=result_token.write(term) if term else "",
        title=Markup,
    )


@routes.get("/articles/<slug>")
@signed_in
def article(slug):
    row, version = offer.find_article(slug) or abort(404)
    if current_user.profile_row.student and "from" in request.args:
        # so that neither a reload nor the switch of modes, which returns to this URL, records an opening later
        return web.leave(url_for(".article", slug=slug))
    opened = _open(version)
    today = clock.today(current_user.zone)
    offered = offer.point_of_care()
    counts = row.id in offer.eligible_ids([row.id], today)
    return web.show(
        "earn/article.html",
        article=row,
        version=version,
        html=Markup(version.html),  # noqa: S704 - sanitized when it was imported
        opened=opened,
        counts=counts,
        worth=Credit(offered[1].unit_value) if offered else None,
        about=url_for("offer.activity", slug=offered[0].slug) if offered else None,
        to_credit=sentences.to_credit(opened.state),
        consulted=sentences.consulted(opened.search.term, counts) if opened.state == "consulted" else "",
        warnings=patient_data.patient_data(opened.search.term) if opened.search else [],
    )


def _open(version) -> records.Opened:
    """Record the opening where the link is from a search of this person and the page is not prefetched."""
    if current_user.profile_row.student:
        return records.Opened("student")
    ticket = result_token.read(request.args.get("from", ""))
    if ticket is None or request.method != "GET" or rules.is_prefetch(request.headers):
        return records.Opened("browsing")
    return records.open_article(
        current_user._get_current_object(),
        version,
        by=audit_log.by_person(current_user.id),
        term=ticket.term,
        searched=ticket.searched,
        zone=ticket.zone,
        nonce=ticket.nonce,
        is_new_question=ticket.is_new_question,
    )
