"""Importing a table of external credit: upload it, map its columns, preview, confirm, undo (T2)."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_login import current_user

from cme.base import clock, text
from cme.base.domain.plural import quantity
from cme.base.domain.refusal import Refused
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.track.external_credit import imports, kinds, mapping, records

routes = Routes()

SHOWN = 12  # rows of the preview
LISTED = 300  # invalid rows, and duplicates


def _my_sheet(sheet_id: int) -> imports.Sheet:
    """Return a table of the signed-in person, or 404."""
    return imports.Sheet.get_or_none(imports.Sheet.id == sheet_id, imports.Sheet.person == current_user.id) or abort(
        404
    )


def _my_import(import_id: int) -> records.Import:
    """Return an import of the signed-in person, or 404."""
    return records.Import.get_or_none(
        records.Import.id == import_id, records.Import.person == current_user.id
    ) or abort(404)


@routes.get("/transcript/import")
@signed_in
def new_import():
    return _upload({})


@routes.post("/transcript/import")
@signed_in
def receive_import():
    sent = request.files.get("table")
    if not sent or not sent.filename:
        return _upload({"table": "Choose a file first."}, 422)
    try:
        sheet = imports.receive(current_user, sent.filename, sent.read())
    except Refused as error:
        return _upload({"table": str(error)}, 422)
    return web.leave(url_for(".show_import", sheet_id=sheet.id))


def _upload(errors, status=200):
    return web.show("track/import_new.html", status=status, errors=errors)


@routes.get("/transcript/import/<int:sheet_id>")
@signed_in
def show_import(sheet_id):
    return _preview(_my_sheet(sheet_id), {})


def _preview(sheet, errors, status=200):
    settings = sheet.mapping
    headings = sheet.rows[settings["head"]]
    samples = sheet.rows[settings["head"] + 1]
    columns = [
        (n, f"{name or 'Column ' + str(n + 1)}: {samples[n][:40]}" if samples[n] else name or f"Column {n + 1}")
        for n, name in enumerate(headings)
    ]
    missing = [label for field, label in mapping.FIELDS if field in mapping.NEEDED and settings["columns"][field] < 0]
    without_value = [
        label
        for field, label in (("provider", "who gave the credit"), ("credit_type", "the type of credit"))
        if settings["columns"][field] < 0 and not settings[field]
    ]
    preview = (
        imports.preview(sheet, current_user, clock.today(current_user.zone))
        if not missing
        else imports.Preview([], [], [])
    )
    return web.show(
        "track/import.html",
        status=status,
        errors=errors,
        sheet=sheet,
        settings=settings,
        fields=mapping.FIELDS,
        columns=columns,
        missing=missing,
        without_value=without_value,
        listed=LISTED,
        preview=preview,
        shown=preview.valid[:SHOWN],
        type_name=kinds.type_name,
        quantity=quantity,
        formats=kinds.FORMATS,
        types=kinds.ordered(current_user.profile_row.role),
        slashes=any("/" in row[settings["columns"]["completed_on"]] for row in sheet.rows[settings["head"] + 1 :])
        if settings["columns"]["completed_on"] >= 0
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
    except text.TooLong as error:
        return _preview(sheet, {"provider": str(error)}, 422)
    imports.set_mapping(
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


def _column(typed: str, width: int) -> int:
    number = text.number(typed)
    return number if number is not None and number < width else -1


@routes.post("/transcript/import/<int:sheet_id>")
@signed_in
def confirm_import(sheet_id):
    sheet = _my_sheet(sheet_id)
    import_ = imports.confirm(sheet, current_user, clock.today(current_user.zone), bool(request.form.get("twins")))
    if import_ is None:
        return _preview(sheet, {"_form": "There is nothing to import: no row is good and new."}, 422)
    undo = url_for(".undo_import", import_id=import_.id)
    web.say(
        f"{import_.rows:,} {'credit is' if import_.rows == 1 else 'credits are'} on your transcript.",
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
    current = [row for row in records.current_versions(current_user) if row.external_credit.imported_id == mine.id]
    return web.show("track/import_undo.html", mine=mine, count=quantity(len(current), "credit"))


@routes.post("/transcript/imports/<int:import_id>/undo")
@signed_in
def undo_import(import_id):
    count = records.undo(_my_import(import_id))
    web.say(
        f"The import is undone: {count:,} {'credit is' if count == 1 else 'credits are'} off your transcript.", "wait"
    )
    return web.leave(url_for(".show_transcript"))
