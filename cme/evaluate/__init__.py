"""For review, two questions, To claim."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the review of what was earned."""
    from cme.base.http import routes
    from cme.earn import hooks as earn_hooks
    from cme.evaluate import pages, records

    app.register_blueprint(routes.blueprint("evaluate", pages))
    earn_hooks.is_for_review.fill(app, records.is_for_review)
