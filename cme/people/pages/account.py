"""The account: password, address, sessions, and the Clinician/Student switch."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask_login import current_user

from cme.base import mail
from cme.base.http import rate_limit, request_security, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.people import auth_log, challenges, drafts, mailed_links, passwords, records, rules, second_factor, sessions
from cme.people.pages.signing import TOO_MANY_ATTEMPTS, TOO_MANY_MAILS, may_send_mail, stale_link

routes = Routes()


@routes.get("/account")
@signed_in
def account():
    return _account({}, drafts.take(current_user) or {})


def _account(errors, form, status=200):
    return web.show("people/account.html", status=status, errors=errors, form=form)


def _needs_full_sign_in() -> bool:
    """Return whether the password in the form is not enough: a second factor exists, and was verified long ago."""
    return not sessions.is_fresh(current_user) and second_factor.has_one(current_user)


@routes.post("/account/password")
@drafts.returns_to("people.account")
@signed_in
def change_password():
    if _needs_full_sign_in():
        return challenges.to_full_sign_in()
    new = request.form.get("new_password", "")
    errors = web.form_errors(
        current_password=password_error("current_password"),
        new_password=passwords.validation_error(new, [current_user.email, web.provider_name()]),
    )
    if errors:
        return _account(errors, request.form, 422)
    person = current_user._get_current_object()
    records.set_password(person, passwords.hash_password(new))
    mailed_links.end_all(person.email)
    sessions.end_all(person)
    mail.write(person.email, "password_changed", link=web.absolute(url_for("people.forgot")))
    sessions.renew(person)
    auth_log.write("password changed", person)
    web.say("Your password is changed. You are signed out on every other device.")
    return web.leave(url_for("people.account"))


@routes.post("/account/address")
@drafts.returns_to("people.account")
@signed_in
def change_address():
    if _needs_full_sign_in():
        return challenges.to_full_sign_in()
    email = request.form.get("email", "")
    errors = web.form_errors(
        email=None if rules.is_email(email) else "Enter an address such as name@example.org",
        address_password=password_error("address_password"),
    )
    if not errors and not may_send_mail(email):
        errors = {"email": TOO_MANY_MAILS}
    if errors:
        return _account(errors, request.form, 422)
    email = rules.normal_email(email)
    if records.find_by_email(email):
        mail.write(email, "already_member", link=web.absolute(url_for("people.forgot")))
    else:
        token = mailed_links.make("address", email, str(current_user.id))
        mail.write(email, "address", link=web.absolute(url_for("people.confirm_address", token=token)))
    web.say(f"We have written to {email}. The change counts when you follow the link in that mail.", "wait")
    return web.leave(url_for("people.account"))


def password_error(field: str) -> str | None:
    """Return why a field does not hold the present password, or None; each call counts as an attempt."""
    if not rate_limit.take(f"password:{current_user.id}", 10, 900):
        return TOO_MANY_ATTEMPTS
    if not passwords.verify(current_user.password_hash, request.form.get(field, "")[:2000]):
        return "This is not your present password"
    return None


@routes.get("/address/<token>")
@signed_in
def confirm_address(token):
    link = mailed_links.find("address", token)
    if not link or link.payload != str(current_user.id):
        return stale_link()
    return web.show("people/confirm_address.html", token=token, email=link.email)


@routes.post("/address/<token>")
@signed_in
def take_address(token):
    link = mailed_links.find("address", token)
    if not link or link.payload != str(current_user.id):
        return stale_link()
    old_email = current_user.email
    if not mailed_links.use(link) or not records.change_email(current_user, link.email):
        return stale_link()
    sessions.end_all(current_user, but=current_user.sign_in.id_hash)
    mail.write(old_email, "address_changed", email=link.email)
    auth_log.write("address changed", current_user)
    web.say(f"Your address is now {link.email}.")
    return web.leave(url_for("people.account"))


@routes.post("/mode")
@signed_in
def mode():
    student = request.form.get("mode") == "student"
    if request.form.get("mode") not in ("student", "clinician"):
        abort(422)
    records.change_profile(current_user, student=student)
    if student:
        web.say("Student mode: you can read and answer everything, and nothing earns credit.", "info")
    else:
        web.say("Clinician mode: what you look up can earn credit.")
    return redirect(request_security.safe_next(request.form.get("back")), 303)
