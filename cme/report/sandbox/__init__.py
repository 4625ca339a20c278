"""The reporting sandbox: a substitute for PARS and for a board, in a process with records of its own.

`flask --app app report sandbox` or `python -m cme.report.sandbox` runs it, on this machine only. It starts in demos and
tests and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from flask import Flask, Response, g, request

from cme.base import clock, settings
from cme.base.domain import bodies
from cme.base.http.headers import HEADERS
from cme.report.sandbox import faults, store

# a demo's history is older than what PARS accepts; without this the sandbox would reject part of it
DEMO_GRACE_DAYS = 300


def create_app(env: Mapping[str, str] | None = None) -> Flask:
    """Create the sandbox from the environment or a mapping; BadSetting outside demos and tests."""
    env = os.environ if env is None else env
    values = settings.read(env)
    if not (values.demo or values.testing):
        raise settings.BadSetting(
            "The sandbox takes reports of demos only: it starts with CME_DEMO=1, never in production."
        )
    if env.get("CME_TEST_CLOCK"):
        clock.use_test_clock(env["CME_TEST_CLOCK"])
    bodies.use_window(*values.pars_window)
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=1_000_000,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],  # no foreign name that resolves to this machine
        DELAY=delay(env),
        GRACE_DAYS=DEMO_GRACE_DAYS if values.demo and not values.testing else 0,
    )
    app.store = store.Store(values.data / "sandbox.sqlite3")
    from cme.report.sandbox import abp_endpoint, pages, pars_endpoint

    for blueprint in (pages.pages, pars_endpoint.pars, abp_endpoint.abp):
        app.register_blueprint(blueprint)
    faults.register(app)
    app.after_request(_set_headers)
    app.teardown_request(lambda error: g.pop("fault", None))
    return app


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def delay(env: Mapping[str, str]) -> float:
    """Return SANDBOX_DELAY_SECONDS, the seconds that a verdict takes, 5 unless set; BadSetting for a wrong value."""
    text = env.get("SANDBOX_DELAY_SECONDS") or "5"
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 86_400 * 30:
        raise settings.BadSetting(f"SANDBOX_DELAY_SECONDS: {text!r} is not a number of seconds.")
    return seconds
