"""CME Desk: the application, put together in the order of the journey."""

from __future__ import annotations

import gc
import secrets
from datetime import date, timedelta

from flask import Flask, g, has_request_context, request
from flask_login import current_user
from htmx_flask import Htmx

from cme.base import clock, provider, queue, settings
from cme.base.domain import bodies, credit_types
from cme.base.domain.credit import Credit
from cme.base.http import errors, request_buffer, request_security, web
from cme.base.http.pages import base
from cme.base.ops import json_logs, metrics
from cme.base.ops.commands import base_commands
from cme.base.store import db
from cme.certify import jobs as _certify_jobs  # noqa: F401 - registers what the worker does
from cme.certify import pages as certify_pages
from cme.certify.commands import certify_commands
from cme.claim import records as _claim_records  # noqa: F401
from cme.claim import summary
from cme.claim.pages import claim
from cme.earn.courses import pages as _courses  # noqa: F401 - pages of their own, hung up with the others of the step
from cme.earn.courses import post_tests as _post_tests  # noqa: F401
from cme.earn.pages import earn
from cme.earn.questions import pages as _question_pages  # noqa: F401 - hangs its routes on earn's
from cme.earn.questions import records as question_records
from cme.evaluate import records as evaluate_records
from cme.evaluate.pages import evaluate
from cme.offer.commands import offer_commands
from cme.offer.pages import offer
from cme.offer.questions import office as _question_office  # noqa: F401 - hangs its routes on offer's
from cme.people import office as _people_office  # noqa: F401
from cme.people import sessions
from cme.people.commands import people_commands
from cme.people.pages import people
from cme.people.rules import in_words
from cme.report import jobs as _report_jobs  # noqa: F401 - registers what the worker does
from cme.report import office as _report_office  # noqa: F401 - hangs its pages up
from cme.report import pages as report_pages
from cme.report.commands import report_commands
from cme.track import office as _track_office  # noqa: F401 - hangs its page up
from cme.track.archive import jobs as _archive_jobs  # noqa: F401 - registers what the worker does
from cme.track.archive import pages as _archive_pages  # noqa: F401 - hangs its pages up
from cme.track.commands import track_commands
from cme.track.deletion import pages as _deletion_pages  # noqa: F401 - hangs its pages up
from cme.track.pages import track
from cme.track.reminders import digests


def create_app(env=None) -> Flask:
    """Make the application from the environment (or a mapping of settings)."""
    app = Flask(__name__)
    app.settings = settings.read(env)
    bodies.use_window(*app.settings.pars_window)
    json_logs.start(app)
    _configure(app)
    _open_database(app)
    app.url_map.converters["int"] = web.RowNumber
    Htmx(app)
    sessions.manager.init_app(app)
    _guard(app)
    for blueprint in (base, people, offer, earn, evaluate, claim, certify_pages.certify, report_pages.report, track):
        app.register_blueprint(blueprint)
    for group in (base_commands, people_commands, offer_commands, certify_commands, report_commands, track_commands):
        app.cli.add_command(group)
    _fill_slots()
    queue.start(app)
    errors.register(app)
    if app.settings.metrics and app.settings.serving:
        metrics.start(app, app.settings.metrics)
    app.context_processor(_context)
    app.jinja_env.globals["addresses"] = web.addresses
    app.jinja_env.globals["activity_options"] = lambda rows: [(row["slug"], row["title"]) for row in rows]
    app.jinja_env.globals["said_state"] = credit_types.said_state
    app.jinja_env.globals["path_to"] = web.place
    app.jinja_env.globals["asset"] = web.asset  # imported macros see globals, not the context
    app.jinja_env.filters["em"] = web.emphasis
    app.jinja_env.filters["zip_same"] = lambda values: [(value, value) for value in values]
    app.jinja_env.filters["first_two"] = lambda values: (values[0], f"{values[1]} ({values[2]})")
    app.jinja_env.filters["id_body"] = lambda line: (line["id"], line["body"])
    app.jinja_env.filters["first_few"] = lambda names: (
        ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")
    )
    app.jinja_env.filters["in_words"] = in_words
    app.jinja_env.filters["credit_text"] = lambda hundredths: str(Credit(hundredths))
    app.jinja_env.filters["iso_day"] = lambda said: web.day(date.fromisoformat(said))
    app.jinja_env.filters["day"] = web.day
    return app


def create_door(env=None) -> request_buffer.Door:
    """Make what the web server runs: the application behind its door."""
    app = create_app(env)
    # what was made by now stays: to look through it for garbage again and again costs a tenth of every page
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    return request_buffer.Door(
        app, app.settings.web_threads, app.config["MAX_CONTENT_LENGTH"], app.settings.sender_seconds
    )


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
    app.session_interface = request_security.Sessions()
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if said.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        count = said.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)


def _open_database(app) -> None:
    import os

    if os.environ.get("CME_TEST_CLOCK"):
        clock.use_test_clock(os.environ["CME_TEST_CLOCK"])
    db.open_database(app.settings.database_url, app.settings.database_wait_ms)


def _guard(app) -> None:
    @app.before_request
    def begin():
        g.request_id = secrets.token_hex(6)
        db.db.connect(reuse_if_open=True)

    app.before_request(request_security.refuse_foreign_writes)
    app.after_request(request_security.set_headers)
    app.after_request(request_security.compress)

    @app.teardown_request
    def end(fault):
        db.release()


def _fill_slots() -> None:
    """Let later steps show what they know on the pages of earlier ones."""
    web.fill("question.key_mended", question_records.settle)
    web.fill("earn.for_review", evaluate_records.is_for_review)
    web.fill("cme.header", summary.header)
    web.fill("cme.counts", summary.counts)
    web.fill("activity.totals", summary.of_activity)
    web.fill("claim.preview", certify_pages.preview)
    web.fill("claim.links", certify_pages.links)
    web.fill("claim.tags", report_pages.tags)
    web.fill("activity.points", report_pages.points)
    web.fill("profile.unprintable", certify_pages.unprintable)
    web.fill("profile.digests", digests.wanted)


def _context() -> dict:
    """Give every template what it may need; a mail that the worker writes has no person and no menu."""
    demo, sandbox = web.current_app.settings.demo, web.current_app.settings.to_sandbox
    if not has_request_context():
        return {"provider": provider.current(), "demo": demo}
    page = {"demo": demo, "sandbox": sandbox, "theme": web.theme(), "messages": web.Messages()}
    if g.get("bare"):  # the database is what failed
        return page | {"person": None, "mode": "clinician", "provider": provider.Unnamed(), "menu": []}
    person = current_user._get_current_object() if current_user and current_user.is_authenticated else None
    return page | {
        "person": person,
        "mode": "student" if person and person.profile_row.student else "clinician",
        "provider": provider.current(),
        "menu": _menu(person),
    }


def _menu(person) -> list[dict]:
    def item(label, endpoint):
        href = web.place(endpoint)
        return {"label": label, "href": href, "current": request.path == href}

    def group(label, *items):
        children = [item(*each) for each in items]
        return {"label": label, "children": children, "current": any(child["current"] for child in children)}

    if person is None:
        return [
            item("Library", "offer.library"),
            item("Courses", "earn.courses"),
            item("Sign in", "people.sign_in"),
            item("Sign up", "people.sign_up"),
        ]
    menu = [
        item("Dashboard", "track.dashboard"),
        item("Search", "earn.search"),
        group(
            "Learn", ("Library", "offer.library"), ("Board review", "earn.board_review"), ("Courses", "earn.courses")
        ),
        group(
            "CME Credits", ("For review", "evaluate.index"), ("Claim CME", "claim.index"), ("Claimed", "claim.claimed")
        ),
        group(
            "My record",
            ("Transcript", "track.show_transcript"),
            ("Requirements", "track.requirements"),
            ("The year in pictures", "track.year"),
            ("Reminders", "track.reminders"),
            ("Who has my data", "report.index"),
            ("Everything of mine", "track.everything"),
        ),
    ]
    if person.is_coordinator:
        menu.append(
            group(
                "Office",
                ("Reports", "report.desk_"),
                ("Questions", "offer.office_questions"),
                ("Memberships", "people.memberships"),
                ("Rule packs", "track.rule_packs"),
            )
        )
    return menu
