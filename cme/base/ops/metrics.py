"""Figures for the operator's monitoring, on an address of their own (METRICS), never on the public one."""

from __future__ import annotations

import logging
import time

from flask import g, request

from cme.base import registry
from cme.base.store import db as database

log = logging.getLogger("cme.metrics")


def register(app) -> None:
    """Count the requests of a web server that has an address for its figures."""
    if app.settings.metrics and app.settings.serving:
        _start(app, app.settings.metrics)


def _start(app, address: str) -> None:
    """Count requests and serve the figures at http://ADDRESS/metrics, in this process."""
    from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
    from prometheus_client.core import GaugeMetricFamily

    collectors = CollectorRegistry()
    answers = Counter("cme_answers", "Answers, by page and status.", ["page", "status"], registry=collectors)
    seconds = Histogram("cme_answer_seconds", "Time to answer, by page.", ["page"], registry=collectors)

    class Rows:
        def collect(self):
            with app.app_context(), database.scope():
                for (name, text), count in registry.of(app).gauges.items():
                    yield GaugeMetricFamily(f"cme_{name}", text, value=count())

    collectors.register(Rows())

    @app.after_request
    def count(response):
        page = request.endpoint or "none"  # never the path: it may hold a code
        answers.labels(page, response.status_code).inc()
        seconds.labels(page).observe(time.perf_counter() - g.get("began", time.perf_counter()))
        return response

    host, _, port = address.rpartition(":")
    try:
        start_http_server(int(port), host or "127.0.0.1", registry=collectors)
    except OSError as error:
        log.error("METRICS: %s cannot be used (%s)", address, error.strerror)
