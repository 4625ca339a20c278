"""Asks what the rows of the table say, as each of those who may ask."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from cme.base.store.db import db, is_postgres
from cme.people import locking
from cme.people import records as people
from tests.cast import PASSWORD, password_hash
from tests.client import HTMX, SAME_SITE
from tests.matrix import table
from tests.matrix.forms import fields
from tests.matrix.headers import assert_headers
from tests.matrix.objects import Things

# What may change when somebody is refused: tries are counted, a session is seen, a half-filled form is kept.
CHANGES = {"bucket", "sign_in", "draft", "challenge", "task", "kv", "schedule"}
# After these the browser's session, the address or the password is another.
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


class Asker:
    """One of those who ask, with a browser of their own that each row finds as it was in the beginning."""

    def __init__(self, app, cast, clock, who: str):
        self.app, self.who, self.things = app, who, Things(cast)
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
        """Sign in with the address and password that the cast has, whatever a row made of them."""
        self.things.tidy()
        people.set_password(self.person, password_hash())
        people.change_email(self.person, self.email)
        self.begin()
        answer = self.send("POST", "/sign-in", {"email": self.email, "password": PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.cookie = self.client.get_cookie("session").value

    def begin(self):
        """Take a browser that has nothing but its session."""
        self.client = self.app.test_client()
        if self.cookie:
            self.client.set_cookie("session", self.cookie)

    def send(self, method, path, form=None, headers=SAME_SITE, **said):
        """Send a request; a GET carries its form in the address. Values may be texts, bytes or lists of them."""
        # surrogatepass: what no browser would send, but programs do
        form = urlencode(form, doseq=True, errors="surrogatepass") if form else None
        if form and method != "POST":
            path, form = f"{path}?{form}", None
        elif form:
            said = {"content_type": "application/x-www-form-urlencoded", **said}
        # In the test's own context Flask would keep in `g` who was signed in, from one request to the next.
        with self.app.app_context():
            answer = self.client.open(path, method=method, data=form, headers=headers, **said)
        assert_headers(self.app, answer)
        return answer

    def address(self, row, made) -> str:
        """Write a row's address with the objects in it."""
        names = next(r for r in self.app.url_map.iter_rules() if r.rule == row.rule).arguments
        parts = {name: value for name, value in made.items() if name in names}
        return self.app.url_map.bind("localhost").build(table.endpoint(self.app, row), parts, row.method)

    def ask(self, row, htmx=False, **said):
        """Ask a row with objects of its own; gives the answer and whether anything was changed by it."""
        made = self.objects(row)
        form, before = fields(row, made, self.person), self.fingerprint
        headers = SAME_SITE | (HTMX if htmx else {})
        answer = self.send(row.method, self.address(row, made), form, **{"headers": headers, **said})
        changed = self.has_changed(before)
        if self.signed_in and row.rule in SESSION_ENDS:
            self.sign_in()
        return answer, changed

    def objects(self, row) -> dict:
        """Give what a row names, to a browser that has nothing but its session, and remember what stands now."""
        forget_tries()
        self.begin()
        made, just_now = self.things.get(row.made)
        if just_now or not self.fingerprint:
            self._look()
        return made

    def _look(self) -> None:
        """Remember what stands now; where nothing at all was written, that is what stood before."""
        now = writes()
        if now != self.writes:
            self.fingerprint, self.writes = fingerprint(), writes()

    def has_changed(self, before: str) -> bool:
        """Whether something else stands now; then what was used is made anew."""
        self._look()
        if self.fingerprint != before:
            self.things.forget()
        return self.fingerprint != before


def told(answer) -> str:
    """Write an answer the way the table does."""
    target = answer.headers.get("HX-Redirect") or answer.headers.get("Location") or ""
    return "sign-in" if target.startswith("/sign-in?next=") else str(answer.status_code)


def lock(person) -> None:
    """Lock an account, as the office does."""
    locking.lock(person, "a test", "shell")


def forget_tries() -> None:
    """Fill every bucket again."""
    from cme.base.http.request_security import Bucket

    Bucket.delete().execute()


def writes() -> tuple:
    """Count what was written to the database by whomever: where two counts are the same, nothing was."""
    if is_postgres():
        return db.execute_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
    return id(db.connection()), db.connection().total_changes, *db.execute_sql("PRAGMA data_version").fetchone()


def fingerprint() -> str:
    """Hash what stands in the database, what may change aside."""
    digest = hashlib.sha256()
    for name in sorted(set(db.get_tables()) - CHANGES):
        if not name.startswith(("article_", "search_", "suggest", "word")):  # the index of articles
            rows = db.execute_sql(f'SELECT * FROM "{name}"').fetchall()
            digest.update(f"{name} {sorted(map(repr, rows))}".encode())
    return digest.hexdigest()
