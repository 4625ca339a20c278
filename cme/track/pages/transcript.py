"""The transcript: every credit, for any range, on the page and as a file (T1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_login import current_user

from cme.base import audit_log, clock, provider, sheet, text
from cme.base.domain.plural import quantity
from cme.base.domain.topics import TOPICS
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.certify import renderings, signed_documents
from cme.certify.badges.records import MEDIA
from cme.track import exports, learner_record, sentences, signed_transcript, totals, transcript
from cme.track import transcript_filter as choices
from cme.track.external_credit import documents, records
from cme.track.transcript import Item

routes = Routes()

AT_ONCE = 200


def _filtered(form: Mapping[str, str]) -> tuple[choices.Choice, list[Item], list[Item]]:
    """Return the filters, the credits that pass them, and all credits of the range."""
    choice = choices.read(form)
    every = transcript.items(current_user, choice.since, choice.until) if not choice.errors else []
    return choice, choices.apply(choice, current_user, every), every


@routes.get("/transcript")
@signed_in
def show_transcript():
    choice, items, every = _filtered(request.args)
    return _page(choice, items, every, 422 if choice.errors else 200)


def _page(choice, items, every, status=200):
    newest = items[::-1]
    shown, page, pages = _part(newest)
    today = clock.today(current_user.zone)
    return web.show(
        "track/transcript.html",
        status=status,
        print_heading=_print_heading(choice, today),
        nothing_yet=sentences.NOTHING_YET,
        quantity=quantity,
        errors=choice.errors,
        form=request.values,
        items=shown,
        count=len(items),
        page=page,
        pages=pages,
        sums=totals.of(items),
        files=documents.by_credit([item.external_credit_id for item in shown if item.external_credit_id]),
        types=sorted({(item.credit_type, item.credit_name) for item in every}, key=lambda pair: pair[1]),
        bodies=choices.listings(current_user),
        topics=sorted({(code, TOPICS.get(code, code)) for item in every for code in item.topics}, key=lambda p: p[1]),
        query=choice.query,
        narrowed=bool(choice.query),
        spans=_spans(today, choice),
        href=lambda number: url_for(".show_transcript", page=number, **choice.query),
        imports=records.imports(current_user),
    )


def _print_heading(choice: choices.Choice, today: date) -> str:
    return sentences.print_heading(
        current_user.shown_name,
        current_user.profile_row.credentials,
        choice.query.get("from", ""),
        choice.query.get("to", ""),
        web.day(today),
        provider.current().name,
    )


def _part(newest):
    """Return one page of the list, its number and the number of pages; everything on one page for the printer."""
    if request.args.get("all"):
        return newest, 1, 1
    pages = max(1, -(-len(newest) // AT_ONCE))
    page = min(text.number(request.args.get("page")) or 1, pages)
    return newest[(page - 1) * AT_ONCE : page * AT_ONCE], page, pages


def _spans(today, choice) -> list[dict]:
    """Return links to the most frequent ranges, which keep the other filters."""
    rest = {name: value for name, value in choice.query.items() if name not in ("from", "to")}
    spans: list[tuple[str, dict[str, Any]]] = [("Everything", {})]
    spans += [(str(year), {"from": f"{year}-01-01", "to": f"{year}-12-31"}) for year in (today.year, today.year - 1)]
    spans.append(("Last two years", {"from": f"{today.year - 1}-01-01", "to": today.isoformat()}))
    here = {name: value for name, value in choice.query.items() if name in ("from", "to")}
    return [
        {"label": label, "href": url_for(".show_transcript", **span, **rest), "current": span == here}
        for label, span in spans
    ]


@routes.get("/transcript.csv")
@signed_in
def transcript_csv():
    return _file(lambda items: sheet.csv_file(exports.COLUMNS, exports.rows(items)), "csv", "text/csv; charset=utf-8")


@routes.get("/transcript.xlsx")
@signed_in
def transcript_xlsx():
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(lambda items: sheet.xlsx_file("Transcript", exports.COLUMNS, exports.rows(items)), "xlsx", kind)


def _file(write, ending, kind):
    choice, items, every = _filtered(request.args)
    if choice.errors:
        return _page(choice, items, every, 422)
    response = Response(write(items), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="transcript.{ending}"'
    return response


@routes.get("/transcript.json")
@signed_in
def transcript_json():
    choice, items, _ = _filtered(request.args)
    content = {"errors": choice.errors} if choice.errors else exports.as_json(current_user, choice, items)
    response = Response(
        json.dumps(content, ensure_ascii=False, indent=1), 422 if choice.errors else 200, mimetype="application/json"
    )
    if not choice.errors:
        response.headers["Content-Disposition"] = 'attachment; filename="transcript.json"'
    return response


@routes.get("/transcript.clr.jwt")
@signed_in
def transcript_clr():
    return _file(lambda items: learner_record.signed(current_user._get_current_object(), items), "clr.jwt", MEDIA)


@routes.post("/transcript/papers")
@signed_in
def sign_transcript():
    """Request the signed PDF of the filtered credits, and redirect to it."""
    choice, items, every = _filtered(request.form)
    if choice.errors:
        return _page(choice, items, every, 422)
    if not items:
        web.say("There is nothing to print in this range.", "wait")
        return web.leave(url_for(".show_transcript", **choice.query))
    signed_document = signed_transcript.find_or_create(
        current_user, choice, items, audit_log.by_person(current_user.id)
    )
    if signed_documents.file_of(signed_document) is None:
        renderings.ask_for_signed_document(signed_document)
    return web.leave(url_for("certify.download_signed_document", number=signed_document.number))
