"""What every step stands on: the field's words, requests, the database, and what runs the machine."""

from __future__ import annotations

import os

from flask import Flask


def register(app: Flask) -> None:
    """Add what all steps share: request scope, security, errors, pages, commands, jobs, checks."""
    from cme.base import audit_log, clock, mail, queue, registry
    from cme.base.http import configuration, errors, pages, rate_limit, request_security, routes, templates, web
    from cme.base.ops import check, commands, json_logs, metrics, worker_pause

    if test_clock := os.environ.get("CME_TEST_CLOCK"):
        clock.use_test_clock(test_clock)
    if worker_pause_file := os.environ.get("CME_TEST_WORKER_PAUSE"):
        worker_pause.use_worker_pause(worker_pause_file)
    json_logs.register(app)
    configuration.register(app)
    web.register(app)
    request_security.register(app)
    errors.register(app)
    metrics.register(app)
    templates.register(app)
    app.register_blueprint(routes.blueprint("base", pages))
    app.cli.add_command(commands.base_commands)
    registry.add(
        app,
        jobs=[queue.find],
        finders=[audit_log.append, mail.send_what_is_due],
        nightly=[mail.forget_old_letters, rate_limit.forget_old_buckets],
        checks=[check.machine, check.provider_described],
        gauges={
            ("notes_waiting", "Changes that wait for the log."): audit_log.count_waiting,
            ("letters_waiting", "Mails that wait to be sent."): mail.count_waiting,
        },
    )
