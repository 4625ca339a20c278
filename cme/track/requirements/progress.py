"""The status of each requirement of a person: its terms, what counts, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cme.people.records import Person
from cme.track import transcript
from cme.track.requirements import packs, records, rules
from cme.track.requirements.dates.rules import ONE_DAY


@dataclass(frozen=True)
class RequirementStatus:
    """A requirement with the terms of the cycle shown, its progress, and a newer rule whose figures differ."""

    requirement: records.Requirement
    terms: records.Terms | None
    progress: rules.Progress | None
    newer: packs.Rule | None

    @property
    def words(self) -> str:
        """Return the words of its tag."""
        return self.progress.words if self.progress else "no cycle"

    @property
    def tone(self) -> str:
        """Return the tone of its tag."""
        return {"short": "wait", "on-track": "good"}.get(self.progress.state if self.progress else "", "info")


def credit_items(items: list[transcript.Item]) -> list[rules.CreditItem]:
    """Return the items of a transcript as the rules need them."""
    return [
        rules.CreditItem(
            item.key,
            item.completed_on,
            item.credit_type,
            item.hundredths,
            item.awarded,
            item.topics,
            learning=f"{item.title.casefold()}|{item.provider.casefold()}" if item.title else "",
        )
        for item in items
    ]


def credits_of(person: Person) -> list[rules.CreditItem]:
    """List all credits of a person as the rules need them."""
    return credit_items(transcript.items(person))


def all_of(person: Person, today: date, credits: list[rules.CreditItem] | None = None) -> list[RequirementStatus]:
    """List the status of each requirement that is not retired, ordered by the end of its cycle."""
    tracked = records.of(person)
    if not tracked:
        return []
    credits = credits_of(person) if credits is None else credits
    in_force = packs.in_force()
    found = [status_of(row, records.current(row.cycles, today), credits, today, in_force) for row in tracked]
    return sorted(found, key=lambda each: (each.terms is None, each.terms.ends if each.terms else date.max))


def status_of(
    listed: records.ListedRequirement,
    terms: records.Terms | None,
    credits: list[rules.CreditItem],
    today: date,
    in_force: dict[str, packs.Rule] | None = None,
) -> RequirementStatus:
    """Return the status of a requirement in the cycle of these terms; no terms mean no cycle."""
    requirement = listed.requirement
    if terms is None:
        return RequirementStatus(requirement, None, None, None)
    progress = _progress(listed.cycles, terms, credits, today)
    return RequirementStatus(requirement, terms, progress, records.newer_rule(requirement, terms, in_force))


def _progress(cycles: list[records.Terms], terms, credits, today) -> rules.Progress:
    """Return the progress in a cycle; each cycle up to it may carry over a surplus of the one before."""
    carried, before = 0, None
    for each in cycles:
        if each.starts > terms.starts:
            break
        if before is not None and before.ends + ONE_DAY != each.starts:
            carried = 0  # a gap between two cycles carries nothing
        progress = rules.progress(records.terms_for_rules(each, carried), credits, today)
        carried, before = rules.surplus(progress, each.carry_over or 0), each
    return progress
