"""The CME office's page of memberships: the list, granting and renewing."""

from __future__ import annotations

from datetime import date

from flask import request, url_for
from flask_login import current_user

from cme.base import audit_log, clock, provider, text
from cme.base.domain.refusal import Refused
from cme.base.http import web
from cme.base.http.access import coordinators
from cme.base.http.routes import Routes
from cme.people import membership
from cme.people.records import Person

routes = Routes()


@routes.get("/office/memberships")
@coordinators
def memberships():
    return _list()


def _list(status=200, errors=None, form=None):
    words = text.line(request.args.get("q", "")[:400], 400)[:100]
    return web.show(
        "people/memberships.html",
        status=status,
        rows=membership.members(words),
        words=words,
        today=clock.today(current_user.zone),
        required=provider.current().membership_required,
        link=provider.current().membership_link,
        errors=errors or {},
        form=form or {},
    )


@routes.post("/office/memberships")
@coordinators
def grant_membership():
    person = Person.get_or_none(Person.id == text.number(request.form.get("person")))
    if person is None:
        return _list(422, {"_form": "The form was not as this page makes it. Nothing was granted."})
    field = f"until-{person.id}"
    try:
        until = _day(request.form.get("until"))
        granted = membership.grant(person, audit_log.by_person(current_user.id), until, _day(request.form.get("seen")))
    except (ValueError, Refused) as error:
        sentence = str(error) if isinstance(error, Refused) else "Enter the last day as a date, such as 2027-06-30"
        return _list(422, {field: f"{person.shown_name}: {sentence}"}, {field: request.form.get("until", "")[:20]})
    web.say(f"{person.shown_name} is a member until {granted.until.day} {granted.until:%B %Y}.")
    return web.leave(url_for(".memberships", q=request.form.get("q", "")[:100] or None))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value.strip()) if value and value.strip() else None
