"""Drafts: a form that was half filled when its session ended is saved and shown to its owner after signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app, request, session, url_for
from peewee import CharField, ForeignKeyField
from werkzeug.datastructures import MultiDict

from cme.base import clock
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import JsonText, Row, When
from cme.people import sessions
from cme.people.records import Person

View = Callable[..., Any]
LIFETIME = timedelta(hours=24)


class Draft(Row):
    """The fields of a form that somebody had filled in at `page`."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    page = CharField(max_length=500)
    typed = JsonText()
    at = When()

    class Meta:
        indexes = ((("person", "page"), True),)


def returns_to(endpoint: str) -> Callable[[View], View]:
    """Mark a POST with the endpoint of the page that shows its form; the parts of its URL carry over."""

    def mark(view):
        view.form_page = endpoint
        return view

    return mark


def save() -> str | None:
    """Save the form that came with an ended session; return the path of the page that shows it, or None."""
    view = current_app.view_functions.get(request.endpoint or "")
    endpoint = getattr(view, "form_page", None)
    owner = sessions.owner_id(session.get("_user_id"))
    if request.method != "POST" or endpoint is None or owner is None:
        return None
    page = url_for(endpoint, **(request.view_args or {}))
    typed = [[name, value[:110_000]] for name, value in request.form.items(multi=True) if "password" not in name]
    if sum(len(value) for _, value in typed) > 250_000:
        return page
    now = clock.now()
    Draft.insert(person=owner, page=page, typed=typed, at=now).on_conflict(
        conflict_target=[Draft.person, Draft.page], update={Draft.typed: typed, Draft.at: now}
    ).execute()
    return page


def take(person: Person) -> MultiDict | None:
    """Return the draft of the page that is being shown, and delete it; None where there is none."""
    rows = _drafts(person.id, request.path)
    if not rows:
        return None
    draft = rows[0]
    Draft.delete().where(Draft.id == draft.id).execute()
    if draft.at < clock.now() - LIFETIME:
        return None
    return MultiDict((k, v) for k, v in draft.typed)


@compiled_query
def _drafts(person_id: int, page: str):
    return Draft.select().where(Draft.person == person_id, Draft.page == page)


def waiting(person: Person) -> str | None:
    """Return the path of the page that shows the newest draft of a person, or None."""
    draft = (
        Draft.select()
        .where(Draft.person == person, Draft.at >= clock.now() - LIFETIME)
        .order_by(Draft.at.desc())
        .first()
    )
    return draft.page if draft else None


def forget_old() -> None:
    """Delete drafts that are older than a day."""
    Draft.delete().where(Draft.at < clock.now() - LIFETIME).execute()
