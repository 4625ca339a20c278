"""The pages for what went wrong: a sentence and a way on, never a trace."""

from __future__ import annotations

from flask import g
from flask_login import AnonymousUserMixin
from werkzeug.exceptions import HTTPException

from cme.base.http import web
from cme.base.store import db

ERRORS = {
    400: ("That cannot be read", "The request was not one that we understand."),
    403: (
        "This came from somewhere else",
        "For your safety we take changes only from our own pages. Go back and try again.",
    ),
    404: ("Not found", "There is nothing at this address, or it is not yours."),
    405: ("Not like this", "This address cannot be used in this way."),
    413: ("Too large", "What you sent is larger than we take (12 MB)."),
    422: ("That does not fit", "Something in the form was not as the page made it. Go back and try again."),
    429: ("Too many tries", "Wait a minute and try again."),
    500: ("Something went wrong on our side", "Nothing that you did caused this. What you had saved before is safe."),
    503: ("Busy", "The system is busy just now. Wait a moment and try again; nothing was lost."),
}
FULL = (
    "Nothing can be saved just now",
    "The server has no room left, or its disk fails. What we confirmed before is safe; this was not saved. "
    "Try again later, and please tell us.",
)


def register(app) -> None:
    """Answer every error of an app with a page of ours, whatever was requested and whatever failed."""

    @app.errorhandler(HTTPException)
    def expected(error):
        if error.code is None or error.code < 400:
            return error
        answer = _page(app, error.code)
        if error.code == 405 and getattr(error, "valid_methods", None):
            answer.headers["Allow"] = ", ".join(error.valid_methods)
        return answer

    @app.errorhandler(Exception)
    def unexpected(error):
        db.release()
        failure = db.database_failure(error)
        app.logger.error("request %s: %s", g.get("request_id"), type(error).__name__, exc_info=error)
        answer = _page(app, 503 if failure else 500, FULL if failure == "full" else None)
        if failure:
            answer.headers["Retry-After"] = "5" if failure == "busy" else "60"
        return answer


def _page(app, code, words=None):
    title, text = words or ERRORS.get(code, ERRORS[400] if code < 500 else ERRORS[500])
    number = g.get("request_id") if code >= 500 else None
    context = {"code": code, "title": title, "text": text, "request_id": number}
    try:
        return web.show("error.html", "_error.html", status=code, **context)
    except Exception:
        app.logger.exception("request %s: the error page failed too", g.get("request_id"))
        db.release()
        # the page without what the database says: neither the person nor the provider
        g.without_database, g._login_user = True, AnonymousUserMixin()
        return web.show("error.html", "_error.html", status=code, **context)
