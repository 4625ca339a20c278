"""Which rules fit the licenses and boards of a profile, and the rules to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from cme.people import records as people
from cme.track.requirements import packs, records


@dataclass(frozen=True)
class Suggestion:
    """A body of the profile that has no requirement yet, with its rule if there is one."""

    listing_id: int
    body: str
    rule: packs.Rule | None


def rule_for(listing: people.ListedBody, rules: dict[str, packs.Rule]) -> packs.Rule | None:
    """Return the rule for a body of a profile, found by its code, else by its name, or None."""
    label = listing.label.casefold().strip()
    for rule in rules.values():
        values = rule.values
        if listing.body and values.get("reporting_body") == listing.body:
            return rule
        if not listing.body and label in {name.casefold() for name in (values["body"], *values.get("names", ()))}:
            return rule
    return None


def suggestions(person: people.Person) -> list[Suggestion]:
    """List the bodies of a profile that have no requirement, not even a retired one."""
    listings = people.listings(person)
    if not listings:
        return []
    tracked = [row.requirement for row in records.of(person, with_retired=True)]
    bodies = {row.body.casefold() for row in tracked}
    codes = {row.rule for row in tracked if row.rule}
    rules = packs.in_force()
    found = []
    for listing in listings:
        rule = rule_for(listing, rules)
        if listing.label.casefold() not in bodies and (rule is None or rule.code not in codes):
            found.append(Suggestion(listing.id, listing.label, rule))
    return found


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """List the titles of packs with the (code, body) pairs of their rules in force, ordered by body."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for rule in packs.in_force().values():
        groups.setdefault(rule.pack.title, []).append((rule.code, rule.values["body"]))
    return [(title, sorted(rows, key=lambda row: row[1])) for title, rows in groups.items()]
