"""Sends the requests of the table as each requester."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from cme.base.store.db import db, is_postgres
from cme.people import account_lock
from cme.people import records as people
from tests.cast import PASSWORD, password_hash
from tests.client import HTMX, SAME_SITE
from tests.matrix import table
from tests.matrix.forms import fields
from tests.matrix.headers import assert_headers
from tests.matrix.objects import ObjectFactory

# The tables that may change on a refusal: tries are counted, a session is seen, a draft is saved.
CHANGES = {"bucket", "sign_in", "draft", "challenge", "task", "kv", "schedule"}
# These change the session, the address or the password.
SESSION_ENDS = {
    "/sign-in",
    "/sign-out",
    "/sign-out-everywhere",
    "/account/password",
    "/confirm/<token>",
    "/address/<token>",
    "/account/prove",
    "/account/security/app/confirmation",
}


class Requester:
    """A requester of the table with a browser of their own, which starts anew for each row."""

    def __init__(self, app, cast, clock, who: str):
        self.app, self.who, self.factory = app, who, ObjectFactory(cast)
        self.person = {"another": cast.stranger, "coordinator": cast.coordinator}.get(who, cast.physician)
        self.email, self.cookie = self.person.email, None
        self.fingerprint, self.writes = "", ()  # after the last request
        if who != "nobody":
            self.sign_in()
        if who == "expired":
            clock.forward(hours=9)
        if who == "locked":
            lock(self.person)

    @property
    def signed_in(self) -> bool:
        return self.who in ("owner", "another", "coordinator")

    def sign_in(self):
        """Sign in with the address and password of the cast, even after a row has changed them."""
        self.factory.clean_up()
        people.set_password(self.person, password_hash())
        people.change_email(self.person, self.email)
        self.begin()
        response = self.send("POST", "/sign-in", {"email": self.email, "password": PASSWORD})
        assert response.status_code == 303, response.get_data(as_text=True)
        self.cookie = self.client.get_cookie("session").value

    def begin(self):
        """Start a browser that has only its session."""
        self.client = self.app.test_client()
        if self.cookie:
            self.client.set_cookie("session", self.cookie)

    def send(self, method, path, form=None, headers=SAME_SITE, **options):
        """Send a request; a GET carries its form in the address. Values may be texts, bytes or lists of them."""
        # surrogatepass: what no browser would send, but programs do
        form = urlencode(form, doseq=True, errors="surrogatepass") if form else None
        if form and method != "POST":
            path, form = f"{path}?{form}", None
        elif form:
            options = {"content_type": "application/x-www-form-urlencoded", **options}
        # In the test's own context Flask would keep in `g` who was signed in, from one request to the next.
        with self.app.app_context():
            response = self.client.open(path, method=method, data=form, headers=headers, **options)
        assert_headers(self.app, response)
        return response

    def address(self, row, objects) -> str:
        """Return the address of a row with the ids of its objects."""
        names = next(r for r in self.app.url_map.iter_rules() if r.rule == row.rule).arguments
        parts = {name: value for name, value in objects.items() if name in names}
        return self.app.url_map.bind("localhost").build(table.endpoint(self.app, row), parts, row.method)

    def ask(self, row, htmx=False, **options):
        """Send the request of a row; return the response and whether it changed anything."""
        objects = self.objects(row)
        form, before = fields(row, objects, self.person), self.fingerprint
        headers = SAME_SITE | (HTMX if htmx else {})
        response = self.send(row.method, self.address(row, objects), form, **{"headers": headers, **options})
        changed = self.has_changed(before)
        if self.signed_in and row.rule in SESSION_ENDS:
            self.sign_in()
        return response, changed

    def objects(self, row) -> dict:
        """Return the objects that a row needs, start the browser anew, and remember the state of the database."""
        refill_buckets()
        self.begin()
        objects, just_now = self.factory.get(row.needs)
        if just_now or not self.fingerprint:
            self._look()
        return objects

    def _look(self) -> None:
        """Remember the state of the database, which is the same if nothing was written."""
        now = writes()
        if now != self.writes:
            self.fingerprint, self.writes = fingerprint(), writes()

    def has_changed(self, before: str) -> bool:
        """Return whether the database has changed; if so, create objects anew."""
        self._look()
        if self.fingerprint != before:
            self.factory.forget()
        return self.fingerprint != before


def outcome(response) -> str:
    """Return a response as the table writes it."""
    target = response.headers.get("HX-Redirect") or response.headers.get("Location") or ""
    return "sign-in" if target.startswith("/sign-in?next=") else str(response.status_code)


def lock(person) -> None:
    """Lock an account, as the office does."""
    account_lock.lock(person, "a test", "shell")


def refill_buckets() -> None:
    """Reset the rate limits."""
    from cme.base.http.rate_limit import Bucket

    Bucket.delete().execute()


def writes() -> tuple:
    """Return counters of writes to the database; equal counters mean that nothing was written."""
    if is_postgres():
        return db.execute_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
    return id(db.connection()), db.connection().total_changes, *db.execute_sql("PRAGMA data_version").fetchone()


def fingerprint() -> str:
    """Hash the rows of all tables except those in CHANGES."""
    digest = hashlib.sha256()
    for name in sorted(set(db.get_tables()) - CHANGES):
        if not name.startswith(("article_", "search_", "suggest", "word")):  # the index of articles
            rows = db.execute_sql(f'SELECT * FROM "{name}"').fetchall()
            digest.update(f"{name} {sorted(map(repr, rows))}".encode())
    return digest.hexdigest()
