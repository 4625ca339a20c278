"""External credit: its form and documents, removing and restoring (T2)."""

from __future__ import annotations

import re
import secrets
import unicodedata
from urllib.parse import quote

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from cme.base import clock
from cme.base.domain.refusal import Refused
from cme.base.domain.topics import TOPICS
from cme.base.http import rate_limit, request_security, web
from cme.base.http.access import signed_in
from cme.base.http.headers import POLICY
from cme.base.http.routes import Routes
from cme.people import drafts
from cme.track import sentences, topics
from cme.track.external_credit import documents, form, kinds, records

routes = Routes()

SANDBOX = f"{POLICY}; sandbox"
MAX_UPLOADS = 60  # forms with files in an hour


def _my_credit(external_credit_id: int) -> records.ExternalCredit:
    """Return an external credit of the signed-in person, or 404."""
    mine = records.ExternalCredit.person == current_user.id
    return records.ExternalCredit.get_or_none(records.ExternalCredit.id == external_credit_id, mine) or abort(404)


def _my_document(document_id: int) -> documents.Document:
    """Return a document of the signed-in person, or 404."""
    query = documents.Document.select().join(records.ExternalCredit)
    mine = records.ExternalCredit.person == current_user.id
    return query.where(documents.Document.id == document_id, mine).first() or abort(404)


@routes.get("/transcript/elsewhere/new")
@signed_in
def new_external_credit():
    typed = drafts.take(current_user) or MultiDict()
    return _form(None, typed, {}, key=typed.get("key") or secrets.token_urlsafe(24))


@routes.post("/transcript/elsewhere")
@drafts.returns_to("track.new_external_credit")
@signed_in
def create_external_credit():
    key = request.form.get("key", "")
    if not re.fullmatch(r"[\w-]{16,64}", key, re.ASCII):
        key = secrets.token_urlsafe(24)
    values, errors = form.read(request.form, clock.today(current_user.zone))
    sent, file_errors = _sent(key)
    if errors or file_errors:
        file_errors.append(documents.no_space_for(documents.save_pending(current_user, key, sent)))
        return _form(None, request.form, errors | _file_errors(file_errors), 422, key=key)
    external_credit = records.add(current_user, key, values)
    try:
        documents.add_from_form(external_credit, key, sent)
    except Refused as error:
        return _form(external_credit, request.form, _file_errors([str(error)]), 422)
    web.say(f"“{values['title']}” is on your transcript.")
    return web.leave(url_for(".new_external_credit" if "another" in request.form else ".show_transcript"))


def _sent(key: str) -> tuple[list[documents.File], list[str]]:
    """Return a form's files and their errors, limited in each hour; delete pending ones if the form says so."""
    if request.form.get("leave"):
        documents.delete_pending(current_user, key)
    files = [each for each in request.files.getlist("files") if each.filename]
    if files and not rate_limit.take(f"documents:{current_user.id}", MAX_UPLOADS, 3600):
        return [], [
            "You sent files very often within the hour, and these are not kept. Send them again in some minutes."
        ]
    return form.files(files)


def _file_errors(reasons: list[str]) -> dict[str, str]:
    text = " ".join(filter(None, reasons))
    return {"files": text} if text else {}


@routes.get("/transcript/elsewhere/<int:external_credit_id>")
@signed_in
def edit_external_credit(external_credit_id):
    mine = _my_credit(external_credit_id)
    return _form(mine, drafts.take(current_user) or _filled(mine), {})


def _filled(mine) -> MultiDict:
    values = form.of(records.latest(mine))
    values["topics"] = list(topics.choices(current_user).get(f"elsewhere-{mine.id}", values["topics"]))
    return MultiDict(values)


@routes.post("/transcript/elsewhere/<int:external_credit_id>")
@drafts.returns_to("track.edit_external_credit")
@signed_in
def change_external_credit(external_credit_id):
    mine = _my_credit(external_credit_id)
    key = documents.key_of(mine)
    values, errors = form.read(request.form, clock.today(current_user.zone))
    sent, file_errors = _sent(key)
    if errors or file_errors:
        file_errors.append(documents.no_space_for(documents.save_pending(current_user, key, sent)))
        return _form(mine, request.form, errors | _file_errors(file_errors), 422)
    try:
        documents.add_from_form(mine, key, sent)
    except Refused as error:
        return _form(mine, request.form, _file_errors([str(error)]), 422)
    records.change(mine, **values)
    if f"elsewhere-{mine.id}" in topics.choices(current_user):
        topics.choose(current_user, f"elsewhere-{mine.id}", values["topics"])
    web.say(f"“{values['title']}” is saved.")
    return web.leave(url_for(".show_transcript"))


def _form(mine, typed, errors, status=200, key=""):
    last = records.latest(mine) if mine else None
    pending = documents.pending(current_user, key or (documents.key_of(mine) if mine else ""))
    return web.show(
        "track/external_credit.html",
        status=status,
        mine=mine,
        removed=bool(last and last.removed),
        title=last.title if last else "",
        form=typed,
        errors=errors,
        key=key,
        types=kinds.ordered(current_user.profile_row.role),
        formats=kinds.FORMATS,
        types_with_words=kinds.WITH_WORDS,
        topics=sorted(TOPICS.items(), key=lambda pair: pair[1]),
        chosen=set(typed.getlist("topics")),
        waiting=sentences.files_from_before([each.name for each in pending]),
        leave=sentences.leave_out(len(pending)),
        documents=documents.by_credit([mine.id]).get(mine.id, []) if mine else [],
        today=clock.today(current_user.zone),
    )


@routes.post("/transcript/elsewhere/<int:external_credit_id>/removal")
@signed_in
def remove_external_credit(external_credit_id):
    mine = _my_credit(external_credit_id)
    records.remove(mine)
    back = url_for(".restore_external_credit", external_credit_id=mine.id)
    web.say(f"“{records.latest(mine).title}” is off your transcript.", "wait", undo=("Put it back", back))
    return web.leave(url_for(".show_transcript"))


@routes.post("/transcript/elsewhere/<int:external_credit_id>/restoration")
@signed_in
def restore_external_credit(external_credit_id):
    mine = _my_credit(external_credit_id)
    records.restore(mine)
    web.say(f"“{records.latest(mine).title}” is on your transcript again.")
    return web.leave(request_security.safe_next(request.form.get("back"), url_for(".show_transcript")))


@routes.get("/transcript/documents/<int:document_id>")
@signed_in
def download_document(document_id):
    document = _my_document(document_id)
    kind, ending = documents.KINDS[document.kind]
    name = (
        document.name
        if document.name.lower().endswith((ending, ".jpeg" if document.kind == "jpeg" else ending))
        else document.name + ending
    )
    return _send(document.body, kind, name)


@routes.get("/transcript/documents/<int:document_id>/preview.jpg")
@signed_in
def preview_document(document_id):
    document = _my_document(document_id)
    return _send(document.preview or abort(404), "image/jpeg", "preview.jpg")


def _send(body, kind, name) -> Response:
    """Return an uploaded file as a response that browsers save, and never run or show as a page of ours."""
    response = Response(bytes(body), mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", **_named(name))
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _named(name: str) -> dict:
    """Return the parameters of a Content-Disposition header: the name in ASCII, and in its own script (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace('"', "")
    exact = {} if plain == name else {"filename*": f"UTF-8''{quote(name, safe='')}"}
    return {"filename": plain.strip(" .") or "document"} | exact


@routes.post("/transcript/documents/<int:document_id>/removal")
@signed_in
def remove_document(document_id):
    document = _my_document(document_id)
    documents.delete(document)
    web.say(f"“{document.name}” is deleted.", "wait")
    return web.leave(url_for(".edit_external_credit", external_credit_id=document.external_credit_id))
