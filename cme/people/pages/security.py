"""The security page: passkeys, the app, recovery codes, and the sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import abort, current_app, session, url_for
from flask_login import current_user, login_required

from cme.base.http import request_security, web
from cme.base.http.access import fresh
from cme.base.http.routes import Routes
from cme.people import auth_log, device_names, rules, second_factor, sessions
from cme.people.pages.signing import sign_out
from cme.people.second_factor import challenges

routes = Routes()


@dataclass(frozen=True)
class ListedPasskey:
    """A passkey as the page shows it, with times in the zone of the profile; `used` is None for one never used."""

    id: int
    name: str
    since: str
    used: str | None


@dataclass(frozen=True)
class ListedSession:
    """A session as the page shows it, with times in the zone of the profile; `current` is the one of this request."""

    ref: str
    device: str
    since: str
    seen: str
    current: bool

    @property
    def named(self) -> str:
        """The name that distinguishes it from the others."""
        return f"{self.device}, since {self.since}{' (this device)' if self.current else ''}"


@routes.get("/account/security")
@login_required
def security():
    factors = second_factor.of(current_user)
    required = rules.requires_second_factor(current_app.settings.require_second_factor, current_user.is_coordinator)
    return web.show(
        "people/security.html",
        factors=factors,
        listed_passkeys=[
            ListedPasskey(row.id, row.name, moment(row.created), moment(row.used) if row.used else None)
            for row in factors.passkeys
        ],
        app_since=moment(factors.app.confirmed) if factors.app else None,
        required=required,
        passkeys=challenges.are_supported(),
        sessions=[_listed_session(row) for row in sessions.active(current_user)],
    )


def moment(at: datetime) -> str:
    """Format a moment in the zone of the profile: 3 Jan 2026, 14:05."""
    return f"{(local := at.astimezone(ZoneInfo(current_user.zone))).day} {local:%b %Y, %H:%M}"


def _listed_session(row: sessions.SignIn) -> ListedSession:
    return ListedSession(
        ref=_ref(row),
        device=device_names.describe(row.device),
        since=moment(row.created),
        seen=moment(row.last_seen),
        current=row.id_hash == current_user.sign_in.id_hash,
    )


def _ref(row) -> str:
    return row.id_hash[:16]


@routes.post("/account/security/sessions/<ref>/end")
@fresh
def end_session(ref):
    row = next((row for row in sessions.active(current_user) if _ref(row) == ref), None) or abort(404)
    if row.id_hash == current_user.sign_in.id_hash:
        return sign_out()
    sessions.end(row)
    auth_log.write("session ended", current_user)
    web.say(f"{device_names.describe(row.device)} is signed out.")
    return web.leave(url_for("people.security"))


@routes.post("/account/security/sessions/end-others")
@fresh
def end_other_sessions():
    count = sessions.end_all(current_user, but=current_user.sign_in.id_hash)
    auth_log.write("other sessions ended", current_user)
    web.say("You are signed out everywhere else." if count else "You were signed in nowhere else.")
    return web.leave(url_for("people.security"))


def onward() -> str:
    """Return the path of the page that required a second factor, and forget it."""
    return request_security.safe_next(session.pop("onward", ""), url_for("people.security"))
