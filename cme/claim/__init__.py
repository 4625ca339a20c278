"""To claim, preview, Claimed: never more than was earned, never twice."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add claiming, and the head of every CME page."""
    from cme.base import registry
    from cme.base.http import routes
    from cme.claim import jobs, records, summary
    from cme.claim.pages import claimed, confirmed, preview, to_claim
    from cme.evaluate import hooks as evaluate_hooks
    from cme.offer import hooks as offer_hooks

    app.register_blueprint(routes.blueprint("claim", claimed, confirmed, preview, to_claim))
    evaluate_hooks.page_header.fill(app, summary.header)
    evaluate_hooks.tab_counts.fill(app, summary.counts)
    offer_hooks.activity_totals.fill(app, summary.of_activity)
    registry.add(
        app,
        finders=[jobs.release_what_waited],
        gauges={("claims_on_hold", "Claims that can still be undone."): records.count_on_hold},
    )
