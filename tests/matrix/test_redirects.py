"""F15: no address, form or header leads a visitor away from us, and no mail does."""

from __future__ import annotations

import random
import re
from urllib.parse import unquote

import pytest

from cme.base.http import request_security
from cme.people import mailed_links, passwords
from tests.base.http.test_safe_next import HOSTILE
from tests.client import HTMX, SAME_SITE
from tests.conftest import FULL
from tests.matrix import table
from tests.matrix.forms import FORMS, NEW_PASSWORD, fields
from tests.matrix.payloads import seed
from tests.matrix.requests import Requester, refill_buckets

PAYLOADS = [
    *filter(None, HOSTILE),
    "/%09/evil.example",
    "/%2f/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "http://localhost@evil.example",
    "http://localhost.evil.example",
    "/\u2028/evil.example",
    "\x1b//evil.example",
    "/;//evil.example",
    "///localhost/",
    "http:///evil.example",
    "//evil%E3%80%82example",
]


def leads_away(location: str) -> bool:
    """Return whether a browser that follows this leaves us (WHATWG: drops tabs and newlines, reads a backslash as a slash)."""
    seen = re.sub(r"[\t\r\n]", "", location).lstrip("".join(map(chr, range(33)))).replace("\\", "/")
    if seen.startswith("http://localhost/"):
        seen = seen.removeprefix("http://localhost")
    return seen.startswith("//") or bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", seen))


def rows_with(field) -> list:
    """List the rows whose form has a field for the next page."""
    return [
        row
        for row in table.rows()
        if field in FORMS.get((row.method, row.rule), lambda objects, person: {})(Anything(), Someone)
    ]


class Anything(dict):
    """Objects of any name: which they are does not matter here."""

    def __missing__(self, name):
        return "1"


class Someone:
    email = "x@example.org"


@pytest.fixture
def owner(app, cast, clock):
    return Requester(app, cast, clock, "owner")


def targets_of(requester, row, field, payload, headers=SAME_SITE) -> list[str]:
    """Send a row with a payload as next or back; return every address that the responses lead to."""
    refill_buckets()
    requester.begin()
    objects, _ = requester.factory.get(row.needs)
    answers = [
        requester.send(
            row.method,
            requester.address(row, objects),
            fields(row, objects, requester.person) | {field: payload},
            headers,
        )
    ]
    requester.factory.forget()
    if row.rule == "/profile":  # the page to return to is remembered until the profile is saved
        saved = table.row("POST", "/profile")
        answers.append(requester.send("POST", "/profile", fields(saved, {}, requester.person), headers))
    targets = [
        each for response in answers for each in (response.location, response.headers.get("HX-Redirect")) if each
    ]
    pages = [response.get_data(as_text=True) for response in answers if response.mimetype == "text/html"]
    targets += [target for page in pages for target in re.findall(r'name="(?:next|back)" value="([^"]+)"', page)]
    if row.rule in ("/sign-in", "/account/prove"):
        requester.sign_in()
    return targets


def leaks(requester, payloads=PAYLOADS, headers=SAME_SITE) -> list[str]:
    """List the rows and payloads that lead away."""
    rows = [(row, field) for field in ("next", "back") for row in rows_with(field)]
    assert len(rows) >= 8
    return [
        f"{row}, {field}={payload!r}: {target}"
        for row, field in rows
        for payload in payloads
        for target in targets_of(requester, row, field, payload, headers)
        if leads_away(target)
    ]


def test_what_leads_away_is_known():
    assert all(
        map(leads_away, ("//evil.example", "/\\evil.example", "https:evil", "\t//evil", "/\t/evil", "javascript:x"))
    )
    assert not any(map(leads_away, ("/", "/a//b", "/a?b=https://c", "http://localhost/x")))


def test_no_next_and_no_back_leads_away(owner, monkeypatch):
    monkeypatch.setattr(passwords, "verify", lambda stored, password: True)  # forty milliseconds for each of hundreds
    found = leaks(owner, PAYLOADS if FULL else random.Random(seed()).sample(PAYLOADS, 6))
    assert not found, "\n".join(found)


def test_nor_by_htmx(owner, monkeypatch):
    monkeypatch.setattr(passwords, "verify", lambda stored, password: True)
    found = leaks(owner, PAYLOADS[:: 6 if FULL else 12], SAME_SITE | HTMX)
    assert not found, "\n".join(found)


@pytest.mark.full
def test_without_the_check_they_would(owner, monkeypatch):
    """Prove that the test can fail."""
    monkeypatch.setattr(passwords, "verify", lambda stored, password: True)
    monkeypatch.setattr(request_security, "safe_next", lambda target, otherwise="/": target or otherwise)
    assert len(leaks(owner, ["//evil.example", "/\\evil.example", "https://evil.example"])) >= 20


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/x",
        "http://localhost//evil.example/x",
        "//evil.example",
        "http://[",
        "http://localhost/\\evil.example",
        "javascript:alert(1)",
        "http://localhost/a\tb",
    ],
)
def test_the_page_that_htmx_names_does_not_lead_away(app, cast, target):
    """The browser's own address comes back as next=; signing in from there stays at home."""
    client = app.test_client()
    with app.app_context():
        response = client.get("/cme/review", headers=SAME_SITE | HTMX | {"HX-Current-URL": target})
        where = response.headers["HX-Redirect"]
        assert where.startswith("/sign-in?next=")
        page = client.get(where).get_data(as_text=True)
        (following,) = set(re.findall(r'name="next" value="([^"]*)"', page)) or {""}
        form = {"email": cast.physician.email, "password": "correct horse battery staple", "next": following}
        assert not leads_away(client.post("/sign-in", data=form, headers=SAME_SITE).location)


@pytest.mark.parametrize("target", PAYLOADS[:4])
def test_the_page_remembered_while_a_second_factor_is_set_up_does_not_lead_away(app, target):
    from flask import session

    from cme.people.pages.security import onward

    with app.test_request_context():
        session["onward"] = target
        assert onward() == "/account/security"
        session["onward"] = "/cme/claim?entry=3"
        assert onward() == "/cme/claim?entry=3"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "///evil.example/%2f..",
        "/\\evil.example",
        "//evil.example/..;/",
        "/%5cevil.example",
        "/%2f%2fevil.example",
        "//evil.example/help",
    ],
)
def test_an_address_of_many_slashes_does_not_lead_away(app, path):
    with app.app_context():
        response = app.test_client().get("/", environ_overrides={"PATH_INFO": unquote(path), "REQUEST_URI": path})
    assert response.status_code in (308, 404)
    assert not leads_away(response.location or "/")


HOSTS = [
    {"Host": "evil.example"},
    {"Host": "localhost.evil.example"},
    {"Host": "evil.example:80"},
    {"Host": "localhost@evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil"},
    {"Forwarded": "host=evil.example"},
    {"X-Original-Host": "evil.example", "X-Rewrite-URL": "//evil.example"},
    {"Host": "localhost", "X-Forwarded-Server": "evil.example"},
]
LINK = re.compile(r"https?://\S+")


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_links_in_mails_come_from_base_url_whatever_the_request_calls_us(app_with, cast, proxies):
    app = app_with(TRUSTED_PROXIES=proxies, BASE_URL="https://cme.example.org")
    alice = cast.physician
    sent = 0
    for headers in HOSTS:
        client, headers = app.test_client(), SAME_SITE | headers
        for path, form in (
            ("/forgot", {"email": alice.email}),
            ("/forgot", {"email": "nobody@example.org"}),
            ("/sign-up", {"email": f"new{sent}@example.org", "password": NEW_PASSWORD}),
            ("/sign-up", {"email": alice.email, "password": NEW_PASSWORD}),
            (f"/reset/{mailed_links.make('reset', alice.email)}", {"password": NEW_PASSWORD}),
        ):
            refill_buckets()
            with app.app_context():
                response = client.post(path, data=form, headers=headers)
            assert response.status_code in (303, 400), (path, headers)
            assert not leads_away(response.location or "/") and "evil" not in (response.location or ""), headers
            sent += 1
    _mails_lead_home()


def test_so_do_those_that_are_written_while_signed_in(app, cast, clock):
    owner = Requester(app, cast, clock, "owner")
    for headers in HOSTS:
        for rule in ("/account/address", "/account/password"):
            row = table.row("POST", rule)
            refill_buckets()
            owner.send("POST", rule, fields(row, {}, owner.person), SAME_SITE | headers)
            owner.sign_in()
    _mails_lead_home("http://localhost/")


def _mails_lead_home(home="https://cme.example.org/"):
    from cme.base.mail import Letter

    mails = [letter.body for letter in Letter.select()]
    links = [link for body in mails for link in LINK.findall(body)]
    assert len(links) >= len(HOSTS)
    assert not any("evil" in body for body in mails)
    assert all(link.startswith(home) for link in links), links


def test_the_address_on_a_certificate_comes_from_base_url(app, cast, clock):
    """A certificate whose words are written by a request that calls us something else."""
    owner = Requester(app, cast, clock, "owner")
    claim = cast.claimed(owner.person)
    from cme.certify import records

    owner.send("GET", f"/claims/{claim.id}/certificate", headers=SAME_SITE | {"Host": "evil.example"})
    (certificate,) = records.issue(claim, by="test")
    assert certificate.words["verify_url"].startswith("http://localhost/verify/")
