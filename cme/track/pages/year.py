"""A year in pictures: credits of each month by type, against the pace of a cycle."""

from __future__ import annotations

from datetime import date

from flask import request
from flask_login import current_user

from cme.base import clock, text
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.track import transcript, year_chart
from cme.track.requirements import records

routes = Routes()


@routes.get("/year")
@signed_in
def year():
    today = clock.today(current_user.zone)
    requested = text.number(request.args.get("year")) or 0
    shown = requested if 1950 <= requested <= today.year else today.year
    items = transcript.items(current_user, date(shown, 1, 1), date(shown, 12, 31))
    lines = _lines(shown)
    chosen = next((line for line in lines if str(line["id"]) == request.args.get("body")), lines[0] if lines else None)
    return web.show(
        "track/year.html",
        picture=year_chart.draw(items, shown, chosen),
        years=[(each, each) for each in range(today.year, today.year - 12, -1)],
        bodies=[(line["id"], line["body"]) for line in lines],
        chosen=chosen,
        year=shown,
    )


def _lines(shown: int) -> list[dict]:
    """Return what each body's cycle requires in a month of that year at an even pace, in hundredths."""
    found = []
    for row in records.of(current_user):
        within = [each for each in row.cycles if each.starts <= date(shown, 12, 31) and each.ends >= date(shown, 1, 1)]
        for terms in within[-1:]:
            if terms.total:
                found.append(
                    {
                        "id": row.requirement.id,
                        "body": row.requirement.body,
                        "monthly": terms.total / terms.months,
                        "starts": terms.starts,
                        "ends": terms.ends,
                        "total": terms.total,
                        "months": terms.months,
                    }
                )
    return found
