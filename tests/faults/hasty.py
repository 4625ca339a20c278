"""A server that is broken on purpose: it acknowledges a claim and writes it a moment later."""

from __future__ import annotations

import io
import threading

from cme.base.door import Door

LATER = 0.15  # seconds


class Hasty(Door):
    """A door that answers a claim before it is written."""

    def _answer(self, environ):
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == "/cme/claims":
            later = environ | {"wsgi.input": io.BytesIO(environ["wsgi.input"].read())}
            threading.Timer(LATER, super()._answer, [later]).start()
            return "303 See Other", [("Location", "/claims/0/feedback")], b""
        return super()._answer(environ)


def create_door():
    """Make the application behind the hasty door."""
    from app import create_app

    app = create_app()
    return Hasty(app, app.settings.web_threads, app.config["MAX_CONTENT_LENGTH"], app.settings.sender_seconds)
