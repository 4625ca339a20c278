"""The Python that knows HTMX: show a page or its fragment, leave for another, say something."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, render_template, request, session, url_for
from htmx_flask import Htmx, make_response
from htmx_flask import request as htmx_request
from markupsafe import Markup
from werkzeug.routing import IntegerConverter
from werkzeug.urls import iri_to_uri


class RowNumber(IntegerConverter):
    """The number of a row in an address; one that no table can hold leads nowhere (404)."""

    def __init__(self, map, **options):
        super().__init__(map, **{"max": 2**31 - 1, **options})


def register(app: Flask) -> None:
    """Let an app know htmx, and numbers of rows in its addresses."""
    Htmx(app)
    app.url_map.converters["int"] = RowNumber


def page_behind() -> str:
    """Return the path of the page that the browser shows; a fragment's own address is another."""
    if htmx_request.htmx and htmx_request.htmx.current_url:
        try:
            parts = urlsplit(htmx_request.htmx.current_url)
        except ValueError:
            return "/"
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.full_path.rstrip("?")


def wants_fragment() -> bool:
    """Return whether htmx requests a part of the page, rather than a browser (or htmx restoring history)."""
    htmx = htmx_request.htmx
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted


def show(page: str, fragment: str | None = None, /, status: int = 200, trigger=None, **context):
    """Render the page, or only its fragment where htmx requests that.

    Messages that wait (`say`) travel along with a fragment out of band. `trigger` are events for
    the browser (HX-Trigger): a name, or a dict of names and details.
    """
    partial = fragment if fragment and wants_fragment() else None
    body = render_template(partial or page, partial=bool(partial), **context)
    if partial:
        if session.get("messages"):
            body += render_template("_messages.html", messages=take_messages(), oob=True)
    answer = make_response(body, status, trigger=trigger if partial else None)
    answer.vary.add("HX-Request")
    return answer


def leave(url: str):
    """Go on to another page: 303 for a browser, HTMX's own header for HTMX (which follows no 303)."""
    url = iri_to_uri(url)  # headers carry no letters beyond Latin-1
    if htmx_request.htmx:
        answer = make_response("", 204, redirect=url)
    else:
        answer = redirect(url, 303)
    answer.vary.add("HX-Request")
    return answer


def say(text: str, tone: str = "good", undo: tuple[str, str] | None = None) -> None:
    """Leave a message for the next page or fragment; `undo` is a label and the address it posts to."""
    waiting = session.get("messages", [])
    button = {"label": undo[0], "action": undo[1]} if undo else None
    session["messages"] = [*waiting[-3:], {"tone": tone, "text": text, "undo": button}]


class Messages:
    """The messages that wait, taken when a page shows them: not by a mail or a fragment rendered before."""

    def __iter__(self):
        return iter(take_messages())


def take_messages() -> list[dict]:
    """Take the messages that wait; each is shown once."""
    return session.pop("messages", [])


def theme_cookie() -> str:
    """Name the cookie of the look: one of its own, since it outlives signing in and out."""
    return "__Host-theme" if current_app.settings.https else "theme"


def theme() -> str:
    """Return the theme that the browser was given: auto, light or dark."""
    chosen = request.cookies.get(theme_cookie())
    return chosen if chosen in ("light", "dark") else "auto"


def asset(path: str) -> str:
    """Make the address of a static file, with what it holds in it, so that it can be cached for a year."""
    addresses_of = current_app.extensions.setdefault("assets", {})
    key = path, request.script_root if request else ""
    if key not in addresses_of or current_app.settings.reload:
        import hashlib
        from pathlib import Path

        file = Path(str(current_app.static_folder)) / path
        version = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "0"
        addresses_of[key] = url_for("static", filename=path, v=version)
    return addresses_of[key]


def path_to(endpoint: str) -> str:
    """Return the path of a page without parameters, cached: head and menu of a page name two dozen of them."""
    paths = current_app.extensions.setdefault("paths", {})
    key = endpoint, request.script_root
    if key not in paths:
        paths[key] = url_for(endpoint)
    return paths[key]


def addresses(endpoint: str, part: str):
    """Return a function from a row's number to its address; url_for once a list, not once a row."""
    stand_in = 987654321
    parts: dict[str, Any] = {part: stand_in}
    before, _, after = url_for(endpoint, **parts).partition(str(stand_in))
    return lambda number: f"{before}{number}{after}"


@lru_cache(2000)
def day(value) -> str:
    """Format a day: 3 Mar 2026; cached, since a list repeats the same days."""
    return f"{value.day} {value:%b %Y}"


def emphasis(text: str) -> Markup:
    """Turn *words* of a statement into italics, everything else escaped."""
    from markupsafe import escape

    parts = str(escape(text)).split("*")
    if len(parts) % 2 == 0:
        return Markup(escape(text))  # noqa: S704 - escaped
    html = "".join(f"<em>{part}</em>" if n % 2 else part for n, part in enumerate(parts))
    return Markup(html)  # noqa: S704 - every part was escaped above


def form_errors(**checks) -> dict[str, str]:
    """Gather what is wrong by field, dropping what is right."""
    return {name: message for name, message in checks.items() if message}


def client_address() -> str:
    """The address that a request came from, as the trusted proxies tell it."""
    return request.remote_addr or "unknown"


def path_of(endpoint: str, **parts) -> str:
    """Make the path of a page, for mails and calendars too: the worker has no request that url_for could go by."""
    return current_app.url_map.bind("localhost").build(endpoint, parts)


def absolute(path: str) -> str:
    """Make a link for mails, QR codes and certificates: from BASE_URL, never from the request's Host."""
    return current_app.settings.base_url + path


def provider_name() -> str:
    """Return the provider's name."""
    from cme.base import provider

    return provider.current().name
