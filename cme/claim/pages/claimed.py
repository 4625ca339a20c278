"""Claimed: every claim that stands, sorted and filtered, with its certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_login import current_user

from cme.base import clock, text
from cme.base.domain import credit_types
from cme.base.domain.credit import Credit
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.claim import hooks, records, summary
from cme.claim.pages.to_claim import credits_in_words
from cme.earn import records as earn

routes = Routes()


@dataclass(frozen=True)
class ClaimHeading:
    """What stands above the entries of a claim; `total` in hundredths, `undo_until` the time of day where the claim
    was made ("14:05"), None once the claim is final."""

    id: int
    at: datetime
    claimed_on: date
    total: int
    noun: str
    type_name: str
    year_earned: int
    undo_until: str | None

    @property
    def amount(self) -> Credit:
        """The amount of credit."""
        return Credit(self.total)


SORTS = {
    "date": (lambda c: (c.at, c.id), "Date claimed"),
    "year": (lambda c: (c.year_earned, c.at, c.id), "Year earned"),
    "credits": (lambda c: (c.total, c.at, c.id), "Credits"),
}


@routes.get("/cme/claimed")
@signed_in
def claimed():
    claims = records.claimed(current_user)
    header = summary.header(current_user, "claimed", request.args.get("activity", "")[:80])
    years = sorted({row.claimed_on.year for row in claims}, reverse=True)
    year = text.number(request.args.get("year"), 4)
    year = year if year in years else None
    claims = [row for row in claims if year is None or row.claimed_on.year == year]
    lines = records.lines_of([row.id for row in claims])
    if header.activity:
        claims = [row for row in claims if any(_of(line, header.activity) for line in lines.get(row.id, []))]
    sort, up = request.args.get("sort", "date"), request.args.get("order") == "up"
    sort = sort if sort in SORTS else "date"
    headings = sorted((_heading(row, lines.get(row.id, [])) for row in claims), key=SORTS[sort][0], reverse=not up)
    filters = {"year": year, "activity": header.activity.slug if header.activity else None}
    return web.show(
        "claim/claimed.html",
        claims=headings,
        lines=lines,
        opened=earn.openings([line.entry.search_id for rows in lines.values() for line in rows]),
        tags=hooks.reporting_tags(claims, lines),
        links=hooks.certificate_links(claims),
        years=[(each, each) for each in years],
        year=year,
        sort=sort,
        order="up" if up else "",
        sorts=[
            {
                "key": key,
                "label": label,
                "current": key == sort,
                "up": key == sort and up,
                "href": url_for(".claimed", sort=key, order="up" if key == sort and not up else None, **filters),
            }
            for key, (_, label) in SORTS.items()
        ],
        header=header,
    )


def _of(line, activity) -> bool:
    return line.entry.activity_id == activity.id


def _heading(row: records.Claim, lines: list[records.Line]) -> ClaimHeading:
    """Return what stands above a claim; one in this list was not undone: past its hold it is final."""
    total = Credit(row.total)
    return ClaimHeading(
        id=row.id,
        at=row.at,
        claimed_on=row.claimed_on,
        total=row.total,
        noun=credits_in_words(total, row.credit_type).removeprefix(f"{total} "),
        type_name=credit_types.CREDIT_TYPES[row.credit_type].name,
        year_earned=max((line.entry.earned_on.year for line in lines), default=0),
        undo_until=None if clock.now() >= row.hold_until else f"{row.hold_until.astimezone(ZoneInfo(row.zone)):%H:%M}",
    )
