"""The pages of what is due, the calendar's secret address, and the digests by mail (T4)."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_login import current_user

from cme.base import clock
from cme.base.http import rate_limit, request_security, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.track.reminders import calendar, deadlines, digests

routes = Routes()


@routes.get("/reminders")
@signed_in
def reminders():
    return _page()


def _page(address=None):
    today = clock.today(current_user.zone)
    return web.show(
        "track/reminders.html",
        due=deadlines.all_of(current_user, today),
        wanted=digests.wanted(current_user),
        feed=calendar.of(current_user),
        address=address,
        today=today,
    )


@routes.post("/reminders/digests")
@signed_in
def switch_digests():
    wanted = request.form.get("wanted") == "1"
    digests.switch(current_user._get_current_object(), wanted, "page")
    web.say(
        "You get a mail when something is due."
        if wanted
        else "No more digests. Everything due stays on your dashboard."
    )
    return web.leave(request_security.safe_next(request.form.get("back"), url_for(".reminders")))


@routes.post("/reminders/calendar")
@signed_in
def renew_calendar():
    """Create an address and show it once: only its hash is stored."""
    token = calendar.renew(current_user._get_current_object())
    return _page(web.absolute(url_for(".calendar_feed", token=token)))


@routes.post("/reminders/calendar/removal")
@signed_in
def stop_calendar():
    calendar.stop(current_user)
    web.say("The calendar address opens nothing any more.")
    return web.leave(url_for(".reminders"))


@routes.get("/calendar/<token>.ics")
def calendar_feed(token):
    """Return the feed to a calendar program, which the secret in the address permits."""
    if not rate_limit.take(f"calendar:{web.client_address()}", 120, 3600):
        abort(429)
    person = calendar.person_of(token) or abort(404)
    return Response(calendar.feed(person), mimetype="text/calendar", headers={"X-Robots-Tag": "noindex"})


@routes.get("/digests/off/<token>")
def ask_to_stop_digests(token):
    return _stop_page(token)


@routes.post("/digests/off/<token>")
@request_security.own_secret
def stop_digests(token):
    """Stop a person's digests by the link in a mail, whoever is signed in here (RFC 8058)."""
    person = digests.person_of(token)
    if person:
        digests.switch(person, False, "mail")
    return _stop_page(token)


def _stop_page(token):
    person = digests.person_of(token)
    return web.show(
        "track/stop_digests.html",
        status=200 if person else 410,
        known=bool(person),
        token=token,
        wanted=bool(person) and digests.wanted(person),
    )
