"""What earns credit: articles opened from a search, board-review questions, courses."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add search and reading, board review and courses."""
    from cme.base import registry
    from cme.base.http import routes
    from cme.earn import pages
    from cme.earn.courses.pages import courses, post_tests
    from cme.earn.questions import pages as question_pages
    from cme.earn.questions import records as questions
    from cme.offer import hooks as offer_hooks

    app.register_blueprint(routes.blueprint("earn", pages, courses, post_tests, question_pages))
    offer_hooks.credit_corrected_key.fill(app, questions.settle)
    registry.add(app, finders=[questions.credit_corrected_keys])
