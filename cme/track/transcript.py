"""The transcript: every credit of a person, whoever gave it, as plain values (T1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import JOIN

from cme.base import credits, provider
from cme.base.credit import Credit
from cme.base.db import some_of
from cme.claim.records import Claim, Line, Outcome
from cme.earn.records import Entry, Search, openings
from cme.evaluate.records import Relevance
from cme.offer.records import Activity, ActivityVersion
from cme.track.elsewhere import kinds, records
from cme.track.topics import topics_of


@dataclass(frozen=True)
class Item:
    """One credit: `key` is unique and steady ("here-7", "elsewhere-3"), the amount in hundredths of its type.

    `awarded` is false where a certificate of participation was given (C4); `topics` are codes that mandatory
    topics of requirements are counted by. `claim_id` leads to the certificate of what is from here,
    `elsewhere_id` to what its owner told of the rest.
    """

    key: str
    here: bool
    completed_on: date
    title: str
    activity: str
    kind: str
    format: str
    provider: str
    credit_type: str
    hundredths: int
    awarded: bool
    topics: tuple[str, ...] = ()
    claim_id: int | None = None
    elsewhere_id: int | None = None
    credit_name: str = ""
    number: str = ""

    @property
    def amount(self) -> Credit:
        """The amount of credit."""
        return Credit(self.hundredths)


def items(person, since: date | None = None, until: date | None = None) -> list[Item]:
    """List every credit that stands, whoever gave it, by the day of completion; both ends of the range inside."""
    found = topics_of(person, [*_here(person, since, until), *_elsewhere(person, since, until)])
    return sorted(found, key=lambda item: (item.completed_on, not item.here))


def _elsewhere(person, since, until) -> list[Item]:
    return [
        Item(
            key=f"elsewhere-{row.elsewhere_id}",
            here=False,
            completed_on=row.completed_on,
            title=row.title,
            activity=kinds.FORMAT_NAMES.get(row.format, row.format),
            kind="elsewhere",
            format=kinds.FORMAT_NAMES.get(row.format, row.format),
            provider=row.provider,
            credit_type=row.credit_type,
            hundredths=row.amount,
            awarded=True,  # as its owner tells it; the document says it
            topics=tuple(row.topics),
            elsewhere_id=row.elsewhere_id,
            credit_name=kinds.type_name(row.credit_type, row.type_words),
            number=row.number,
        )
        for row in records.tellings(person, since, until)
    ]


def _here(person, since, until) -> list[Item]:
    query = (
        Line.select(Line, Claim, Entry, Search, Activity, ActivityVersion)
        .join(Claim)
        .join(Outcome, JOIN.LEFT_OUTER)
        .switch(Line)
        .join(Entry)
        .join(Search, JOIN.LEFT_OUTER)
        .switch(Entry)
        .join(Activity)
        .switch(Entry)
        .join(ActivityVersion)
        .where(Claim.person == person, Outcome.kind.is_null() | (Outcome.kind != "undone"))
        .order_by(Line.completed_on, Line.id)
    )
    if since:
        query = query.where(Line.completed_on >= since)
    if until:
        query = query.where(Line.completed_on <= until)
    names = {row.id: row.name for row in provider.Provider.select(provider.Provider.id, provider.Provider.name)}
    lines = list(query)
    read = _titles_read(lines)
    return [_item(line, names, read.get(line.id)) for line in lines]


def _titles_read(lines) -> dict[int, str]:
    """Name searches by what was read, as their certificate does: a transcript leaves the house, a search term never."""
    lines = [line for line in lines if line.entry.search_id]
    opened = openings([line.entry.search_id for line in lines])
    irrelevant = {
        pair
        for some in some_of([line.evaluation_id for line in lines if line.evaluation_id])
        for pair in Relevance.select(Relevance.evaluation, Relevance.opening)
        .where(Relevance.evaluation.in_(some), Relevance.relevant == False)  # noqa: E712 - SQL
        .tuples()
    }
    found = {}
    for line in lines:
        counted = [each for each in opened.get(line.entry.search_id, []) if each.eligible]
        kept = [each for each in counted if (line.evaluation_id, each.id) not in irrelevant] or counted
        found[line.id] = "; ".join(dict.fromkeys(each.version.title for each in kept))
    return found


def _item(line, names, read) -> Item:
    claim, entry = line.claim, line.entry
    return Item(
        key=f"here-{line.id}",
        here=True,
        completed_on=line.completed_on,
        title=read or entry.title or entry.activity_version.title,
        activity=entry.activity_version.title,
        kind=entry.activity.kind,
        format=entry.activity_version.format,
        provider=names.get(claim.provider_id, provider.Unnamed.name),
        credit_type=claim.credit_type,
        hundredths=line.amount,
        awarded=credits.awarded(claim.holder["role"], claim.credit_type),
        claim_id=claim.id,
        credit_name=kinds.type_name(claim.credit_type),
        number=entry.activity_version.accme_number,
    )
