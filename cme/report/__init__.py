"""Reporting to boards and licensing authorities: the outbox, their answers, the desk of the office."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add reporting to boards and licensing authorities."""
    from cme.base import registry
    from cme.base.domain import bodies
    from cme.base.http import routes
    from cme.claim import hooks as claim_hooks
    from cme.offer import hooks as offer_hooks
    from cme.report import commands, jobs, office, pages
    from cme.report.records import deliveries

    bodies.use_window(*app.settings.pars_window)
    app.register_blueprint(routes.blueprint("report", pages, office))
    app.cli.add_command(commands.report_commands)
    claim_hooks.reporting_tags.fill(app, pages.tags)
    offer_hooks.accepted_points.fill(app, pages.points)
    registry.add(
        app,
        finders=[
            jobs.plan_released_claims,
            jobs.stop_unsendable_reports,
            jobs.deliver_due_reports,
            jobs.check_details,
            jobs.notify_of_rejections,
            jobs.resend_reports,
        ],
        checks=[commands.destinations_configured],
        gauges={
            ("reports_waiting", "Reports that wait to be sent or answered."): deliveries.count_waiting,
            ("reports_on_desk", "Reports that were rejected, delayed or failed."): deliveries.count_on_desk,
        },
    )
