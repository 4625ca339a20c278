"""Importing a table of credit from elsewhere: choose it, say which column is what, look, take it in, undo (T2)."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_login import current_user

from cme.base import clock, text
from cme.base.domain.quantity import quantity
from cme.base.domain.refusal import Refused
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.track.external_credit import imports, kinds, mapping, records

routes = Routes()

SHOWN = 12  # rows of the preview
LISTED = 300  # rows with faults, or there already


def _my_sheet(sheet_id: int) -> imports.Sheet:
    """Find a table of the person who is signed in."""
    return imports.Sheet.get_or_none(imports.Sheet.id == sheet_id, imports.Sheet.person == current_user.id) or abort(
        404
    )


def _my_import(import_id: int) -> records.Import:
    """Find an import of the person who is signed in."""
    return records.Import.get_or_none(
        records.Import.id == import_id, records.Import.person == current_user.id
    ) or abort(404)


@routes.get("/transcript/import")
@signed_in
def new_import():
    return _choose({})


@routes.post("/transcript/import")
@signed_in
def receive_import():
    sent = request.files.get("table")
    if not sent or not sent.filename:
        return _choose({"table": "Choose a file first."}, 422)
    try:
        sheet = imports.receive(current_user, sent.filename, sent.read())
    except Refused as fault:
        return _choose({"table": str(fault)}, 422)
    return web.leave(url_for(".show_import", sheet_id=sheet.id))


def _choose(errors, status=200):
    return web.show("track/import_new.html", status=status, errors=errors)


@routes.get("/transcript/import/<int:sheet_id>")
@signed_in
def show_import(sheet_id):
    return _look(_my_sheet(sheet_id), {})


def _look(sheet, errors, status=200):
    said = sheet.mapping
    headings = sheet.rows[said["head"]]
    samples = sheet.rows[said["head"] + 1]
    columns = [
        (n, f"{name or 'Column ' + str(n + 1)}: {samples[n][:40]}" if samples[n] else name or f"Column {n + 1}")
        for n, name in enumerate(headings)
    ]
    missing = [label for field, label in mapping.FIELDS if field in mapping.NEEDED and said["columns"][field] < 0]
    unsaid = [
        label
        for field, label in (("provider", "who gave the credit"), ("credit_type", "the type of credit"))
        if said["columns"][field] < 0 and not said[field]
    ]
    seen = (
        imports.look(sheet, current_user, clock.today(current_user.zone)) if not missing else imports.Look([], [], [])
    )
    return web.show(
        "track/import.html",
        status=status,
        errors=errors,
        sheet=sheet,
        said=said,
        fields=mapping.FIELDS,
        columns=columns,
        missing=missing,
        unsaid=unsaid,
        listed=LISTED,
        seen=seen,
        shown=seen.good[:SHOWN],
        type_name=kinds.type_name,
        quantity=quantity,
        formats=kinds.FORMATS,
        types=kinds.ordered(current_user.profile_row.role),
        slashes=any("/" in row[said["columns"]["completed_on"]] for row in sheet.rows[said["head"] + 1 :])
        if said["columns"]["completed_on"] >= 0
        else False,
    )


@routes.post("/transcript/import/<int:sheet_id>/mapping")
@signed_in
def map_import(sheet_id):
    sheet, form = _my_sheet(sheet_id), request.form
    width = len(sheet.rows[sheet.mapping["head"]])
    columns = {field: _column(form.get(f"column-{field}", ""), width) for field, _ in mapping.FIELDS}
    try:
        provider = text.line(form.get("provider"), 200)
    except text.TooLong as fault:
        return _look(sheet, {"provider": str(fault)}, 422)
    imports.settle(
        sheet,
        {
            "columns": columns,
            "provider": provider,
            "day_first": form.get("days") == "day",
            "credit_type": form.get("credit_type") if form.get("credit_type") in kinds.types() else "",
            "format": form.get("format") if form.get("format") in kinds.FORMAT_NAMES else "",
        },
    )
    return web.leave(url_for(".show_import", sheet_id=sheet.id))


def _column(said: str, width: int) -> int:
    number = text.number(said)
    return number if number is not None and number < width else -1


@routes.post("/transcript/import/<int:sheet_id>")
@signed_in
def confirm_import(sheet_id):
    sheet = _my_sheet(sheet_id)
    made = imports.confirm(sheet, current_user, clock.today(current_user.zone), bool(request.form.get("twins")))
    if made is None:
        return _look(sheet, {"_form": "There is nothing to import: no row is good and new."}, 422)
    undo = url_for(".undo_import", import_id=made.id)
    web.say(
        f"{made.rows:,} {'credit is' if made.rows == 1 else 'credits are'} on your transcript.",
        undo=("Undo the import", undo),
    )
    return web.leave(url_for(".show_transcript"))


@routes.post("/transcript/import/<int:sheet_id>/removal")
@signed_in
def drop_import(sheet_id):
    imports.Sheet.delete().where(imports.Sheet.id == _my_sheet(sheet_id).id).execute()
    web.say("Nothing was imported.", "wait")
    return web.leave(url_for(".new_import"))


@routes.get("/transcript/imports/<int:import_id>/undo")
@signed_in
def ask_undo_import(import_id):
    mine = _my_import(import_id)
    standing = [row for row in records.tellings(current_user) if row.external_credit.imported_id == mine.id]
    return web.show("track/import_undo.html", mine=mine, count=quantity(len(standing), "credit"))


@routes.post("/transcript/imports/<int:import_id>/undo")
@signed_in
def undo_import(import_id):
    count = records.undo(_my_import(import_id))
    web.say(
        f"The import is undone: {count:,} {'credit is' if count == 1 else 'credits are'} off your transcript.", "wait"
    )
    return web.leave(url_for(".show_transcript"))
