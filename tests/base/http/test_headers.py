"""The headers and the policy of every answer, whatever kind it is of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cme.base.http import headers
from tests.client import SAME_SITE

ROOT = Path(__file__).parents[3]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
KINDS = {
    200: ("get", "/help", {}),
    303: ("post", "/look", {"theme": "dark"}),
    404: ("get", "/nowhere", {}),
    405: ("post", "/help", {}),
    422: ("post", "/sign-in", {}),
    410: ("get", "/reset/nothing", {}),
}


@pytest.fixture
def ask(app):
    client = app.test_client()

    def ask(method, path, data=None, **fields):
        with app.app_context():
            headers = {**SAME_SITE, **fields.pop("headers", {})}
            return getattr(client, method)(path, data=data or None, headers=headers, **fields)

    return ask


def _has_everything(answer):
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy == POLICY
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ):
        assert answer.headers.getlist(name) == [value]
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("status", KINDS)
def test_every_kind_of_answer_carries_them(ask, status):
    method, path, data = KINDS[status]
    answer = ask(method, path, data)
    assert answer.status_code == status
    _has_everything(answer)
    assert answer.headers["Cache-Control"] == "no-store" and "Cookie" in answer.vary


def test_a_fault_of_ours_carries_them(app, ask, monkeypatch):
    monkeypatch.setitem(app.view_functions, "base.help", lambda: 1 / 0)
    answer = ask("get", "/help")
    assert answer.status_code == 500
    _has_everything(answer)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refused_change_carries_them(ask):
    answer = ask("post", "/look", {"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    _has_everything(answer)


def test_static_files_carry_them_and_are_cached_for_a_year(ask):
    answer = ask("get", "/static/cme.css")
    assert answer.status_code == 200
    _has_everything(answer)
    assert answer.cache_control.max_age == 365 * 86400 and "Cookie" not in answer.vary


def test_a_static_file_that_is_not_there_is_a_page_and_is_not_cached(ask):
    answer = ask("get", "/static/nothing.css")
    assert answer.status_code == 404 and answer.headers["Cache-Control"] == "no-store"
    _has_everything(answer)


def test_over_plain_http_there_is_no_hsts(ask):
    assert "Strict-Transport-Security" not in ask("get", "/help").headers


def test_over_https_the_cookies_are_bound_to_the_host_and_hsts_is_sent(app_with, cast):
    app = app_with(BASE_URL="https://cme.example.org")
    with app.app_context():
        client = app.test_client()
        fields = {"email": cast.physician.email, "password": "correct horse battery staple"}
        answer = client.post("/sign-in", data=fields, headers=SAME_SITE, base_url="https://cme.example.org")
        assert "max-age=63072000; includeSubDomains" in answer.headers["Strict-Transport-Security"]
        (cookie,) = answer.headers.getlist("Set-Cookie")
        assert cookie.startswith("__Host-session=")
        parts = {part.strip() for part in cookie.split(";")[1:]}
        assert parts == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
        look = client.post("/look", data={"theme": "dark"}, headers=SAME_SITE, base_url="https://cme.example.org")
        (cookie,) = look.headers.getlist("Set-Cookie")
        assert cookie.startswith("__Host-theme=dark;") and "Secure" in cookie and "HttpOnly" in cookie


def test_over_plain_http_the_cookies_work_too(ask, cast):
    fields = {"email": cast.physician.email, "password": "correct horse battery staple"}
    (cookie,) = ask("post", "/sign-in", fields).headers.getlist("Set-Cookie")
    assert cookie.startswith("session=") and "HttpOnly" in cookie and "Secure" not in cookie
    assert "Expires" not in cookie  # gone with the browser, unless one chose to stay


def test_no_page_has_what_the_policy_would_refuse():
    """The client of the tests inspects every page it is shown; this reads the templates that no test shows."""
    errors = []
    for file in (ROOT / "templates").rglob("*.html"):
        source = re.sub(r"{#.*?#}", "", file.read_text("utf-8"), flags=re.DOTALL)
        if "pdf" in file.parts or file.parent.name == "archive" or file.name == "audit_index.html":
            continue  # set by xhtml2pdf, or read out of an archive: never sent to a browser
        for what in (
            r"<script(?![^>]*\bsrc=)",
            r"<style\b",
            r"\sstyle=",
            r"\son[a-z]+=",
            r"hx-on",
            r"\bjs:",
            r"data:image",
            r"hx-trigger=\"[^\"]*\[",
            r"(?:src|action)=\"https?:",
            r"javascript:",
        ):
            errors += [f"{file.name}: {hit}" for hit in re.findall(what, source)]
    assert not errors


def test_every_answer_names_its_request(ask):
    one, other = ask("get", "/help").headers["X-Request-Id"], ask("get", "/help").headers["X-Request-Id"]
    assert one and one != other


def test_the_policy_lets_nothing_of_others_in():
    assert "unsafe" not in headers.POLICY and "http" not in headers.POLICY and "*" not in headers.POLICY
