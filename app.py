"""CME Desk: the application, put together in the order of the journey."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from flask import Flask, g, render_template, request, session, url_for
from flask_login import current_user
from htmx_flask import Htmx
from peewee import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from cme.base import clock, db, guard, provider, queue, settings, web
from cme.base.commands import base_commands
from cme.base.credit import Credit
from cme.base.pages import base
from cme.certify import jobs as _certify_jobs  # noqa: F401 - registers what the worker does
from cme.certify import pages as certify_pages
from cme.certify.commands import certify_commands
from cme.claim import records as _claim_records  # noqa: F401
from cme.claim import summary
from cme.claim.pages import claim
from cme.earn.pages import earn
from cme.evaluate import records as evaluate_records
from cme.evaluate.pages import evaluate
from cme.offer.commands import offer_commands
from cme.offer.pages import offer
from cme.people import sessions
from cme.people.commands import people_commands
from cme.people.pages import people
from cme.report import records as report_records
from cme.track.commands import track_commands
from cme.track.pages import track

ERRORS = {
    400: ("That cannot be read", "The request was not one that we understand."),
    403: ("This came from somewhere else", "For your safety we take changes only from our own pages. Go back and try again."),
    404: ("Not found", "There is nothing at this address, or it is not yours."),
    405: ("Not like this", "This address cannot be used in this way."),
    413: ("Too large", "What you sent is larger than we take (12 MB)."),
    422: ("That does not fit", "Something in the form was not as the page made it. Go back and try again."),
    429: ("Too many tries", "Wait a minute and try again."),
    500: ("Something went wrong on our side", "Nothing that you did caused this. What you had saved before is safe."),
    503: ("Busy", "The system is busy just now. Wait a moment and try again; nothing was lost."),
}


def create_app(env=None) -> Flask:
    """Make the application from the environment (or a mapping of settings)."""
    app = Flask(__name__)
    app.settings = settings.read(env)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    _configure(app)
    _open_database(app)
    Htmx(app)
    sessions.manager.init_app(app)
    _guard(app)
    for blueprint in (base, people, offer, earn, evaluate, claim, certify_pages.certify, track):
        app.register_blueprint(blueprint)
    for group in (base_commands, people_commands, offer_commands, certify_commands, track_commands):
        app.cli.add_command(group)
    _fill_slots()
    queue.start(app)
    _errors(app)
    app.context_processor(_context)
    app.jinja_env.globals["asset"] = web.asset  # imported macros see globals, not the context
    app.jinja_env.filters["em"] = web.emphasis
    app.jinja_env.filters["zip_same"] = lambda values: [(value, value) for value in values]
    app.jinja_env.filters["first_two"] = lambda values: (values[0], f"{values[1]} ({values[2]})")
    app.jinja_env.filters["credit_text"] = lambda hundredths: str(Credit(hundredths))
    app.jinja_env.filters["day"] = lambda value: f"{value.day} {value:%b %Y}"
    return app


def _configure(app) -> None:
    said = app.settings
    app.config.update(
        SECRET_KEY=said.secret_key,
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="__Host-session" if said.https else "session",
        SESSION_COOKIE_SECURE=said.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        TESTING=said.testing,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if said.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        count = said.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)


def _open_database(app) -> None:
    import os

    if os.environ.get("CME_TEST_CLOCK"):
        clock.use_test_clock(os.environ["CME_TEST_CLOCK"])
    db.open_database(app.settings.database_url)


def _guard(app) -> None:
    @app.before_request
    def begin():
        g.request_id = secrets.token_hex(6)
        db.db.connect(reuse_if_open=True)

    app.before_request(guard.refuse_foreign_writes)
    app.after_request(guard.set_headers)
    app.after_request(guard.compress)

    @app.teardown_request
    def end(fault):
        db.release()


def _fill_slots() -> None:
    """Let later steps show what they know on the pages of earlier ones."""
    web.fill("earn.for_review", evaluate_records.is_for_review)
    web.fill("cme.header", summary.header)
    web.fill("cme.counts", summary.counts)
    web.fill("claim.preview", certify_pages.preview)
    web.fill("claim.links", certify_pages.links)
    web.fill("claim.tags", report_records.tags)
    web.fill("profile.unprintable", certify_pages.unprintable)


def _context() -> dict:
    person = current_user._get_current_object() if current_user and current_user.is_authenticated else None
    return {
        "person": person,
        "mode": "student" if person and person.profile_row.student else "clinician",
        "provider": provider.current(),
        "demo": web.current_app.settings.demo,
        "theme": session.get("theme", "auto"),
        "menu": _menu(person),
        "messages": web.take_messages(),
    }


def _menu(person) -> list[dict]:
    def item(label, endpoint):
        href = url_for(endpoint)
        return {"label": label, "href": href, "current": request.path == href}

    if person is None:
        return [item("Library", "offer.library"), item("Sign in", "people.sign_in"), item("Sign up", "people.sign_up")]
    children = [
        item("For review", "evaluate.index"),
        item("Claim CME", "claim.index"),
        item("Claimed", "claim.claimed"),
    ]
    credits = {"label": "CME Credits", "href": url_for("evaluate.index"), "children": children}
    credits["current"] = any(child["current"] for child in children)
    return [item("Dashboard", "track.dashboard"), item("Search", "earn.search"), item("Library", "offer.library"), credits]


def _errors(app) -> None:
    def page(code, status=None):
        title, text = ERRORS.get(code, ERRORS[400] if code < 500 else ERRORS[500])
        shown = g.get("request_id") if code >= 500 else None
        return render_template("error.html", code=code, title=title, text=text, request_id=shown), status or code

    @app.errorhandler(HTTPException)
    def expected(error):
        if error.code is None or error.code < 400:
            return error
        answer = app.make_response(page(error.code))
        if error.code == 405 and getattr(error, "valid_methods", None):
            answer.headers["Allow"] = ", ".join(error.valid_methods)
        return answer

    @app.errorhandler(Exception)
    def unexpected(error):
        db.release()
        busy = isinstance(error, (OperationalError, InterfaceError))
        app.logger.error("request %s: %s", g.get("request_id"), type(error).__name__, exc_info=error)
        answer = app.make_response(page(503 if busy else 500))
        if busy:
            answer.headers["Retry-After"] = "5"
        return answer
