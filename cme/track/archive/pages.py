"""The pages on which an archive is asked for, waited for and downloaded."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import abort, send_file, url_for
from flask_login import current_user

from cme.base.domain.quantity import quantity
from cme.base.http import request_security, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.track.archive import audit, records
from cme.track.archive.bundle import file_name
from cme.track.external_credit import documents as outside
from cme.track.requirements import records as requirements

routes = Routes()


@routes.get("/account/everything")
@signed_in
def everything():
    pack = records.find(current_user, "everything")
    return web.show("track/archive/everything.html", "track/archive/_pack.html", **_everything(pack))


@routes.post("/account/everything")
@signed_in
def ask_for_everything():
    _ask("everything")
    return web.leave(url_for("track.everything"))


def _ask(kind: str, about: str = "") -> None:
    """Ask for an archive, which costs the server work: so many times an hour."""
    if request_security.take(f"archive:{current_user.id}", 10, 3600):
        records.ask_for(current_user, kind, about)
    else:
        web.say("You asked for many archives within the hour. The last one is still here; ask again later.", "wait")


@routes.get("/account/everything.zip")
@signed_in
def download_everything():
    return send(records.find(current_user, "everything"), "everything-of-mine")


def _everything(pack) -> dict:
    return described(pack) | {
        "here": url_for("track.everything"),
        "ask": url_for("track.ask_for_everything"),
        "download": url_for("track.download_everything"),
        "noun": "archive",
    }


def described(pack) -> dict:
    """Say how an archive stands, for its fragment."""
    state = pack.state if pack else "none"
    said = {"pack": pack, "state": state}
    if state == "done":
        zone = ZoneInfo(current_user.zone)
        made, until = pack.made.astimezone(zone), pack.kept_until.astimezone(zone)
        said |= {
            "made": f"{made.day} {made:%b %Y, %H:%M}",
            "until": f"{until.day} {until:%b %Y}",
            "size": _size(pack.size),
        }
    return said


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} kB"


def send(pack, name: str):
    """Send an archive's file, a piece at a time; 404 where there is none."""
    if pack is None or pack.state != "done":
        abort(404)
    day = pack.made.astimezone(ZoneInfo(current_user.zone)).date()
    answer = send_file(
        pack.path,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name}-{day}.zip",
        conditional=False,
        etag=False,
    )
    del answer.headers["Cache-Control"]  # no cache keeps it: guard says so
    return answer


def _cycle(cycle_id: int) -> requirements.Cycle:
    """Find a cycle of the person who is signed in, unless it was removed."""
    found = requirements.Cycle.get_or_none(requirements.Cycle.id == cycle_id)
    if found is None or found.requirement.person_id != current_user.id or requirements.latest(found).removed:
        abort(404)
    return found


@routes.get("/cycles/<int:cycle_id>/audit-pack")
@signed_in
def audit_pack(cycle_id):
    cycle = _cycle(cycle_id)
    pack = records.find(current_user, "audit", str(cycle.id))
    here = url_for("track.audit_pack", cycle_id=cycle.id)
    case = audit.case_of(current_user._get_current_object(), cycle)
    told = [item.external_credit_id for item in case.items if item.external_credit_id]
    proved = outside.listed(told)
    return web.show(
        "track/archive/audit.html",
        "track/archive/_pack.html",
        case=case,
        entries=quantity(len(case.items), "entry with its", "entries with their"),
        bare=[item for item in case.items if item.external_credit_id and item.external_credit_id not in proved],
        here=here,
        ask=url_for("track.ask_for_audit_pack", cycle_id=cycle.id),
        download=url_for("track.download_audit_pack", cycle_id=cycle.id),
        noun="audit pack",
        **described(pack),
    )


@routes.post("/cycles/<int:cycle_id>/audit-pack")
@signed_in
def ask_for_audit_pack(cycle_id):
    cycle = _cycle(cycle_id)
    _ask("audit", str(cycle.id))
    return web.leave(url_for("track.audit_pack", cycle_id=cycle.id))


@routes.get("/cycles/<int:cycle_id>/audit-pack.zip")
@signed_in
def download_audit_pack(cycle_id):
    cycle = _cycle(cycle_id)
    return send(records.find(current_user, "audit", str(cycle.id)), f"audit-{file_name(cycle.requirement.body)}")
