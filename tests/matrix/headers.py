"""The headers that every answer has: what an outside scanner (MDN's Observatory) looks for, and a little more."""

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


def assert_headers(app, answer) -> None:
    """Hold one answer against what every answer must have."""
    said = answer.headers
    asked = answer.request
    uploaded = (
        asked.path.startswith("/transcript/documents/") and answer.status_code == 200 and asked.method != "OPTIONS"
    )
    assert policy(said["Content-Security-Policy"]) == (POLICY | {"sandbox": ""} if uploaded else POLICY)
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["X-Frame-Options"] == "DENY"
    assert said["Referrer-Policy"] == "same-origin"
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert said["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in said["Permissions-Policy"]
    foreign = [name for name, _ in said if name.startswith("Access-Control-") or name in ("Server", "X-Powered-By")]
    assert not foreign, foreign
    if app.settings.https:
        seconds, _, domains = said["Strict-Transport-Security"].partition("; ")
        assert int(seconds.removeprefix("max-age=")) >= 365 * 86400 and domains == "includeSubDomains"
    else:
        assert "Strict-Transport-Security" not in said  # over http it means nothing, and later it locks out
    for cookie in said.getlist("Set-Cookie"):
        assert_cookie(cookie, app.settings.https)
    if answer.request.path.startswith("/static/") and answer.status_code < 400:
        asked_for = answer.status_code == 200 and answer.request.method != "OPTIONS"
        assert "max-age=31536000" in said.get("Cache-Control", "") or not asked_for
    else:
        assert said["Cache-Control"] == "no-store"
        assert "Cookie" in said["Vary"]
    kind = said.get("Content-Type", "")
    if kind.startswith(TEXT):
        assert kind.endswith("charset=utf-8"), kind
    assert kind or not answer.data or answer.status_code in (204, 304)


def policy(text: str) -> dict[str, str]:
    """Read a Content-Security-Policy."""
    return {name: value for name, _, value in (part.strip().partition(" ") for part in text.split(";"))}


def assert_cookie(cookie: str, https: bool) -> None:
    """Hold a cookie against its prefix and marks."""
    name, marks = cookie.partition("=")[0], {mark.strip() for mark in cookie.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= marks, cookie
    assert not any(mark.startswith("Domain") for mark in marks), cookie
    assert ("Secure" in marks) == https == name.startswith("__Host-"), cookie
    assert len(cookie) <= 4096, f"browsers drop a cookie of {len(cookie)} bytes"
