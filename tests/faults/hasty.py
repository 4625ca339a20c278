"""A server that is broken on purpose: it acknowledges a claim and writes it a moment later."""

from __future__ import annotations

import io
import threading

from cme.base.http.request_buffer import RequestBuffer

LATER = 0.15  # seconds


class Hasty:
    """A WSGI application that answers a claim before the real one has written it."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != "/cme/claims":
            return self.app(environ, start_response)
        later = environ | {"wsgi.input": io.BytesIO(environ["wsgi.input"].read())}
        threading.Timer(LATER, self._write, [later]).start()
        start_response("303 See Other", [("Location", "/claims/0/feedback")])
        return [b""]

    def _write(self, environ):
        answer = self.app(environ, lambda *arguments: None)
        list(answer)
        answer.close()


def create_asgi_app():
    """Create the application with the buffer of requests before it."""
    from app import create_app

    app = create_app()
    return RequestBuffer(
        Hasty(app), app.settings.web_threads, app.config["MAX_CONTENT_LENGTH"], app.settings.sender_seconds
    )
