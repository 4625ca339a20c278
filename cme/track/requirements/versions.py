"""What a new version of a rule pack changed, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from cme.people.records import Person
from cme.track.requirements import packs, records


@dataclass(frozen=True)
class Change:
    """What changed at one body, in words, and whose running cycles were taken from an older version."""

    code: str
    body: str
    said: list[str]
    people: list[Person] = field(default_factory=list)


def changes_of(pack: packs.RulePack) -> list[Change]:
    """List what a version changed against the one before it; nothing for the first version of a pack."""
    older = packs.before(pack)
    if older is None:
        return []
    old, new = ({row.code: row for row in each.rules.order_by(packs.Rule.id)} for each in (older, pack))
    found = []
    for code, rule in new.items():
        said = records.differences(old[code], rule) if code in old else ["new in the pack"]
        if said:
            found.append(Change(code, rule.said["body"], said, records.concerned(code, rule.id) if code in old else []))
    for code, rule in old.items():
        if code not in new:
            found.append(Change(code, rule.said["body"], ["no longer in the pack"], records.concerned(code, 0)))
    return found
