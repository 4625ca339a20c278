"""The desk of the CME office: the reports that wait, were rejected or failed; resend, pause and export (R7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cme.base import audit_log, clock, text
from cme.base.domain import bodies
from cme.base.http import web
from cme.base.http.access import coordinators
from cme.base.http.routes import Routes
from cme.offer import records as offer
from cme.people import records as people
from cme.report import export, rules, sentences
from cme.report.pages import history_of
from cme.report.records import breaker, deliveries, desk, history, resend, sharing
from cme.report.records.models import Delivery, Report, Resending

routes = Routes()

CODES = {
    "no-match": "Nobody of this name and number",
    "number": "No number",
    "birth": "Birth day",
    "name": "Name",
    "inactive": "License not active",
    "activity": "Activity not registered",
    "window": "Outside the window",
    "duplicate": "Duplicate",
    "other": "Another reason",
    "activity-number": "Activity has no ACCME number",
    "provider-number": "Provider has no ACCME number",
    "timeout": "No answer in time",
    "no-connection": "No connection",
    "no-address": "No address is set",
    "not-accredited": "Provider is not accredited",
}
EXPORTS = {
    "xlsx": (export.workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "txt": (export.text, "text/tab-separated-values; charset=utf-8"),
}


def _filter(values: Mapping[str, str]) -> desk.Filter:
    # no table holds a NUL, so nothing is found by one; PostgreSQL would refuse the query
    group, body, code, who = (values.get(name, "").replace("\0", "") for name in ("group", "body", "code", "who"))
    return desk.Filter(group if group in desk.GROUPS else "look", body[:20], code[:40], " ".join(who.split())[:100])


@routes.get("/office/reports")
@coordinators
def desk_():
    return _desk(_filter(request.args))


def _desk(filters: desk.Filter, status: int = 200, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    page = text.number(request.args.get("page")) or 1
    rows, count = desk.page_of(filters, page)
    numbers, queues = desk.counts(), desk.body_queues()
    chosen: dict[str, Any] = {"body": filters.body or None, "code": filters.code or None, "who": filters.who or None}
    return web.show(
        "report/desk.html",
        status=status,
        rows=rows,
        count=count,
        page=page,
        pages=max(1, -(-count // desk.PAGE)),
        filters=filters,
        tabs=[
            {
                "label": label,
                "href": url_for(".desk_", group=key, **chosen),
                "count": numbers[key],
                "current": key == filters.group,
            }
            for key, label in desk.GROUPS.items()
        ],
        href=lambda number: url_for(".desk_", group=filters.group, page=number, **chosen),
        bodies=[(code, bodies.name_of(code)) for code in desk.reported_bodies()],
        codes=[(code, f"{CODES.get(code, code)} ({many})") for code, many in desk.reasons(filters.group)],
        matches=sentences.matches(count),
        nothing=sentences.empty_list(bool(filters.body or filters.code or filters.who), filters.group),
        queues=queues,
        queue_words={each.name: _queue_words(each) for each in queues},
        lost=sentences.lost_corrections(desk.count_lost()),
        resendable=any(row.is_resendable for row in rows),
        errors=errors or {},
        sandbox_address=_sandbox_address(),
    )


def _queue_words(queue: desk.BodyQueue) -> str:
    failures, reason = (queue.failing.failures, queue.failing.reason) if queue.failing else (0, "")
    return sentences.queue_status(queue.waiting, queue.paused, failures, reason)


def _sandbox_address() -> str:
    settings = current_app.settings
    return settings.sandbox_url if settings.to_sandbox else ""


def _holder(person: people.Person) -> str:
    """Return the name and address of a person; of a deleted account only its number is left."""
    profile = people.Profile.get_or_none(people.Profile.person == person.id)
    return f"{profile.name or person.shown_name}, {person.email}" if profile else f"a deleted account ({person.id})"


@routes.get("/office/reports/<int:report_id>")
@coordinators
def desk_report(report_id):
    row = Report.select(Report, Delivery).join(Delivery, attr="delivery").where(
        Report.id == report_id
    ).first() or abort(404)
    revisions = [each for each, _ in history.events_of([row.id])[row.id]]
    return web.show(
        "report/desk_report.html",
        report=row,
        delivery=row.delivery,
        body_name=bodies.name_of(row.body),
        state_label=rules.STATES[row.delivery.state],
        reason=desk.reason_of(row.delivery),
        holder=_holder(row.person),
        revisions=revisions,
        steps=history_of(revisions),
        activity=offer.current_version(row.activity).title,
        claims=sharing.claims_of(row),
        refusal=resend.refusal(row),
    )


@routes.post("/office/reports/again")
@coordinators
def resend_selected():
    filters = _filter(request.form)
    if request.form.get("every"):
        ids = [row.id for row in filters.query().order_by(Report.id) if row.delivery.state in resend.RESENDABLE]
    else:
        ticked = [number for each in request.form.getlist("report") if (number := text.number(each))]
        ids = [
            row[0]
            for row in Report.select(Report.id).where(Report.id.in_(ticked[:500] or [0])).order_by(Report.id).tuples()
        ]
    if not ids:
        return _desk(filters, 422, {"_form": "Tick at least one report that was rejected, delayed or failed."})
    created = desk.resend_many(current_user, ids, by=audit_log.by_person(current_user.id))
    return web.leave(url_for(".resending", resending_id=created.id))


@routes.get("/office/reports/again/<int:resending_id>")
@coordinators
def resending(resending_id):
    row = Resending.get_or_none(Resending.id == resending_id) or abort(404)
    total = len(row.reports)
    words = "" if row.due else sentences.resending_result(row.changed, total)
    return web.show("report/resending.html", "report/_resending.html", row=row, total=total, words=words)


@routes.post("/office/reports/pause")
@coordinators
def pause():
    name, paused = request.form.get("name", ""), request.form.get("paused") == "1"
    queue = next((each for each in desk.body_queues() if each.name == name), None)
    if queue is None:
        return _desk(desk.Filter(), 422, {"_form": "There is no such body to pause or resume."})
    by = audit_log.by_person(current_user.id)
    if paused:
        breaker.pause(name, by)
        web.say(f"Nothing is sent to {queue.label} until you resume it.", "wait")
    else:
        for each in (name, queue.destination) if queue.failing else (name,):
            breaker.resume(each, by)
        web.say(f"{queue.label} is told again.")
    return web.leave(url_for(".desk_"))


@routes.post("/office/reports/export")
@coordinators
def export_():
    """Return the matching reports as a file; the export is logged, and each person sees what it holds about them."""
    kind = request.form.get("kind") if request.form.get("kind") in EXPORTS else "xlsx"
    write, type_ = EXPORTS[kind]
    filters = _filter(request.form)
    reports = [row for row in filters.query().order_by(Report.id) if deliveries.may_report_to(row)]
    records = [export.record(row) for row in desk.desk_reports(reports)]
    columns = export.columns(current_app.settings.pars_columns)
    headers, *rows = export.rows(records, columns)
    sharing.record_export(
        [(row, dict(zip(headers, values, strict=True))) for row, values in zip(reports, rows, strict=True)],
        by=audit_log.by_person(current_user.id),
    )
    body = write(records, columns)
    name = f"pars-learners-{clock.now():%Y%m%d}.{kind}"
    return body, 200, {"Content-Type": type_, "Content-Disposition": f'attachment; filename="{name}"'}
