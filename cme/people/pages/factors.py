"""Setting up and removing second factors: passkeys, the authenticator app, recovery codes."""

from __future__ import annotations

from flask import Response, abort, current_app, request, url_for
from flask_login import current_user

from cme.base import mail, text
from cme.base.http import web
from cme.base.http.access import fresh
from cme.base.http.routes import Routes
from cme.people import auth_log, device_names, rules, second_factor, sessions
from cme.people.pages.second import json
from cme.people.pages.security import moment, onward
from cme.people.second_factor import challenges, passkeys, recovery, totp

routes = Routes()

APP = "an authenticator app"


@routes.post("/account/security/app")
@fresh
def begin_app():
    totp.begin(current_user)
    return web.leave(url_for("people.app"))


@routes.get("/account/security/app")
@fresh
def app():
    row = totp.pending(current_user)
    return _app_form(row, {}) if row else web.leave(url_for("people.security"))


@routes.get("/account/security/app/qr.svg")
@fresh
def app_qr():
    row = totp.pending(current_user) or abort(404)
    return Response(totp.qr_code(_provisioning_uri(row)), mimetype="image/svg+xml")


@routes.post("/account/security/app/confirmation")
@fresh
def confirm_app():
    row = totp.pending(current_user)
    if row is None:
        return web.leave(url_for("people.security"))
    if not totp.confirm(row, request.form.get("code", "")[:20]):
        return _app_form(
            row, {"code": "This is not the code that the app should show now. Check the clock of your phone."}, 422
        )
    return _added(APP)


def _app_form(row, errors, status=200):
    spaced = " ".join(row.secret[n : n + 4] for n in range(0, len(row.secret), 4))
    return web.show(
        "people/app.html", status=status, errors=errors, secret=row.secret, spaced=spaced, uri=_provisioning_uri(row)
    )


def _provisioning_uri(row) -> str:
    return totp.provisioning_uri(row, current_user.email, web.provider_name())


@routes.post("/account/security/app/removal")
@fresh
def remove_app():
    return _removed(totp.of(current_user) or abort(404), APP)


@routes.get("/account/security/passkeys/new")
@fresh
def new_passkey():
    return _passkey_form({}, device_names.describe(request.user_agent.string or ""))


@routes.post("/account/security/passkeys/options")
@fresh
def new_passkey_options():
    return json(passkeys.creation_options(current_user._get_current_object()))


@routes.post("/account/security/passkeys")
@fresh
def add_passkey():
    name, error = _name()
    if error:
        return _passkey_form({"name": error}, request.form.get("name", ""), 422)
    if not request.form.get("credential"):
        error = "Your browser made no passkey. It needs scripts for that; an authenticator app works without."
    elif not passkeys.register(current_user._get_current_object(), request.form["credential"], name):
        error = f"This passkey cannot be taken. Try again; at most {passkeys.MOST} can be kept."
    return _passkey_form({"_form": error}, name, 422) if error else _added(f"the passkey “{name}”")


def _name():
    try:
        name = text.line(request.form.get("name"), 60)
    except text.TooLong as error:
        return "", str(error)
    return name, None if name else "Enter a name, so that you can tell it from others"


def _passkey_form(errors, name, status=200):
    supported = challenges.are_supported()
    return web.show("people/new_passkey.html", status=status, errors=errors, name=name, supported=supported)


def _my_passkey(passkey_id):
    row = passkeys.Passkey.get_or_none(passkeys.Passkey.id == passkey_id, passkeys.Passkey.person == current_user.id)
    return row or abort(404)


@routes.get("/account/security/passkeys/<int:passkey_id>")
@fresh
def passkey(passkey_id):
    row = _my_passkey(passkey_id)
    return web.show("people/passkey.html", errors={}, row=row, name=row.name, since=moment(row.created))


@routes.post("/account/security/passkeys/<int:passkey_id>")
@fresh
def rename_passkey(passkey_id):
    row, (name, error) = _my_passkey(passkey_id), _name()
    if error:
        values = {"name": request.form.get("name", ""), "since": moment(row.created)}
        return web.show("people/passkey.html", status=422, errors={"name": error}, row=row, **values)
    passkeys.rename(row, name)
    web.say(f"This passkey is now called {name}.")
    return web.leave(url_for("people.security"))


@routes.post("/account/security/passkeys/<int:passkey_id>/removal")
@fresh
def remove_passkey(passkey_id):
    row = _my_passkey(passkey_id)
    return _removed(row, f"the passkey “{row.name}”")


@routes.post("/account/security/recovery-codes")
@fresh
def make_recovery_codes():
    if not second_factor.has_one(current_user):
        return web.leave(url_for("people.security"))
    mail.write(current_user.email, "recovery_new")
    auth_log.write("recovery codes made", current_user)
    return _show_codes(recovery.make(current_user), url_for("people.security"))


def _added(factor):
    person, back = current_user._get_current_object(), onward()
    mail.write(person.email, "factor_added", factor=factor, link=web.absolute(url_for("people.security")))
    auth_log.write("second factor added", person)
    sessions.renew(person, second=True)
    if not recovery.left(person):
        return _show_codes(recovery.make(person), back)
    web.say(
        f"{factor[0].upper()}{factor[1:]} is set up. If another device should not stay signed in, end its session below."
    )
    return web.leave(back)


def _show_codes(codes, back):
    return web.show("people/recovery_codes.html", codes=codes, back=back)


def _removed(row, factor):
    person, factors = current_user._get_current_object(), second_factor.of(current_user)
    is_last = len(factors.passkeys) + bool(factors.app) == 1
    if is_last and rules.requires_second_factor(current_app.settings.require_second_factor, person.is_coordinator):
        web.say(f"{web.provider_name()} asks for a second factor: set up another one before you remove this.", "bad")
        return web.leave(url_for("people.security"))
    if second_factor.remove(person, row):
        mail.write(person.email, "factor_removed", factor=factor, link=web.absolute(url_for("people.security")))
        auth_log.write("second factor removed", person)
    web.say(
        f"{factor[0].upper()}{factor[1:]} is removed. If another device should not stay signed in, end its session below."
    )
    return web.leave(url_for("people.security"))
