"""Flask's configuration, and the scope of a request: its id and its connection to the database."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Flask, g
from werkzeug.middleware.proxy_fix import ProxyFix

from cme.base.http.request_security import Sessions
from cme.base.store import db


def register(app: Flask) -> None:
    """Configure an app by its settings, and give each request an id and a connection."""
    settings = app.settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        TESTING=settings.testing,
        TEMPLATES_AUTO_RELOAD=settings.reload,
    )
    app.session_interface = Sessions()
    if count := settings.trusted_proxies:
        # Flask documents this assignment (wsgi_app)
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.teardown_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    db.db.connect(reuse_if_open=True)


def _end(error: BaseException | None) -> None:
    db.release()
