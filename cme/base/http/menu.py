"""The menu of every page: its groups and the endpoints that they lead to."""

from __future__ import annotations

from flask import request

from cme.base.http import web

_STRANGER = (
    ("Library", "offer.library"),
    ("Courses", "earn.courses"),
    ("Sign in", "people.sign_in"),
    ("Sign up", "people.sign_up"),
)
_CLINICIAN = (
    ("Dashboard", "track.dashboard"),
    ("Search", "earn.search"),
    ("Learn", (("Library", "offer.library"), ("Board review", "earn.board_review"), ("Courses", "earn.courses"))),
    ("CME Credits", (("For review", "evaluate.index"), ("Claim CME", "claim.index"), ("Claimed", "claim.claimed"))),
    (
        "My record",
        (
            ("Transcript", "track.show_transcript"),
            ("Requirements", "track.requirements"),
            ("The year in pictures", "track.year"),
            ("Reminders", "track.reminders"),
            ("Who has my data", "report.index"),
            ("Everything of mine", "track.everything"),
        ),
    ),
)
_OFFICE = (
    "Office",
    (
        ("Reports", "report.desk_"),
        ("Questions", "offer.office_questions"),
        ("Memberships", "people.memberships"),
        ("Rule packs", "track.rule_packs"),
    ),
)


def menu_of(person) -> list[dict]:
    """List the entries of a person's menu; None is a visitor who is not signed in."""
    if person is None:
        return [_item(*each) for each in _STRANGER]
    return [_item(*each) for each in (*_CLINICIAN, *((_OFFICE,) if person.is_coordinator else ()))]


def _item(label: str, target: str | tuple) -> dict:
    if isinstance(target, tuple):
        children = [_item(*each) for each in target]
        return {"label": label, "children": children, "current": any(child["current"] for child in children)}
    href = web.path_to(target)
    return {"label": label, "href": href, "current": request.path == href}
