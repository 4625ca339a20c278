"""The pages on which an archive is asked for, waited for and downloaded."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import abort, send_file, url_for
from flask_login import current_user

from cme.base import web
from cme.people.gate import signed_in
from cme.track.archive import records
from cme.track.pages import track


@track.get("/account/everything")
@signed_in
def everything():
    pack = records.find(current_user, "everything")
    return web.show("track/archive/everything.html", "track/archive/_pack.html", **_everything(pack))


@track.post("/account/everything")
@signed_in
def ask_for_everything():
    records.ask_for(current_user, "everything")
    return web.leave(url_for("track.everything"))


@track.get("/account/everything.zip")
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
        said |= {"made": f"{made.day} {made:%b %Y, %H:%M}", "until": f"{until.day} {until:%b %Y}", "size": _size(pack.size)}
    return said


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} kB"


def send(pack, name: str):
    """Send an archive's file, a piece at a time; 404 where there is none."""
    if pack is None or pack.state != "done":
        abort(404)
    day = pack.made.astimezone(ZoneInfo(current_user.zone)).date()
    answer = send_file(
        pack.path, mimetype="application/zip", as_attachment=True, download_name=f"{name}-{day}.zip",
        conditional=False, etag=False,
    )  # fmt: skip
    del answer.headers["Cache-Control"]  # no cache keeps it: guard says so
    return answer
