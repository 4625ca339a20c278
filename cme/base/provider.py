"""What the provider says of itself: one row a version, never changed, so that what was printed can be
told apart from what is in force today."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from flask import g, has_request_context
from peewee import BooleanField, CharField, Database, TextField

from cme.base import audit_log, clock, text
from cme.base.domain import provider as words
from cme.base.domain.refusal import Reason, refuse_if
from cme.base.domain.statements import ACCREDITATION, PARTICIPATION
from cme.base.store.db import JsonText, Row, When, db


class Provider(Row):
    """One version of what the provider says; the newest is in force."""

    since = When(index=True)
    name = CharField(max_length=200)
    address = TextField(default="")
    country = CharField(max_length=2, default="US")
    zone = CharField(max_length=64, default="America/New_York")
    email = CharField(max_length=254, default="")
    phone = CharField(max_length=60, default="")
    hours = CharField(max_length=200, default="")
    # ACCME's provider number; empty until the provider is accredited (C8)
    accredited_number = CharField(max_length=20, default="")
    accreditation = TextField(default=ACCREDITATION)
    participation = TextField(default=PARTICIPATION)
    paper = CharField(max_length=10, default="letter")
    template = CharField(max_length=20, default="2026-1")
    membership_required = BooleanField(default=False)  # for claiming (P7)
    membership_link = CharField(max_length=300, default="")  # where one gets it
    reporting_bodies = JsonText(null=True)  # None: all that we know
    # a board-review question counts only where its first answer is the correct one (E5)
    first_attempts_only = BooleanField(default=False)

    @property
    def accredited(self) -> bool:
        """Return whether certificates may go without "Sample, not accredited"."""
        return bool(self.accredited_number)


class Unnamed:
    """What stands in until a provider has been described: no name to print, so nothing accredited."""

    id = None
    name = "Your organization"
    address = email = phone = hours = accredited_number = ""
    country, zone, paper, template = "US", "UTC", "letter", "2026-1"
    accreditation, participation = ACCREDITATION, PARTICIPATION
    accredited = first_attempts_only = membership_required = False
    membership_link = ""
    reporting_bodies = None


def current() -> Provider | Unnamed:
    """Return the provider's version in force; read once a request, since rows of a list need it too."""
    if not has_request_context():
        return _current()
    if "provider" not in g:
        g.provider = _current()
    return g.provider


# By database, so that no page needs to read it anew.
_newest: WeakKeyDictionary[Database, Provider] = WeakKeyDictionary()


def _current() -> Provider | Unnamed:
    number = db.execute_sql("SELECT max(id) FROM provider").fetchone()[0]
    if number is None:
        return Unnamed()
    newest = _newest.get(db.obj)
    if newest is None or newest.id != number:
        newest = _newest[db.obj] = Provider.get_by_id(number)
    return newest


def clean(typed: Mapping[str, str]) -> dict[str, str]:
    """Clean what was typed into fields of a provider, one line or several as the field has it; Refused if too long."""
    values, reasons = {}, []
    for name, value in typed.items():
        limit = getattr(Provider._meta.fields[name], "max_length", None)
        try:
            values[name] = text.line(value, limit) if limit else text.words(value, 4000)
        except text.TooLong as error:
            reasons.append(Reason(name, str(error)))
    refuse_if(reasons)
    return values


def refusals(changes: Mapping[str, object], hint: str = "") -> list[Reason]:
    """Return why these fields cannot be changed to these values; `hint` says where the name is to be entered."""
    is_described = Provider.select(Provider.id).exists()
    return words.refusals(changes, is_described=is_described, is_zone=clock.is_zone, hint=hint)


def change(*, by: str, **changes) -> Provider:
    """Write a new version: the newest one with these fields changed; returns it; Refused."""
    refuse_if(refusals(changes))
    if has_request_context():
        g.pop("provider", None)
    with db.atomic():
        last = Provider.select().order_by(Provider.id.desc()).first()
        before = {f: getattr(last, f) for f in Provider._meta.fields if f not in ("id", "since")} if last else {}
        if last and before == before | changes:
            return last
        version = Provider.create(since=clock.now(), **(before | changes))
        audit_log.note("provider.changed", f"provider:{version.id}", by=by, fields=sorted(changes))
        return version
