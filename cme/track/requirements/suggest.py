"""Which rules fit the licences and boards of a profile, and what can be chosen from."""

from __future__ import annotations

from dataclasses import dataclass

from cme.people import records as people
from cme.track.requirements import packs, records


@dataclass(frozen=True)
class Suggestion:
    """A body of the profile that is not kept track of yet, with the rule that fits it, if one does."""

    listing_id: int
    body: str
    rule: packs.Rule | None


def rule_for(listing, rules: dict[str, packs.Rule]) -> packs.Rule | None:
    """Find the rule for a body of a profile: by its code, else by its name."""
    label = listing.label.casefold().strip()
    for rule in rules.values():
        said = rule.said
        if listing.body and said.get("reporting_body") == listing.body:
            return rule
        if not listing.body and label in {name.casefold() for name in (said["body"], *said.get("names", ()))}:
            return rule
    return None


def suggestions(person) -> list[Suggestion]:
    """List the bodies of a profile that are not kept track of yet; retired ones are not suggested again."""
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
    """Group the rules in force by pack, for a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for rule in packs.in_force().values():
        groups.setdefault(rule.pack.title, []).append((rule.code, rule.said["body"]))
    return [(title, sorted(rows, key=lambda row: row[1])) for title, rows in groups.items()]
