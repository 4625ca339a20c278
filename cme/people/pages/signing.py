"""Signing up, in and out, and the reset of a forgotten password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import current_app, request, session, url_for
from flask_login import current_user, login_required, logout_user
from werkzeug.wrappers import Response

from cme.base import mail, provider
from cme.base.http import rate_limit, request_security, web
from cme.base.http.routes import Routes
from cme.base.ops import demo_people
from cme.people import auth_log, drafts, mailed_links, passwords, records, rules, second_factor, sessions
from cme.people.second_factor import challenges

routes = Routes()

TOO_MANY_ATTEMPTS = "Too many tries. Wait a few minutes and try again, or reset your password."


@routes.get("/sign-in")
def sign_in():
    if current_user.is_authenticated:
        return web.leave(request_security.safe_next(request.args.get("next")))
    return sign_in_form({}, {})


@routes.post("/sign-in")
def begin_session():
    email, password = request.form.get("email", "")[:300], request.form.get("password", "")[:2000]
    errors = web.form_errors(
        email=None if email.strip() else "Enter your e-mail address",
        password=None if password else "Enter your password",
    )
    if errors:
        return sign_in_form(errors, request.form, 422)
    limits = _limits(email)
    if not all(rate_limit.left(key, size, seconds) for key, size, seconds in limits):
        auth_log.write("sign-in held off")
        return sign_in_form({"_form": TOO_MANY_ATTEMPTS}, request.form, 429)
    person = records.find_by_email(email)
    if not _is_right(person, password):
        for key, size, seconds in limits:
            rate_limit.take(key, size, seconds)
        auth_log.write("sign-in refused", person)
        return sign_in_form({"_form": "This address and password do not belong together."}, request.form, 422)
    if passwords.is_outdated(person.password_hash):
        records.set_password(person, passwords.hash_password(password))
    return enter(person, stay=bool(request.form.get("stay")))


def _is_right(person: records.Person | None, password: str) -> bool:
    matches = passwords.verify(person.password_hash if person else None, password)
    # the demo's password is printed on its page: it opens nothing where the demo's data are served for real
    return matches and (password != demo_people.PASSWORD or current_app.settings.demo)


def _limits(email: str):
    quarter = timedelta(minutes=15).total_seconds()
    return (
        (f"sign-in:from:{web.client_address()}", 40, quarter),
        (f"sign-in:to:{rules.normal_email(email)}", 8, quarter),
    )


def enter(person: records.Person, stay: bool = False, method: str = "password") -> Response:
    """Sign a person in, or redirect to the second step after a password alone; refuse a locked account."""
    if not records.is_locked(person):
        target = request_security.safe_next(request.form.get("next"), "")
        if method == "password" and second_factor.has_one(person):
            sessions.begin_half(person, stay)
            return web.leave(url_for("people.second_step", next=target or None))
        if sessions.begin(person, stay, second=method != "password"):
            auth_log.write("sign-in", person, way=method)
            return web.leave(target or drafts.waiting(person) or url_for("base.home"))
    auth_log.write("sign-in of a locked account", person)
    settings = provider.current()
    return sign_in_form(
        {"_form": f"This account is locked. Write to {settings.email or settings.name}."}, request.form, 422
    )


def sign_in_form(errors: Mapping[str, str], form: Mapping[str, str], status: int = 200) -> Response:
    """Show the sign-in page."""
    people = demo_people.PEOPLE if current_app.settings.demo else ()
    return web.show(
        "people/sign_in.html",
        status=status,
        errors=errors,
        form=form,
        next=request_security.safe_next(request.values.get("next"), ""),
        passkeys=challenges.are_supported(),
        demo_people=people,
        demo_password=demo_people.PASSWORD,
    )


@routes.post("/sign-out")
def sign_out():
    auth_log.write("sign-out", current_user if current_user.is_authenticated else None)
    sessions.end_current()
    logout_user()
    session.clear()
    web.say("You are signed out.")
    response = web.leave(url_for("people.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@routes.post("/sign-out-everywhere")
@login_required
def sign_out_everywhere():
    sessions.end_all(current_user)
    return sign_out()


@routes.get("/sign-up")
def sign_up():
    return web.show("people/sign_up.html", errors={}, form={})


@routes.post("/sign-up")
def ask_to_join():
    email, password = request.form.get("email", ""), request.form.get("password", "")
    errors = web.form_errors(
        email=None if rules.is_email(email) else "Enter an address such as name@example.org",
        password=passwords.validation_error(password, [email, web.provider_name()]),
    )
    if errors:
        return web.show("people/sign_up.html", status=422, errors=errors, form=request.form)
    if not may_send_mail(email):
        return web.show("people/sign_up.html", status=429, errors={"_form": TOO_MANY_MAILS}, form=request.form)
    # the same work for an address that we know, so that the time tells nothing
    hashed = passwords.hash_password(password)
    email = rules.normal_email(email)
    token = mailed_links.make("sign-up", email, hashed)
    if records.find_by_email(email):
        mail.write(email, "already_member", link=web.absolute(url_for("people.forgot")))
    else:
        mail.write(email, "sign_up", link=web.absolute(url_for("people.confirm", token=token)))
    return web.leave(url_for("people.look_in_mail"))


TOO_MANY_MAILS = "We have sent several mails already. Wait an hour before you ask for another."


def may_send_mail(email: str) -> bool:
    """Count a mail to an address; False beyond 5 an hour, or 30 from one client."""
    hour = timedelta(hours=1).total_seconds()
    return rate_limit.take(f"mail:from:{web.client_address()}", 30, hour) and rate_limit.take(
        f"mail:to:{rules.normal_email(email)}", 5, hour
    )


@routes.get("/look-in-your-mail")
def look_in_mail():
    return web.show("people/look_in_mail.html")


@routes.get("/confirm/<token>")
def confirm(token):
    if not mailed_links.find("sign-up", token):
        return stale_link()
    return web.show("people/confirm.html", errors={}, token=token)


@routes.post("/confirm/<token>")
def join(token):
    link = mailed_links.find("sign-up", token)
    if not link:
        return stale_link()
    # the password once more: whoever reads this mail may not be the one who chose it
    if not rate_limit.take(f"confirm:{link.email}", 10, 900) or not passwords.verify(
        link.payload, request.form.get("password", "")[:2000]
    ):
        errors = {"password": "This is not the password that was chosen at sign-up"}
        return web.show("people/confirm.html", status=422, errors=errors, token=token)
    person = records.join(link.email, link.payload) if mailed_links.use(link) else None
    if not person:
        return stale_link()
    response = enter(person)
    web.say("Welcome. Your address is verified.")
    return response


def stale_link() -> Response:
    """Show the page for a link that no longer works (410)."""
    return web.show("people/stale_link.html", status=410)


@routes.get("/forgot")
def forgot():
    return web.show("people/forgot.html", errors={}, form={})


@routes.post("/forgot")
def ask_for_reset():
    email = request.form.get("email", "")
    if not rules.is_email(email):
        errors = {"email": "Enter an address such as name@example.org"}
        return web.show("people/forgot.html", status=422, errors=errors, form=request.form)
    if not may_send_mail(email):
        return web.show("people/forgot.html", status=429, errors={"_form": TOO_MANY_MAILS}, form=request.form)
    # the same work for an address that we do not know, so that the time tells nothing
    email = rules.normal_email(email)
    token = mailed_links.make("reset", email)
    if records.find_by_email(email):
        mail.write(email, "reset", link=web.absolute(url_for("people.reset", token=token)))
    else:
        mail.write(email, "no_account", link=web.absolute(url_for("people.sign_up")))
    return web.leave(url_for("people.look_in_mail"))


def _reset_link(token):
    return mailed_links.find("reset", token) or mailed_links.find("first-password", token)


@routes.get("/reset/<token>")
def reset(token):
    if not _reset_link(token):
        return stale_link()
    return web.show("people/reset.html", errors={}, token=token)


@routes.post("/reset/<token>")
def set_password(token):
    link = _reset_link(token)
    person = records.find_by_email(link.email) if link else None
    if not person:
        return stale_link()
    password = request.form.get("password", "")
    if error := passwords.validation_error(password, [link.email, web.provider_name()]):
        return web.show("people/reset.html", status=422, errors={"password": error}, token=token)
    if not mailed_links.use(link):
        return stale_link()
    records.set_password(person, passwords.hash_password(password))
    sessions.end_all(person)
    auth_log.write("password reset", person)
    mail.write(person.email, "password_changed", link=web.absolute(url_for("people.forgot")))
    web.say("Your new password is set. Sign in with it.")
    return web.leave(url_for("people.sign_in"))
