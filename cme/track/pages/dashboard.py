"""The dashboard: what is to review and to claim, what was claimed this year, what lapses next (L1)."""

from __future__ import annotations

from flask_login import current_user

from cme.base import clock
from cme.base.domain import credit_types
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.claim import summary
from cme.track import sentences
from cme.track.reminders import deadlines
from cme.track.requirements import progress, suggest

routes = Routes()

SHOWN = 5  # of what is due


@routes.get("/dashboard")
@signed_in
def dashboard():
    today = clock.today(current_user.zone)
    statuses = progress.all_of(current_user, today)
    due = deadlines.all_of(current_user, today, statuses)
    lapsing = summary.lapsing_next(current_user)
    return web.show(
        "track/dashboard.html",
        counts=summary.counts(current_user),
        claimed=summary.claimed_in(current_user, today.year),
        next=lapsing,
        next_words=_next(lapsing) if lapsing else "",
        beside=credit_types.beside,
        head=summary.profile_line(current_user),
        year=today.year,
        today=today,
        statuses=statuses,
        suggestions=suggest.suggestions(current_user) if not statuses else [],
        due=due[:SHOWN],
        more=len(due) - len(due[:SHOWN]),
        claimable=deadlines.lapsing(current_user, today),
    )


def _next(lapsing) -> str:
    return sentences.lapses_next(credit_types.beside(lapsing["sums"]), web.day(lapsing["day"]), lapsing["count"])
