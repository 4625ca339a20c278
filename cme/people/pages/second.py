"""The second step of signing in, and signing in with a passkey alone."""

from __future__ import annotations

from flask import Response, abort, request, url_for

from cme.base.http import rate_limit, request_security, web
from cme.base.http.routes import Routes
from cme.people import auth_log, second_factor, sessions
from cme.people.pages.signing import enter, sign_in_form
from cme.people.records import Person
from cme.people.second_factor import passkeys

routes = Routes()

NO_PASSKEY = "That passkey did not open the door. Try again, or sign in another way."
TOO_MANY_CODES = "Too many codes. Wait five minutes and try again."


def json(text: str) -> Response:
    """Return a response with JSON that a library wrote."""
    return Response(text, mimetype="application/json")


@routes.post("/sign-in/passkey/options")
def passkey_options():
    if not rate_limit.take(f"passkey:from:{web.client_address()}", 60, 900):
        abort(429)
    return json(passkeys.request_options("sign-in", None))


@routes.post("/sign-in/passkey")
def begin_session_by_passkey():
    row = passkeys.authenticate("sign-in", request.form.get("credential", ""), None)
    if row is None:
        auth_log.write("sign-in refused", way="passkey")
        return sign_in_form({"_form": NO_PASSKEY}, {}, 422)
    return enter(row.person, method="passkey")


@routes.get("/sign-in/second")
def second_step():
    row = sessions.half_sign_in()
    return _form(row.person, {}) if row else _expired()


@routes.post("/sign-in/second/options")
def second_options():
    row = sessions.half_sign_in()
    return json(passkeys.request_options("second", row.person)) if row else _expired()


@routes.post("/sign-in/second")
def take_second_step():
    row = sessions.half_sign_in()
    if row is None:
        return _expired()
    person = row.person
    method, errors, status = verify_second_factor(person, "second")
    if errors:
        auth_log.write("second step refused", person)
        return _form(person, errors, status)
    if not sessions.end_half(row):
        return _expired()
    response = enter(person, row.stay, method=f"password, {method}")
    if method == "recovery":
        report_codes_left(person)
    return response


def verify_second_factor(person: Person, purpose: str) -> tuple[str | None, dict[str, str], int]:
    """Verify the second factor in the form; return its method or None, the errors by field, and the HTTP status."""
    form = request.form
    code, recovery = form.get("code", "").strip()[:20], form.get("recovery", "").strip()[:60]
    if form.get("credential"):
        row = passkeys.authenticate(purpose, form["credential"], person)
        return ("passkey", {}, 200) if row else (None, {"_form": NO_PASSKEY}, 422)
    if not code and not recovery:
        return None, {"code" if "code" in form else "recovery": "Enter a code"}, 422
    if not second_factor.may_try(person):
        return None, {"code" if code else "recovery": TOO_MANY_CODES}, 429
    method = second_factor.use_code(person, code, recovery)
    if method:
        return method, {}, 200
    if code:
        return None, {"code": "This is not the code of just now, or it was used already. Wait for the next one."}, 422
    return None, {"recovery": "This is not one of your recovery codes, or it was used already."}, 422


def report_codes_left(person: Person) -> None:
    """Show whoever used a recovery code how many are left, and what to do."""
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


def _expired():
    web.say("Sign in once more: the second step has to follow the password within ten minutes.", "wait")
    target = request_security.safe_next(request.values.get("next"), "")
    return web.leave(url_for("people.sign_in", next=target or None))
