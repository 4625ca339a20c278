"""CME Desk: the application, put together in the order of the journey."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from importlib import import_module

from flask import Flask

from cme import JOURNEY
from cme.base import queue, settings
from cme.base.http import hooks
from cme.base.http.request_buffer import RequestBuffer
from cme.base.store import db


def create_app(env: Mapping[str, str] | None = None) -> Flask:
    """Make the application from the environment (or a mapping of settings)."""
    app = Flask(__name__)
    app.settings = settings.read(env)
    db.open_database(app.settings.database_url, app.settings.database_wait_ms)
    for step in ("base", *JOURNEY):
        import_module(f"cme.{step}").register(app)
    hooks.require_all(app)
    queue.start(app)
    return app


def create_asgi_app(env: Mapping[str, str] | None = None) -> RequestBuffer:
    """Make what the web server runs: the application behind the buffer that waits for whole requests."""
    app = create_app(env)
    # what was made by now stays: to look through it for garbage again and again costs a tenth of every page
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    limit = app.config["MAX_CONTENT_LENGTH"]
    return RequestBuffer(app, app.settings.web_threads, limit, app.settings.sender_seconds)
