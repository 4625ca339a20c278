"""The CME profile and its two lists of bodies (P1, P2, P4)."""

from __future__ import annotations

from typing import Any

from flask import abort, request, session, url_for
from flask_login import current_user

from cme.base import clock, provider, text
from cme.base.domain import names
from cme.base.domain.bodies import REPORTING_BODIES
from cme.base.domain.credit_types import ROLE_NAMES, ROLES
from cme.base.http import request_security, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.people import choices, drafts, hooks, records, rules

routes = Routes()

ROLE_HINT = (
    "It decides which certificate you get: physicians, residents and fellows are awarded AMA PRA Category 1 Credit™, "
    "everybody else gets a certificate of participation."
)
MONTHS = tuple(
    enumerate(
        (
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        start=1,
    )
)


@routes.get("/profile")
@signed_in
def profile():
    if "back" in request.args:
        session["profile_back"] = request_security.safe_next(request.args["back"], "")
    # the form of one body holds no profile: what was typed goes over what is saved
    draft = drafts.take(current_user) or {}
    return _page({}, _as_form(current_user.profile_row) | dict(draft.items()))


@routes.post("/profile")
@drafts.returns_to("people.profile")
@signed_in
def save_profile():
    values, errors = _read(request.form)
    if errors:
        return _page(errors, request.form, 422)
    records.change_profile(current_user, **values)
    missing = rules.missing_to_claim(values["name"], values["role"], values["country"], values["zone"])
    if missing:
        web.say("Saved. For claiming we still need " + rules.in_words(missing) + ".", "wait")
        return web.leave(url_for("people.profile"))
    web.say("Your profile is saved. It counts for claims from now on; certificates that you have stay as they are.")
    return web.leave(session.pop("profile_back", "") or url_for("people.profile"))


def _as_form(profile):
    fields = ("name", "latin_name", "credentials", "role", "country", "zone", "npi", "given", "family")
    form = {field: getattr(profile, field) for field in fields}
    form["zone"] = form["zone"] or provider.current().zone
    form["birth_month"], form["birth_day"] = profile.birth_month or "", profile.birth_day or ""
    return form


def _read(form):
    """Read the form: the values of the profile, and the errors by field."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    limits = {"name": 80, "latin_name": 80, "credentials": 40, "npi": 20, "given": 80, "family": 80}
    for field, limit in limits.items():
        try:
            values[field] = text.line(form.get(field), limit)
        except text.TooLong as error:
            errors[field] = str(error)
    if "given" not in errors and "family" not in errors and bool(values["given"]) != bool(values["family"]):
        missing = "family" if values["given"] else "given"
        errors[missing] = "Enter both names as your boards have them, or leave both empty"
    for field in ("name", "latin_name", "credentials"):
        unprintable = hooks.unprintable_characters(values.get(field, ""))
        if unprintable:
            shown = ", ".join(unprintable[:5])
            errors[field] = f"We cannot print {shown} on a certificate. Use your name's Latin form."
    for field, allowed in (("role", ROLE_NAMES), ("country", choices.countries())):
        values[field] = form.get(field, "")
        if values[field] and values[field] not in allowed:
            errors[field] = "Choose one from the list"
    values["zone"] = form.get("zone", "")
    if values["zone"] and not clock.is_zone(values["zone"]):
        errors["zone"] = "Choose a time zone from the list"
    values["birth_month"], values["birth_day"], problem = _birthday(form)
    if problem:
        errors["birth_month"] = problem
    return values, errors


def _birthday(form):
    month, day = form.get("birth_month", "").strip(), form.get("birth_day", "").strip()
    if not month and not day:
        return None, None, None
    month, day = text.number(month, 2), text.number(day, 2)
    if month is None or day is None:
        return None, None, "Choose the month and enter the day, or leave both empty"
    if not rules.is_birthday(month, day):
        return None, None, "This month has no such day"
    return month, day, None


def _number_warning(row: records.ListedBody) -> str | None:
    body = REPORTING_BODIES.get(row.body)
    return rules.number_warning(row.number, body.digits, body.number) if body else None


def _page(errors, form, status=200):
    listings = records.listings(current_user)
    offered = _offered().values()
    reporting = [row for row in listings if row.reporting]
    npi = (form.get("npi") or "").strip()
    return web.show(
        "people/profile.html",
        status=status,
        errors=errors,
        form=form,
        roles=ROLES,
        role_hint=ROLE_HINT,
        countries=sorted(choices.countries().items(), key=lambda pair: pair[1]),
        zones=choices.zones_by_area(),
        split=names.split(form.get("latin_name") or form.get("name") or ""),
        months=MONTHS,
        reporting=reporting,
        number_warnings={row.id: _number_warning(row) for row in reporting},
        others=[row for row in listings if not row.reporting],
        boards=[(b.code, b.name) for b in offered if b.kind == "board"],
        states=[(b.code, b.name) for b in offered if b.kind == "state"],
        npi_warning=None if not npi or rules.is_npi(npi) else "This is not a valid NPI: check the ten digits.",
        suggestions=choices.known_authorities(),
        digests=hooks.wants_digests(current_user),
    )


def _offered():
    """Return the bodies that the provider reports to, by code: all that we know, unless it chose some."""
    chosen = provider.current().reporting_bodies
    return {code: body for code, body in REPORTING_BODIES.items() if chosen is None or code in chosen}


@routes.post("/profile/bodies")
@drafts.returns_to("people.profile")
@signed_in
def add_reporting_body():
    body = _offered().get(request.form.get("body", ""))
    errors = web.form_errors(
        body=None if body else "Choose the board or state that we shall tell",
        consent=None if request.form.get("consent") else "We tell a board only with your consent",
    )
    try:
        number = text.line(request.form.get("number"), 40)
    except text.TooLong as error:
        errors["number"] = str(error)
    if errors:
        return _page(errors, _as_form(current_user.profile_row) | request.form.to_dict(), 422)
    records.list_body(
        current_user._get_current_object(), body=body.code, label=body.name, number=number, reporting=True, consent=True
    )
    web.say(f"{body.name} is told of what you claim from now on.")
    return web.leave(url_for("people.profile") + "#bodies")


@routes.post("/profile/others")
@drafts.returns_to("people.profile")
@signed_in
def add_other_body():
    errors, values = {}, {}
    for field, limit in (("other", 160), ("other_number", 40)):
        try:
            values[field] = text.line(request.form.get(field), limit)
        except text.TooLong as error:
            errors[field] = str(error)
    if not values.get("other") and "other" not in errors:
        errors["other"] = "Enter the name of the board, hospital or employer"
    if errors:
        return _page(errors, _as_form(current_user.profile_row) | request.form.to_dict(), 422)
    records.list_body(
        current_user._get_current_object(),
        body="",
        label=values["other"],
        number=values["other_number"],
        reporting=False,
        consent=False,
    )
    web.say(f"{values['other']} is on your list. It is not told: download certificates and send them yourself.")
    return web.leave(url_for("people.profile") + "#others")


@routes.post("/profile/bodies/<int:listing_id>/number")
@drafts.returns_to("people.profile")
@signed_in
def body_number(listing_id):
    row = _mine(listing_id)
    try:
        number = text.line(request.form.get("number"), 40)
    except text.TooLong as error:
        field = f"number-{row.id}"
        form = _as_form(current_user.profile_row) | {field: request.form.get("number")}
        return _page({field: str(error)}, form, 422)
    records.change_number(row, number)
    web.say(
        f"Your number with {row.label} is {number or 'empty now'}. It counts from now on, and when you send a report again."
    )
    return web.leave(session.pop("profile_back", "") or url_for("people.profile") + "#bodies")


def _mine(listing_id: int, removed=False) -> records.Listing:
    row = records.Listing.get_or_none(
        records.Listing.id == listing_id,
        records.Listing.person == current_user.id,
        records.Listing.removed.is_null(not removed),
    )
    return row or abort(404)


@routes.post("/profile/bodies/<int:listing_id>/removal")
@signed_in
def remove_body(listing_id):
    row = _mine(listing_id)
    records.unlist(row)
    undo_path = url_for("people.return_body", listing_id=row.id)
    web.say(f"{row.label} is off your list.", undo=("Undo", undo_path))
    return web.leave(url_for("people.profile") + "#bodies")


@routes.post("/profile/bodies/<int:listing_id>/return")
@signed_in
def return_body(listing_id):
    row = _mine(listing_id, removed=True)
    records.relist(row)
    web.say(f"{row.label} is back on your list.")
    return web.leave(url_for("people.profile") + "#bodies")


@routes.post("/profile/bodies/<int:listing_id>/consent")
@signed_in
def body_consent(listing_id):
    row = _mine(listing_id)
    if not row.reporting:
        abort(404)  # nobody is told there, so there is nothing to consent to
    given = request.form.get("given") == "1"
    records.give_consent(row, given)
    if given:
        web.say(f"{row.label} is told of what you claim from now on.")
    else:
        web.say(f"{row.label} is told nothing more.", "wait")
    return web.leave(url_for("people.profile") + "#bodies")
