"""Where somebody is sent who may not open a page yet: to sign in, to a second factor, to a full sign-in."""

from __future__ import annotations

from flask import current_app, request, session, url_for
from werkzeug.wrappers import Response

from cme.base.http import web
from cme.people import drafts, rules, second_factor, sessions
from cme.people.records import Person


def second_factor_challenge(person: Person) -> Response | None:
    """Lead to the page where a required second factor is shown or set up; None where none is missing."""
    required_of = current_app.settings.require_second_factor
    if required_of == "none" or person.sign_in.second or not rules.asks_second(required_of, person.is_coordinator):
        return None
    session["onward"] = _way_back()
    if second_factor.has_one(person):  # it was set up in another session
        return web.leave(url_for("people.prove", next=session["onward"]))
    return web.leave(url_for("people.security"))


def fresh_sign_in_challenge(person: Person) -> Response | None:
    """Lead to a full sign-in where the last one is more than 15 minutes ago; None where it is not."""
    return None if sessions.is_fresh(person) else to_full_sign_in()


def to_full_sign_in() -> Response:
    """Lead to the page that asks for a full sign-in again, and from there back; a form is kept."""
    return web.leave(url_for("people.prove", next=_way_back(url_for("people.security"))))


def _way_back(otherwise: str = "") -> str:
    return drafts.keep() or (web.page_behind() if request.method == "GET" else otherwise)


def to_sign_in() -> Response:
    """Send a stranger to the sign-in page and back; what a form held when its session ended is kept."""
    page = drafts.keep()
    if page:
        web.say("You were signed out. Sign in and your form is as you left it.", "wait")
    elif request.method == "GET" and "_user_id" in session:
        web.say("You were signed out because nothing happened for a while.", "wait")
    target = page or (web.page_behind() if request.method == "GET" else url_for("base.home"))
    return web.leave(url_for("people.sign_in", next=target))
