"""What somebody wants to see of a transcript: a range of days, a credit type, a body, a topic."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cme.base.domain import bodies
from cme.people import records as people


@dataclass(frozen=True)
class Choice:
    """The filters of a transcript; `faults` says by field what could not be read."""

    since: date | None = None
    until: date | None = None
    credit_type: str = ""
    body: str = ""  # the number of a listing of the profile
    topic: str = ""
    faults: dict = field(default_factory=dict)

    @property
    def query(self) -> dict:
        """What stands in the address for this choice."""
        said = {
            "from": self.since and self.since.isoformat(),
            "to": self.until and self.until.isoformat(),
            "type": self.credit_type,
            "body": self.body,
            "topic": self.topic,
        }
        return {name: value for name, value in said.items() if value}


def read(form) -> Choice:
    """Read the filters of an address: from, to, type, body, topic."""
    faults, days = {}, {}
    for name in ("from", "to"):
        said = (form.get(name) or "").strip()
        try:
            days[name] = date.fromisoformat(said) if said else None
        except ValueError:
            days[name], faults[name] = None, "Enter a date such as 2026-01-31."
    if days["from"] and days["to"] and days["to"] < days["from"]:
        faults["to"] = "The last day is before the first."
    # they stand again in the address of every item
    kind, body, topic = (form.get(name, "")[:60] for name in ("type", "body", "topic"))
    return Choice(days["from"], days["to"], kind, body, topic, faults)


def listings(person) -> list[tuple[str, str]]:
    """List the bodies of a profile that a transcript can be filtered by."""
    return [(str(row.id), row.label) for row in people.listings(person)]


def applied(choice: Choice, person, items: list) -> list:
    """Keep what was chosen; a body keeps what it takes from the person's role (R3), others take everything."""
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
