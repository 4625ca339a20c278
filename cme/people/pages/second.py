"""The second step of signing in, and signing in with a passkey alone."""

from __future__ import annotations

from flask import Response, abort, request, url_for

from cme.base.http import request_security, web
from cme.base.http.routes import Routes
from cme.people import auth_log, second_factor, sessions
from cme.people.pages.signing import enter, sign_in_form
from cme.people.second_factor import passkeys

routes = Routes()

NO_PASSKEY = "That passkey did not open the door. Try again, or sign in another way."
TOO_MANY_CODES = "Too many codes. Wait five minutes and try again."


def json(text: str) -> Response:
    """Answer with JSON that a library wrote."""
    return Response(text, mimetype="application/json")


@routes.post("/sign-in/passkey/options")
def passkey_options():
    if not request_security.take(f"passkey:from:{web.client_address()}", 60, 900):
        abort(429)
    return json(passkeys.ask("sign-in", None))


@routes.post("/sign-in/passkey")
def begin_session_by_passkey():
    row = passkeys.answered("sign-in", request.form.get("credential", ""), None)
    if row is None:
        auth_log.write("sign-in refused", way="passkey")
        return sign_in_form({"_form": NO_PASSKEY}, {}, 422)
    return enter(row.person, way="passkey")


@routes.get("/sign-in/second")
def second_step():
    row = sessions.half()
    return _form(row.person, {}) if row else _too_late()


@routes.post("/sign-in/second/options")
def second_options():
    row = sessions.half()
    return json(passkeys.ask("second", row.person)) if row else _too_late()


@routes.post("/sign-in/second")
def take_second_step():
    row = sessions.half()
    if row is None:
        return _too_late()
    person = row.person
    way, errors, status = shown(person, "second")
    if errors:
        auth_log.write("second step refused", person)
        return _form(person, errors, status)
    if not sessions.end_half(row):
        return _too_late()
    answer = enter(person, row.stay, way=f"password, {way}")
    if way == "recovery":
        say_codes_left(person)
    return answer


def shown(person, purpose):
    """Read the second factor that a form brings: how it was shown, what is wrong by field, the status for that."""
    form = request.form
    code, recovery = form.get("code", "").strip()[:20], form.get("recovery", "").strip()[:60]
    if form.get("credential"):
        row = passkeys.answered(purpose, form["credential"], person)
        return ("passkey", {}, 200) if row else (None, {"_form": NO_PASSKEY}, 422)
    if not code and not recovery:
        return None, {"code" if "code" in form else "recovery": "Enter a code"}, 422
    if not second_factor.may_try(person):
        return None, {"code" if code else "recovery": TOO_MANY_CODES}, 429
    way = second_factor.takes(person, code, recovery)
    if way:
        return way, {}, 200
    if code:
        return None, {"code": "This is not the code of just now, or it was used already. Wait for the next one."}, 422
    return None, {"recovery": "This is not one of your recovery codes, or it was used already."}, 422


def say_codes_left(person):
    """Tell whoever used a recovery code what is left, and what to do about it."""
    left = second_factor.recovery.left(person)
    text = f"You used a recovery code; {left} of 10 are left. If you lost your device, remove it under Security."
    web.say(text, "wait")


def _form(person, errors, status=200):
    return web.show(
        "people/second_step.html",
        status=status,
        errors=errors,
        factors=second_factor.of(person),
        next=request_security.safe_next(request.values.get("next"), ""),
    )


def _too_late():
    web.say("Sign in once more: the second step has to follow the password within ten minutes.", "wait")
    target = request_security.safe_next(request.values.get("next"), "")
    return web.leave(url_for("people.sign_in", next=target or None))
