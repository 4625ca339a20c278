"""The certificate: its words frozen, its PDF, its signature, its verification."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add certificates, signed documents, badges and their verification."""
    from cme.base import registry
    from cme.base.http import routes
    from cme.certify import commands, issue_pdf, jobs, pages, records, renderings
    from cme.certify.badges import pages as badge_pages
    from cme.claim import hooks as claim_hooks
    from cme.people import hooks as people_hooks

    app.register_blueprint(routes.blueprint("certify", pages, badge_pages))
    app.cli.add_command(commands.certify_commands)
    claim_hooks.preview.fill(app, pages.preview)
    claim_hooks.certificate_links.fill(app, pages.links)
    people_hooks.unprintable_characters.fill(app, pages.unprintable)
    registry.add(
        app,
        jobs=[jobs.render],
        finders=[jobs.write_words, jobs.render_requested],
        warm_ups=[issue_pdf.warm],
        log_heads=[records.heads],
        gauges={("files_waiting", "Files that are being made."): renderings.count_waiting},
    )
