"""The floors: the least that a signed-in page, a write and a certificate could cost with the same parts."""

from __future__ import annotations

import gzip
import hashlib

from flask import Flask, make_response, render_template_string, request
from flask.sessions import SecureCookieSessionInterface
from peewee import IntegerField, TextField

from cme.base import clock, settings
from cme.base.http import request_buffer
from cme.base.store.db import Row, db, open_database, release
from cme.earn.records import Entry, Search
from cme.people.records import Person
from cme.people.sessions import SignIn

PAGE = """<!doctype html><html lang="en"><head><title>Bare</title></head><body><h1>{{ person.email }}</h1>
<table><tbody>{% for row in rows %}<tr><td>{{ row.search.term }}</td><td>{{ row.earned_on }}</td>
<td>{{ row.claim_by }}</td><td>{{ row.amount }}</td></tr>{% endfor %}</tbody></table></body></html>"""


class Bare(Row):
    """A row of the bare POST."""

    number = IntegerField()
    words = TextField()


def create_asgi_app() -> request_buffer.RequestBuffer:
    """Create what the web server runs, with the same buffer of requests as the application."""
    return request_buffer.RequestBuffer(create_app(), settings.read().web_threads, 2**24, 15)


def create_app() -> Flask:
    """Create the bare application on the same database: a cookie looked up, rows joined, Jinja, gzip, nothing else."""
    app = Flask(__name__)
    values = settings.read()
    app.secret_key = values.secret_key
    app.session_interface = SecureCookieSessionInterface()
    app.config["SESSION_COOKIE_NAME"] = "__Host-session" if values.https else "session"
    open_database(values.database_url)
    template = app.jinja_env.from_string(PAGE)

    @app.teardown_request
    def end(error):
        release()

    def signed_in():
        from flask import session

        digest = hashlib.sha256(session.get("_user_id", "").encode()).hexdigest()
        row = SignIn.select(SignIn, Person).join(Person).where(SignIn.id_hash == digest, SignIn.ended.is_null()).get()
        return row.person if clock.now() < row.ends else None

    @app.get("/bare")
    def page():
        person = signed_in()
        rows = (
            Entry.select(Entry, Search)
            .join(Search)
            .where(Entry.person == person)
            .order_by(Entry.earned_on.desc(), Entry.id.desc())
            .limit(100)
        )
        body = gzip.compress(template.render(person=person, rows=rows).encode(), compresslevel=5, mtime=0)
        response = make_response(body)
        response.headers["Content-Encoding"] = "gzip"
        return response

    @app.post("/bare")
    def write():
        signed_in()
        count = int(request.form["rows"])
        with db.atomic():
            for number in range(count):
                Bare.create(number=number, words="as long as a move of the ledger")
        return "", 204

    @app.get("/bare-hello")
    def hello():
        return render_template_string("ok")

    return app
