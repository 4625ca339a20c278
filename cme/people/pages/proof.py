"""Signing in fully once more, before anything that changes how one signs in."""

from __future__ import annotations

from flask import request, url_for
from flask_login import current_user, login_required

from cme.base.http import request_security, web
from cme.base.http.routes import Routes
from cme.people import auth_log, second_factor, sessions
from cme.people.pages.account import password_error
from cme.people.pages.second import json, report_codes_left, verify_second_factor
from cme.people.second_factor import passkeys

routes = Routes()


@routes.get("/account/prove")
@login_required
def prove():
    return _form({})


@routes.post("/account/prove/options")
@login_required
def prove_options():
    return json(passkeys.request_options("prove", current_user._get_current_object()))


@routes.post("/account/prove")
@login_required
def take_proof():
    person = current_user._get_current_object()
    method, errors, status = _verify(person)
    if errors:
        auth_log.write("proof refused", person)
        return _form(errors, status)
    target = request_security.safe_next(request.form.get("next"), url_for("people.security"))
    sessions.renew(person, second=method != "password")
    auth_log.write("proof", person, way=method)
    if method == "recovery":
        report_codes_left(person)
    return web.leave(target)


def _verify(person):
    if not request.form.get("credential"):  # a passkey is two factors by itself
        if error := password_error("password"):
            return None, {"password": error}, 422
        if not second_factor.has_one(person):
            return "password", {}, 200
    return verify_second_factor(person, "prove")


def _form(errors, status=200):
    return web.show(
        "people/prove.html",
        status=status,
        errors=errors,
        factors=second_factor.of(current_user),
        next=request_security.safe_next(request.values.get("next"), ""),
    )
