"""Who may come in: the decorators of the pages, and what happens to those who may not."""

from __future__ import annotations

from functools import wraps

from flask import abort, current_app, request, session, url_for
from flask_login import current_user, login_required

from cme.base.http import web
from cme.people import drafts, rules, second_factor, sessions

known = login_required  # signed in, though a second factor that is asked of them may still be missing


def signed_in(view):
    """Let in who is signed in, with a second factor where the provider asks for one."""

    @wraps(view)
    @login_required
    def guarded(*args, **kwargs):
        return to_second_factor() if _lacks_second() else view(*args, **kwargs)

    return guarded


def coordinators(view):
    """Let only coordinators in; for everybody else the page is not there."""

    @wraps(view)
    @signed_in
    def guarded(*args, **kwargs):
        if not current_user.is_coordinator:
            abort(404)
        return view(*args, **kwargs)

    return guarded


def fresh(view):
    """Ask for a full sign-in again where the last one is longer than 15 minutes ago."""

    @wraps(view)
    @login_required
    def guarded(*args, **kwargs):
        return view(*args, **kwargs) if sessions.is_fresh(current_user) else to_proof()

    return guarded


def _lacks_second() -> bool:
    asked = current_app.settings.require_second_factor
    if asked == "none" or current_user.sign_in.second:
        return False
    return rules.asks_second(asked, current_user.is_coordinator)


def to_second_factor():
    """Lead to the page where a second factor is shown or set up, and from there back."""
    session["onward"] = _way_back()
    if second_factor.has_one(current_user):  # it was set up in another session
        return web.leave(url_for("people.prove", next=session["onward"]))
    return web.leave(url_for("people.security"))


def to_proof():
    """Lead to the page that asks for a full sign-in again, and from there back; a form is kept."""
    return web.leave(url_for("people.prove", next=_way_back(url_for("people.security"))))


def _way_back(otherwise: str = "") -> str:
    return drafts.keep() or (web.page_behind() if request.method == "GET" else otherwise)


@sessions.manager.unauthorized_handler
def to_sign_in():
    """Send a stranger to the sign-in page and back; what a form held when its session ended is kept."""
    page = drafts.keep()
    if page:
        web.say("You were signed out. Sign in and your form is as you left it.", "wait")
    elif request.method == "GET" and "_user_id" in session:
        web.say("You were signed out because nothing happened for a while.", "wait")
    target = page or (web.page_behind() if request.method == "GET" else url_for("base.home"))
    return web.leave(url_for("people.sign_in", next=target))
