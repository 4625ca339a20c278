"""The pages that belong to no step: start, help, look, health, and the catalogue of components."""

from __future__ import annotations

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

from cme import __version__
from cme.base.http import request_security, web
from cme.base.http.routes import Routes
from cme.base.store.db import db

routes = Routes()


@routes.get("/")
def home():
    if current_user.is_authenticated:
        return web.leave(url_for("track.dashboard"))
    return web.show("base/home.html")


@routes.get("/help")
def help():
    return web.show("base/help.html", hold=current_app.settings.claim_hold_minutes, version=__version__)


@routes.post("/look")
def look():
    theme = request.form.get("theme")
    if theme not in ("auto", "light", "dark"):
        abort(422)
    answer = redirect(request_security.safe_next(request.form.get("back")), 303)
    answer.set_cookie(
        web.theme_cookie(), theme, max_age=365 * 86400, secure=current_app.settings.https, httponly=True, samesite="Lax"
    )
    return answer


@routes.get("/healthz")
def healthz():
    db.execute_sql("SELECT 1").fetchone()
    return {"status": "ok"}


@routes.get("/ui")
def ui():
    if not (current_app.settings.demo or current_app.settings.testing or current_app.debug):
        abort(404)
    return web.show("base/ui.html")
