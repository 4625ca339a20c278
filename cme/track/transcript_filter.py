"""The filters of a transcript: a range of days, a credit type, a body, a topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cme.base.domain import bodies
from cme.people import records as people
from cme.people.records import Person
from cme.track.transcript import Item


@dataclass(frozen=True)
class Choice:
    """The filters of a transcript; `errors` are sentences by field."""

    since: date | None = None
    until: date | None = None
    credit_type: str = ""
    body: str = ""  # the number of a listing of the profile
    topic: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict:
        """The query of the address for this choice."""
        parameters = {
            "from": self.since and self.since.isoformat(),
            "to": self.until and self.until.isoformat(),
            "type": self.credit_type,
            "body": self.body,
            "topic": self.topic,
        }
        return {name: value for name, value in parameters.items() if value}


def read(form: Mapping[str, str]) -> Choice:
    """Read the filters from the query of an address: from, to, type, body, topic."""
    errors: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for name in ("from", "to"):
        typed = (form.get(name) or "").strip()
        try:
            days[name] = date.fromisoformat(typed) if typed else None
        except ValueError:
            days[name], errors[name] = None, "Enter a date such as 2026-01-31."
    if days["from"] and days["to"] and days["to"] < days["from"]:
        errors["to"] = "The last day is before the first."
    # they are part of the address of every page of the list
    kind, body, topic = (form.get(name, "")[:60] for name in ("type", "body", "topic"))
    return Choice(days["from"], days["to"], kind, body, topic, errors)


def listings(person: Person) -> list[tuple[str, str]]:
    """Return the ids and labels of the profile's bodies, which a transcript can be filtered by."""
    return [(str(row.id), row.label) for row in people.listings(person)]


def apply(choice: Choice, person: Person, items: list[Item]) -> list[Item]:
    """Return the items that pass the filters; a reporting body takes only what it accepts of the person's role (R3)."""
    if choice.credit_type:
        items = [item for item in items if item.credit_type == choice.credit_type]
    if choice.topic:
        items = [item for item in items if choice.topic in item.topics]
    if choice.body:
        listing = next((row for row in people.listings(person) if str(row.id) == choice.body), None)
        role = person.profile_row.role
        if listing is None:
            return []
        if listing.body in bodies.REPORTING_BODIES:
            items = [item for item in items if bodies.takes(listing.body, role, item.credit_type)]
    return items
