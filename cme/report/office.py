"""The desk of the CME office: what waits, was rejected or failed, why; sent again, paused, exported (R7)."""

from __future__ import annotations

from flask import abort, current_app, request, url_for
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
from cme.report.records.tables import Delivery, Report, Resending

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


def _filter(said) -> desk.Filter:
    # no table holds a NUL, so nothing is found by one; PostgreSQL would not even look
    group, body, code, who = (said.get(name, "").replace("\0", "") for name in ("group", "body", "code", "who"))
    return desk.Filter(group if group in desk.GROUPS else "look", body[:20], code[:40], " ".join(who.split())[:100])


@routes.get("/office/reports")
@coordinators
def desk_():
    return _desk(_filter(request.args))


def _desk(said: desk.Filter, status=200, errors=None):
    page = text.number(request.args.get("page")) or 1
    rows, count = desk.page_of(said, page)
    numbers, queues = desk.counts(), desk.body_queues()
    kept = {"body": said.body or None, "code": said.code or None, "who": said.who or None}
    return web.show(
        "report/desk.html",
        status=status,
        rows=rows,
        count=count,
        page=page,
        pages=max(1, -(-count // desk.PAGE)),
        said=said,
        tabs=[
            {
                "label": label,
                "href": url_for(".desk_", group=key, **kept),
                "count": numbers[key],
                "current": key == said.group,
            }
            for key, label in desk.GROUPS.items()
        ],
        href=lambda number: url_for(".desk_", group=said.group, page=number, **kept),
        bodies=[(code, bodies.name_of(code)) for code in desk.reported_bodies()],
        codes=[(code, f"{CODES.get(code, code)} ({many})") for code, many in desk.reasons(said.group)],
        matches=sentences.matches(count),
        nothing=sentences.nothing(bool(said.body or said.code or said.who), said.group),
        queues=queues,
        queue_words={each.name: _queue_words(each) for each in queues},
        lost=sentences.lost(desk.lost()),
        may=sum(row.may for row in rows),
        errors=errors or {},
        kept={"group": said.group, **kept},
        settings_address=_address(),
    )


def _queue_words(queue: desk.BodyQueue) -> str:
    failures, reason = (queue.failing.failures, queue.failing.reason) if queue.failing else (0, "")
    return sentences.road(queue.waiting, queue.paused, failures, reason)


def _address() -> str:
    said = current_app.settings
    return said.sandbox_url if said.to_sandbox else ""


def _holder(person) -> str:
    """Name a person; of a deleted account nothing but its number is left."""
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
        named=bodies.name_of(row.body),
        mark=rules.STATES[row.delivery.state],
        why=desk.reason_of(row.delivery),
        holder=_holder(row.person),
        revisions=revisions,
        steps=history_of(revisions),
        activity=offer.current_version(row.activity).title,
        claims=sharing.claims_of(row),
        refusal=resend.refusal(row),
    )


@routes.post("/office/reports/again")
@coordinators
def desk_again():
    said = _filter(request.form)
    if request.form.get("every"):
        ids = [row.id for row in said.query().order_by(Report.id) if row.delivery.state in resend.MAY]
    else:
        ticked = [number for each in request.form.getlist("report") if (number := text.number(each))]
        ids = [
            row[0]
            for row in Report.select(Report.id).where(Report.id.in_(ticked[:500] or [0])).order_by(Report.id).tuples()
        ]
    if not ids:
        return _desk(said, 422, {"_form": "Tick at least one report that was rejected, delayed or failed."})
    made = desk.resend_many(current_user, ids, by=audit_log.by_person(current_user.id))
    return web.leave(url_for(".resending", resending_id=made.id))


@routes.get("/office/reports/again/<int:resending_id>")
@coordinators
def resending(resending_id):
    row = Resending.get_or_none(Resending.id == resending_id) or abort(404)
    total = len(row.reports)
    words = "" if row.due else sentences.resent(row.changed, total)
    return web.show("report/resending.html", "report/_resending.html", row=row, total=total, words=words)


@routes.post("/office/reports/pause")
@coordinators
def pause():
    name, paused = request.form.get("name", ""), request.form.get("paused") == "1"
    waiting = next((each for each in desk.body_queues() if each.name == name), None)
    if waiting is None:
        return _desk(desk.Filter(), 422, {"_form": "There is no such body to pause or resume."})
    by = audit_log.by_person(current_user.id)
    if paused:
        breaker.pause(name, by)
        web.say(f"Nothing is sent to {waiting.label} until you resume it.", "wait")
    else:
        for each in (name, waiting.destination) if waiting.failing else (name,):
            breaker.resume(each, by)
        web.say(f"{waiting.label} is told again.")
    return web.leave(url_for(".desk_"))


@routes.post("/office/reports/export")
@coordinators
def export_():
    """Give the reports that match as a file; the log says so, and each person sees what was taken out about them."""
    kind = request.form.get("kind") if request.form.get("kind") in EXPORTS else "xlsx"
    write, type_ = EXPORTS[kind]
    said = _filter(request.form)
    found = [row for row in said.query().order_by(Report.id) if deliveries.may_report_to(row)]
    records = [export.record(row) for row in desk.desk_reports(found)]
    chosen = export.columns(current_app.settings.pars_columns)
    headers, *rows = export.rows(records, chosen)
    sharing.exported(
        [(row, dict(zip(headers, values, strict=True))) for row, values in zip(found, rows, strict=True)],
        by=audit_log.by_person(current_user.id),
    )
    body = write(records, chosen)
    name = f"pars-learners-{clock.now():%Y%m%d}.{kind}"
    return body, 200, {"Content-Type": type_, "Content-Disposition": f'attachment; filename="{name}"'}
