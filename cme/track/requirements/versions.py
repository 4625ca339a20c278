"""What a new version of a rule pack changed, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from cme.people.records import Person
from cme.track.requirements import packs, records


@dataclass(frozen=True)
class Change:
    """What changed at one body, a sentence each, and the people whose running cycles follow an older version."""

    code: str
    body: str
    differences: list[str]
    people: list[Person] = field(default_factory=list)


def changes_of(pack: packs.RulePack) -> list[Change]:
    """List what a version of a pack changed against the one before it; nothing for its first version."""
    older = packs.previous(pack)
    if older is None:
        return []
    old, new = packs.rules_of(older), packs.rules_of(pack)
    found = []
    for code, rule in new.items():
        differences = records.differences(old[code], rule) if code in old else ["new in the pack"]
        if differences:
            people = records.people_concerned(code, rule.id) if code in old else []
            found.append(Change(code, rule.values["body"], differences, people))
    for code, rule in old.items():
        if code not in new:
            people = records.people_concerned(code, 0)
            found.append(Change(code, rule.values["body"], ["no longer in the pack"], people))
    return found
