"""What clinicians can earn credit for: activities, the library of articles, their importers, the demo content."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Register the pages, commands and jobs of activities, the library, questions and courses."""
    from cme.base import registry
    from cme.base.http import routes
    from cme.offer import commands, pages, records
    from cme.offer.questions import jobs, office, uploads

    app.register_blueprint(routes.blueprint("offer", pages, office))
    app.cli.add_command(commands.offer_commands)
    registry.add(
        app,
        jobs=[jobs.work],
        finders=[jobs.resume],
        nightly=[uploads.forget_old],
        loaders=[records.load_lay_terms],
        rebuilders=[records.rebuild_index],
        checks=[records.check_activities],
    )
