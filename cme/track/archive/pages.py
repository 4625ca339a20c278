"""The pages on which an archive is requested, waited for and downloaded."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Response, abort, send_file, url_for
from flask_login import current_user

from cme.base.domain.plural import quantity
from cme.base.http import rate_limit, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.track.archive import audit, records
from cme.track.archive.bundle import file_name
from cme.track.external_credit import documents as external_documents
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
    """Request an archive; limited in each hour, because it costs the server work."""
    if rate_limit.take(f"archive:{current_user.id}", 10, 3600):
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


def described(pack: records.Pack | None) -> dict:
    """Return what an archive's fragment shows: its state, and when done its moment, expiry and size."""
    state = pack.state if pack else "none"
    values = {"pack": pack, "state": state}
    if pack and state == "done":
        zone = ZoneInfo(current_user.zone)
        finished, until = pack.finished.astimezone(zone), pack.expires.astimezone(zone)
        values |= {
            "finished": f"{finished.day} {finished:%b %Y, %H:%M}",
            "until": f"{until.day} {until:%b %Y}",
            "size": _size(pack.size),
        }
    return values


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} kB"


def send(pack: records.Pack | None, name: str) -> Response:
    """Return an archive's file as a response, sent a piece at a time; 404 where there is none."""
    if pack is None or pack.state != "done":
        abort(404)
    day = pack.finished.astimezone(ZoneInfo(current_user.zone)).date()
    response = send_file(
        pack.path,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name}-{day}.zip",
        conditional=False,
        etag=False,
    )
    del response.headers["Cache-Control"]  # request_security says that no cache may keep it
    return response


def _cycle(cycle_id: int) -> requirements.Cycle:
    """Return a cycle of the signed-in person; 404 where it is not theirs or was removed."""
    cycle = requirements.Cycle.get_or_none(requirements.Cycle.id == cycle_id)
    if cycle is None or cycle.requirement.person_id != current_user.id or requirements.latest(cycle).removed:
        abort(404)
    return cycle


@routes.get("/cycles/<int:cycle_id>/audit-pack")
@signed_in
def audit_pack(cycle_id):
    cycle = _cycle(cycle_id)
    pack = records.find(current_user, "audit", str(cycle.id))
    here = url_for("track.audit_pack", cycle_id=cycle.id)
    case = audit.case_of(current_user._get_current_object(), cycle)
    external_ids = [item.external_credit_id for item in case.items if item.external_credit_id]
    documented = external_documents.by_credit(external_ids)
    return web.show(
        "track/archive/audit.html",
        "track/archive/_pack.html",
        case=case,
        entries=quantity(len(case.items), "entry with its", "entries with their"),
        undocumented=[
            item for item in case.items if item.external_credit_id and item.external_credit_id not in documented
        ],
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
