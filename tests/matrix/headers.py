"""The headers of every response: what an outside scanner (MDN's Observatory) looks for, and a little more."""

from __future__ import annotations

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
TEXT = ("text/", "image/svg+xml", "application/javascript")


def assert_headers(app, response) -> None:
    """Assert that a response has the headers that every response must have."""
    headers = response.headers
    request = response.request
    uploaded = (
        request.path.startswith("/transcript/documents/")
        and response.status_code == 200
        and request.method != "OPTIONS"
    )
    assert policy(headers["Content-Security-Policy"]) == (POLICY | {"sandbox": ""} if uploaded else POLICY)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    foreign = [name for name, _ in headers if name.startswith("Access-Control-") or name in ("Server", "X-Powered-By")]
    assert not foreign, foreign
    if app.settings.https:
        seconds, _, domains = headers["Strict-Transport-Security"].partition("; ")
        assert int(seconds.removeprefix("max-age=")) >= 365 * 86400 and domains == "includeSubDomains"
    else:
        assert "Strict-Transport-Security" not in headers  # over http it means nothing, and would lock people out later
    for cookie in headers.getlist("Set-Cookie"):
        assert_cookie(cookie, app.settings.https)
    if response.request.path.startswith("/static/") and response.status_code < 400:
        is_file = response.status_code == 200 and response.request.method != "OPTIONS"
        assert "max-age=31536000" in headers.get("Cache-Control", "") or not is_file
    else:
        assert headers["Cache-Control"] == "no-store"
        assert "Cookie" in headers["Vary"]
    kind = headers.get("Content-Type", "")
    if kind.startswith(TEXT):
        assert kind.endswith("charset=utf-8"), kind
    assert kind or not response.data or response.status_code in (204, 304)


def policy(text: str) -> dict[str, str]:
    """Parse a Content-Security-Policy."""
    return {name: value for name, _, value in (part.strip().partition(" ") for part in text.split(";"))}


def assert_cookie(cookie: str, https: bool) -> None:
    """Assert that a cookie has the attributes that its prefix requires."""
    name, marks = cookie.partition("=")[0], {mark.strip() for mark in cookie.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= marks, cookie
    assert not any(mark.startswith("Domain") for mark in marks), cookie
    assert ("Secure" in marks) == https == name.startswith("__Host-"), cookie
    assert len(cookie) <= 4096, f"browsers drop a cookie of {len(cookie)} bytes"
