"""The CME office's page of the rule packs: the versions in force, what the newest changed, and for whom."""

from __future__ import annotations

from cme.base.http import web
from cme.base.http.access import coordinators
from cme.base.http.routes import Routes
from cme.track.requirements import packs, sentences, versions

routes = Routes()


@routes.get("/office/rules")
@coordinators
def rule_packs():
    counts = packs.rule_counts()
    rows = [
        {
            "pack": pack,
            "rules": counts.get(pack.id, 0),
            "before": packs.previous(pack),
            "changes": versions.changes_of(pack),
        }
        for pack in packs.newest()
    ]
    return web.show("track/requirements/packs.html", rows=rows, people=_people)


def _people(people) -> str:
    return sentences.people([f"{person.shown_name} ({person.email})" for person in people])
