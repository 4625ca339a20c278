"""Looking back over everything: transcript, external credit, requirements, deadlines, audit pack."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the dashboard, the transcript, requirements, reminders, archives and leaving."""
    from cme.base import registry
    from cme.base.http import routes
    from cme.people import hooks as people_hooks
    from cme.track import commands, office
    from cme.track.archive import jobs as archive_jobs
    from cme.track.archive import pages as archive_pages
    from cme.track.archive import records as archives
    from cme.track.deletion import jobs as deletion_jobs
    from cme.track.deletion import pages as deletion_pages
    from cme.track.external_credit import documents
    from cme.track.external_credit import imports as credit_imports
    from cme.track.pages import dashboard, external_credit, imports, reminders, requirements, topics, transcript, year
    from cme.track.reminders import digests
    from cme.track.requirements import packs

    pages = (dashboard, external_credit, imports, reminders, requirements, topics, transcript, year)
    app.register_blueprint(routes.blueprint("track", *pages, archive_pages, deletion_pages, office))
    app.cli.add_command(commands.track_commands)
    people_hooks.wants_digests.fill(app, digests.wanted)
    registry.add(
        app,
        jobs=[archive_jobs.make],
        finders=[archive_jobs.make_requested],
        nightly=[
            archives.forget_old,
            credit_imports.forget_sheets,
            deletion_jobs.erase_what_is_due,
            digests.send_what_is_due,
            documents.forget_pending,
        ],
        loaders=[packs.load_shipped],
        gauges={("archives_waiting", "Archives that are being made."): archives.count_waiting},
    )
