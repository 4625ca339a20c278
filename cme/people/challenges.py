"""Redirects for somebody who may not open a page yet: to sign in, to a second factor, to a full sign-in."""

from __future__ import annotations

from typing import cast

from flask import current_app, request, session, url_for
from werkzeug.wrappers import Response

from cme.base.http import web
from cme.base.http.access import User
from cme.people import drafts, rules, second_factor, sessions
from cme.people.records import Person


def second_factor_challenge(user: User) -> Response | None:
    """Redirect to the page where a required second factor is verified or set up; None where none is missing."""
    person = cast(Person, user)  # whoever signs in here is one
    setting = current_app.settings.require_second_factor
    if setting == "none" or person.sign_in.second or not rules.requires_second_factor(setting, person.is_coordinator):
        return None
    session["onward"] = _return_path()
    if second_factor.has_one(person):  # it was set up in another session
        return web.leave(url_for("people.prove", next=session["onward"]))
    return web.leave(url_for("people.security"))


def fresh_sign_in_challenge(user: User) -> Response | None:
    """Redirect to a full sign-in where the last one is more than 15 minutes ago; None where it is not."""
    return None if sessions.is_fresh(cast(Person, user)) else to_full_sign_in()


def to_full_sign_in() -> Response:
    """Redirect to the page that asks for a full sign-in, and from there back; a form is saved as a draft."""
    return web.leave(url_for("people.prove", next=_return_path(url_for("people.security"))))


def _return_path(default: str = "") -> str:
    return drafts.save() or (web.page_behind() if request.method == "GET" else default)


def to_sign_in() -> Response:
    """Redirect to the sign-in page, and from there back; a form whose session ended is saved as a draft."""
    page = drafts.save()
    if page:
        web.say("You were signed out. Sign in and your form is as you left it.", "wait")
    elif request.method == "GET" and "_user_id" in session:
        web.say("You were signed out because nothing happened for a while.", "wait")
    target = page or (web.page_behind() if request.method == "GET" else url_for("base.home"))
    return web.leave(url_for("people.sign_in", next=target))
