"""The reporting sandbox: a stand-in for PARS and for a board, as a process of its own with books of its own.

`flask --app app report sandbox` or `python -m cme.report.sandbox` runs it, on this machine only. It starts
in demos and tests and nowhere else.
"""

from __future__ import annotations

import os

from flask import Flask, g, request

from cme.base import clock, settings
from cme.base.domain import bodies
from cme.base.http.headers import HEADERS
from cme.report.sandbox import faults, store

# a demo's history is older than what PARS would take; without this the sandbox would refuse part of it
DEMO_GRACE_DAYS = 300


def create_app(env=None) -> Flask:
    """Make the sandbox from the environment (or a mapping); BadSetting outside demos and tests."""
    env = os.environ if env is None else env
    said = settings.read(env)
    if not (said.demo or said.testing):
        raise settings.BadSetting(
            "The sandbox takes reports of demos only: it starts with CME_DEMO=1, never in production."
        )
    if env.get("CME_TEST_CLOCK"):
        clock.use_test_clock(env["CME_TEST_CLOCK"])
    bodies.use_window(*said.pars_window)
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=1_000_000,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],  # no name of somebody else's that leads here
        DELAY=delay(env),
        GRACE_DAYS=DEMO_GRACE_DAYS if said.demo and not said.testing else 0,
    )
    app.books = store.Books(said.data / "sandbox.sqlite3")
    from cme.report.sandbox import abp_endpoint, pages, pars_endpoint

    for blueprint in (pages.pages, pars_endpoint.pars, abp_endpoint.abp):
        app.register_blueprint(blueprint)
    faults.hang_up(app)
    app.after_request(_set_headers)
    app.teardown_request(lambda fault: g.pop("fault", None))
    return app


def _set_headers(response):
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def delay(env) -> float:
    """Read SANDBOX_DELAY_SECONDS: how long a verdict takes, 5 unless set."""
    said = env.get("SANDBOX_DELAY_SECONDS") or "5"
    try:
        seconds = float(said)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 86_400 * 30:
        raise settings.BadSetting(f"SANDBOX_DELAY_SECONDS: {said!r} is not a number of seconds.")
    return seconds
