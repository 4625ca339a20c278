"""How somebody stands with every body that they keep track of: the terms, what counts, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cme.track import transcript
from cme.track.requirements import packs, records, rules
from cme.track.requirements.dates.rules import ONE_DAY


@dataclass(frozen=True)
class RequirementStatus:
    """A body, the cycle that is looked at, how far it is, and the rule that came after the one it was taken from."""

    requirement: records.Requirement
    terms: records.Terms | None
    progress: rules.Progress | None
    newer: packs.Rule | None

    @property
    def words(self) -> str:
        """Say how it stands, in a tag."""
        return self.progress.words if self.progress else "no cycle"

    @property
    def tone(self) -> str:
        """Tell the tone of its tag."""
        return {"short": "wait", "on-track": "good"}.get(self.progress.state if self.progress else "", "info")


def given(items) -> list[rules.Given]:
    """Give the rules what they need of a transcript's items."""
    return [
        rules.Given(
            item.key,
            item.completed_on,
            item.credit_type,
            item.hundredths,
            item.awarded,
            item.topics,
            alike=f"{item.title.casefold()}|{item.provider.casefold()}" if item.title else "",
        )
        for item in items
    ]


def credits_of(person) -> list[rules.Given]:
    """List every credit of a person as the rules need it."""
    return given(transcript.items(person))


def all_of(person, today: date, credits: list[rules.Given] | None = None) -> list[RequirementStatus]:
    """Tell how a person stands with each body that is not retired, what ends first first."""
    tracked = records.of(person)
    if not tracked:
        return []
    credits = credits_of(person) if credits is None else credits
    in_force = packs.in_force()
    found = [stand(row, records.current(row.cycles, today), credits, today, in_force) for row in tracked]
    return sorted(found, key=lambda each: (each.terms is None, each.terms.ends if each.terms else date.max))


def stand(listed: records.ListedRequirement, terms, credits, today, in_force=None) -> RequirementStatus:
    """Tell how one cycle of a body stands."""
    requirement = listed.requirement
    if terms is None:
        return RequirementStatus(requirement, None, None, None)
    progress = _progress(listed.cycles, terms, credits, today)
    return RequirementStatus(requirement, terms, progress, records.newer_rule(requirement, terms, in_force))


def _progress(cycles: list[records.Terms], terms, credits, today) -> rules.Progress:
    """Walk the cycles of a body up to one, each taking over what the one before may give."""
    carried, before = 0, None
    for each in cycles:
        if each.starts > terms.starts:
            break
        if before is not None and before.ends + ONE_DAY != each.starts:
            carried = 0  # a gap between two cycles carries nothing
        progress = rules.progress(records.as_asked(each, carried), credits, today)
        carried, before = rules.surplus(progress, each.carry_over or 0), each
    return progress
