"""The dashboard: what waits, what is claimed this year, what lapses next (the CME widget of L1)."""

from __future__ import annotations

from flask_login import current_user

from cme.base import clock, web
from cme.claim import summary
from cme.people.gate import signed_in
from cme.track.pages import track


@track.get("/dashboard")
@signed_in
def dashboard():
    today = clock.today(current_user.zone)
    return web.show(
        "track/dashboard.html",
        counts=summary.counts(current_user),
        claimed=summary.claimed_in(current_user, today.year),
        next=summary.lapsing_next(current_user),
        head=summary.profile_line(current_user),
        year=today.year,
        today=today,
    )
