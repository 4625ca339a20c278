"""Logs as lines of JSON: when, how bad, what, and the id of the request; no personal text."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime

from flask import Flask, g, has_request_context, request

from cme import __version__

log = logging.getLogger("cme.start")


class Lines(logging.Formatter):
    """Write each record as one line of JSON, which no newline or control character can forge."""

    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        if has_request_context():
            line["request"] = g.get("request_id")
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def register(app) -> None:
    """Send the log to standard error as JSON lines, and say a line for each answer."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    if not any(isinstance(each.formatter, Lines) for each in root.handlers):
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in ("huey", "peewee", "fontTools", "pyhanko", "xhtml2pdf", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    answers = logging.getLogger("cme.answers")
    # in a demo the terminal is for the address and the sign-ins
    answers.setLevel(logging.WARNING if app.settings.demo else logging.INFO)
    if app.settings.serving:
        log_start(app, "web server")

    @app.before_request
    def began():
        g.began = time.perf_counter()

    @app.after_request
    def answered(response):
        # the page's name and not its path: an address may hold a code or a link's secret
        took = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        if request.endpoint != "static" or response.status_code >= 400:
            fields = {"page": request.endpoint, "method": request.method, "status": response.status_code, "ms": took}
            level = logging.WARNING if response.status_code >= 500 else logging.INFO
            answers.log(level, "answered", extra={"fields": fields})
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return response


def log_start(app: Flask, process: str) -> None:
    """Say in the log which version of which process starts; in a demo nothing, as for answers."""
    if not app.settings.demo:
        log.info("started", extra={"fields": {"process": process, "version": __version__}})
