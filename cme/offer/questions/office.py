"""The coordinator's page of questions: upload a file, see a preview, import it with progress."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_login import current_user

from cme.base import text
from cme.base.http import web
from cme.base.http.access import coordinators
from cme.base.http.routes import Routes
from cme.offer.questions import jobs, records, sentences, uploads

routes = Routes()


@routes.get("/office/questions")
@coordinators
def office_questions():
    return _questions({}, "")


def _questions(errors, category, status=200):
    categories = records.categories()
    return web.show(
        "offer/questions/index.html",
        status=status,
        errors=errors,
        category=category,
        categories=categories,
        lede=sentences.questions(records.count(), len(categories)),
        imports=uploads.latest(),
        states=sentences.STATES,
    )


@routes.post("/office/questions")
@coordinators
def upload_questions():
    file, errors, category = request.files.get("file"), {}, ""
    body = file.read() if file else b""
    if not body:
        errors["file"] = "Choose a file that is not empty" if file and file.filename else "Choose a file"
    try:
        category = text.line(request.form.get("category"), 120)
    except text.TooLong as error:
        errors["category"] = str(error)
    if errors:
        return _questions(errors, request.form.get("category", "")[:1000], 422)
    row = uploads.upload(current_user.id, text.line((file.filename or "file")[:200], 1000), body, category)
    jobs.work.later(row.id)
    return web.leave(url_for(".question_import", import_id=row.id))


def _found(import_id: int) -> uploads.QuestionImport:
    return uploads.QuestionImport.get_or_none(uploads.QuestionImport.id == import_id) or abort(404)


@routes.get("/office/questions/imports/<int:import_id>")
@coordinators
def question_import(import_id):
    row = _found(import_id)
    words = {
        "working": sentences.working(row.state),
        "good": sentences.good(row.good),
        "nothing_new": sentences.nothing_new(row.refused, row.unchanged),
        "stopped": sentences.stopped(row.position, row.total),
        "refused": sentences.refused(uploads.MAX_PROBLEMS, row.refused),
        "sample": sentences.sample(len(row.sample or []), row.good),
    }
    return web.show("offer/questions/import.html", "offer/questions/_import.html", row=row, words=words)


@routes.post("/office/questions/imports/<int:import_id>/start")
@coordinators
def start_import(import_id):
    row = _found(import_id)
    if uploads.begin(row):
        jobs.work.later(row.id)
    return web.leave(url_for(".question_import", import_id=row.id))


@routes.post("/office/questions/imports/<int:import_id>/stop")
@coordinators
def stop_import(import_id):
    row = _found(import_id)
    uploads.stop(row)
    return web.leave(url_for(".question_import", import_id=row.id))
