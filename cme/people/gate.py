"""Who may come in: the decorators of the pages, and what happens to those who may not."""

from __future__ import annotations

from functools import wraps

from flask import abort, request, session, url_for
from flask_login import current_user, login_required

from cme.base import web
from cme.people import drafts, sessions

signed_in = login_required


def coordinators(view):
    """Let only coordinators in; for everybody else the page is not there."""

    @wraps(view)
    @login_required
    def guarded(*args, **kwargs):
        if not current_user.is_coordinator:
            abort(404)
        return view(*args, **kwargs)

    return guarded


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
