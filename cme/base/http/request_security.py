"""What every request passes: where it came from, and the headers of every answer."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urlsplit

from flask import abort, current_app, request
from flask.sessions import SecureCookieSessionInterface

from cme.base.http.headers import HEADERS

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg+xml")


def register(app) -> None:
    """Refuse foreign writes, set the security headers, compress answers."""
    app.before_request(refuse_foreign_writes)
    app.after_request(set_headers)
    app.after_request(compress)


def refuse_foreign_writes():
    """Refuse a change that another site's page requests (Fetch Metadata, Origin as the fallback)."""
    if request.method in SAFE_METHODS or _has_own_secret():
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
    elif origin not in _own_origins():
        abort(403)  # neither header, or a foreign one: fail closed


def own_secret(view):
    """Mark a route that ignores the session and is called with a secret of its own: any program may post to it."""
    view.own_secret = True
    return view


def _has_own_secret() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "own_secret", False)


def _own_origins() -> set[str]:
    settings = current_app.settings
    if settings.https:
        return {settings.base_url}
    # Browsers on a plain-http address of the house network send no Fetch Metadata, only Origin; no
    # page can choose the Host that its visitor's browser sends along.
    return {settings.base_url, f"{request.scheme}://{request.host}"}


def set_headers(response):
    """Put the security headers on an answer, keep personal pages out of caches."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.settings.https:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    return response


class Sessions(SecureCookieSessionInterface):
    """The session's cookie, without making caches of static files depend on it."""

    def save_session(self, app, session, response):
        if request.endpoint != "static" or response.status_code >= 400:
            super().save_session(app, session, response)


def compress(response):
    """Gzip a text answer that is worth it; our own static files too, which are small."""
    if (
        (response.direct_passthrough and request.endpoint != "static")
        or response.status_code in (204, 206, 304)
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith(COMPRESSED)
    ):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < 600:
        return response
    response.set_data(gzip.compress(body, compresslevel=5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    if (tag := response.headers.get("ETag")) and not tag.startswith("W/"):
        response.headers["ETag"] = f"W/{tag}"
    return response


def safe_next(target: str | None, otherwise: str = "/") -> str:
    """Give back a path of our own to go on to, or the fallback for anything that could lead away."""
    target = target or ""
    if len(target) > 2000 or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or re.search(r"[\x00-\x20\x7f]", target):
        return otherwise
    try:
        parts = urlsplit(target)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else target
