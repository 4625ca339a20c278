"""A form half filled when the session ends: kept for its owner, shown again after signing in."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request, session, url_for
from peewee import CharField, ForeignKeyField
from werkzeug.datastructures import MultiDict

from cme.base import clock
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import JsonText, Row, When
from cme.people import sessions
from cme.people.records import Person

LASTS = timedelta(hours=24)


class Draft(Row):
    """What somebody had typed into the form at `page`."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    page = CharField(max_length=500)
    typed = JsonText()
    at = When()

    class Meta:
        indexes = ((("person", "page"), True),)


def returns_to(endpoint: str):
    """Mark a POST with the page that shows its form; the address parts carry over."""

    def mark(view):
        view.form_page = endpoint
        return view

    return mark


def keep() -> str | None:
    """Keep the form that came with an ended session; returns the page that shows it again, or None."""
    view = current_app.view_functions.get(request.endpoint)
    endpoint = getattr(view, "form_page", None)
    owner = sessions.whose(session.get("_user_id"))
    if request.method != "POST" or endpoint is None or owner is None:
        return None
    page = url_for(endpoint, **(request.view_args or {}))
    typed = [[k, v[:110_000]] for k, v in request.form.items(multi=True) if "password" not in k]
    if sum(len(v) for _, v in typed) > 250_000:
        return page
    now = clock.now()
    Draft.insert(person=owner, page=page, typed=typed, at=now).on_conflict(
        conflict_target=[Draft.person, Draft.page], update={Draft.typed: typed, Draft.at: now}
    ).execute()
    return page


def take(person: Person) -> MultiDict | None:
    """Take what the person had typed into the page that is being shown, once."""
    found = _typed(person.id, request.path)
    if not found:
        return None
    draft = found[0]
    Draft.delete().where(Draft.id == draft.id).execute()
    if draft.at < clock.now() - LASTS:
        return None
    return MultiDict((k, v) for k, v in draft.typed)


@compiled_query
def _typed(person_id: int, page: str):
    return Draft.select().where(Draft.person == person_id, Draft.page == page)


def waiting(person: Person) -> str | None:
    """Tell the page of the newest form that waits for its owner."""
    draft = (
        Draft.select().where(Draft.person == person, Draft.at >= clock.now() - LASTS).order_by(Draft.at.desc()).first()
    )
    return draft.page if draft else None


def forget_old() -> None:
    """Drop drafts that nobody came back for."""
    Draft.delete().where(Draft.at < clock.now() - LASTS).execute()
