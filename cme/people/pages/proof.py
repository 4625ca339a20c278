"""Signing in fully once more, before anything that changes how one signs in."""

from __future__ import annotations

from flask import request, url_for
from flask_login import current_user, login_required

from cme.base.http import request_security, web
from cme.base.http.routes import Routes
from cme.people import auth_log, second_factor, sessions
from cme.people.pages.account import not_the_password
from cme.people.pages.second import json, say_codes_left, shown
from cme.people.second_factor import passkeys

routes = Routes()


@routes.get("/account/prove")
@login_required
def prove():
    return _form({})


@routes.post("/account/prove/options")
@login_required
def prove_options():
    return json(passkeys.ask("prove", current_user._get_current_object()))


@routes.post("/account/prove")
@login_required
def take_proof():
    person = current_user._get_current_object()
    way, errors, status = _proof(person)
    if errors:
        auth_log.write("proof refused", person)
        return _form(errors, status)
    target = request_security.safe_next(request.form.get("next"), url_for("people.security"))
    sessions.renew(person, second=way != "password")
    auth_log.write("proof", person, way=way)
    if way == "recovery":
        say_codes_left(person)
    return web.leave(target)


def _proof(person):
    if not request.form.get("credential"):  # a passkey is two factors by itself
        if fault := not_the_password("password"):
            return None, {"password": fault}, 422
        if not second_factor.has_one(person):
            return "password", {}, 200
    return shown(person, "prove")


def _form(errors, status=200):
    return web.show(
        "people/prove.html",
        status=status,
        errors=errors,
        factors=second_factor.of(current_user),
        next=request_security.safe_next(request.values.get("next"), ""),
    )
