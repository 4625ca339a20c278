"""Changes are taken from our own pages only: by Fetch Metadata, by Origin where a browser sends none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.base.http import request_security


@pytest.fixture
def send(app):
    client = app.test_client()

    def send(headers, base="http://localhost", path="/look", method="post"):
        with app.app_context():
            form = {"theme": "dark"} if method == "post" else None
            return getattr(client, method)(path, base_url=base, data=form, headers=headers).status_code

    return send


ACCEPTED = (
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # a page with no-referrer sends such an Origin
    {"Origin": "http://localhost"},
)
REFUSED = (
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "Same-Origin "},
    {"Sec-Fetch-Site": ""},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "http://evil.localhost"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost@evil.example"},
    {"Origin": "http://evil.example/http://localhost"},
    {"Origin": "http://["},
    {"Origin": "localhost"},
    {"Referer": "http://localhost/"},
)


@pytest.mark.parametrize("headers", ACCEPTED, ids=str)
def test_what_our_own_page_sends_is_taken(send, headers):
    assert send(headers) == 303


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_what_comes_from_elsewhere_is_refused(send, headers):
    assert send(headers) == 403


def test_signing_in_and_out_are_changes_too(send):
    for path in ("/sign-in", "/sign-up", "/forgot", "/sign-out", "/mode", "/confirm/x"):
        assert send({"Sec-Fetch-Site": "cross-site"}, path=path) == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_method_gets_round_it(send, method):
    assert send({}, method=method) == 403


def test_reading_is_open_to_whoever_links_to_us(send):
    for method in ("get", "head", "options"):
        assert send({"Sec-Fetch-Site": "cross-site"}, path="/help", method=method) == 200


def test_on_the_house_network_the_address_that_the_browser_used_counts(send):
    assert send({"Origin": "http://10.0.0.7:5000"}, base="http://10.0.0.7:5000") == 303
    assert send({"Origin": "http://evil.example"}, base="http://10.0.0.7:5000") == 403


def test_behind_https_only_the_configured_address_counts(app, send):
    app.settings = replace(app.settings, base_url="https://cme.example.org")
    # a proxy that we were not told to trust: the request itself looks like plain http
    assert send({"Origin": "https://cme.example.org"}, base="http://cme.example.org") == 303
    assert send({"Origin": "http://cme.example.org"}, base="http://cme.example.org") == 403
    assert send({"Origin": "https://evil.cme.example.org"}, base="http://cme.example.org") == 403


def test_a_refusal_is_a_page_and_changes_nothing(app, cast, visitor):
    alice = visitor(cast.physician)
    alice.post("/mode", mode="student", headers={"Sec-Fetch-Site": "cross-site"})
    assert alice.status == 403
    assert alice.has("This came from somewhere else") and alice.hasnt("Student mode:")
    alice.get("/")
    assert alice.hasnt("Student mode:")


def test_every_method_that_writes_is_guarded():
    assert {"GET", "HEAD", "OPTIONS"} == request_security.SAFE_METHODS
