"""The transcript: every credit of a person, from here and external, as plain values (T1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cme.base import provider
from cme.base.domain import credit_types
from cme.base.domain.credit import Credit
from cme.claim.records import Claim, Line, active
from cme.earn.records import Entry
from cme.evaluate.records import relevant_titles
from cme.offer.records import Activity, ActivityVersion
from cme.people.records import Person
from cme.track.external_credit import kinds, records
from cme.track.topics import topics_of


@dataclass(frozen=True)
class Item:
    """One credit: `key` is unique and stable ("here-7", "elsewhere-3"), the amount in hundredths of its type.

    `awarded` is false where a certificate of participation was given (C4); `topics` are codes that mandatory
    topics of requirements are counted by. `claim_id` leads to the certificate of credit from here,
    `external_credit_id` to the form of an external credit.
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
    external_credit_id: int | None = None
    credit_name: str = ""
    number: str = ""

    @property
    def amount(self) -> Credit:
        """The amount of credit."""
        return Credit(self.hundredths)


def items(person: Person, since: date | None = None, until: date | None = None) -> list[Item]:
    """Return every valid credit by the day of completion; `since` and `until` are both inside the range."""
    found = topics_of(person, [*_here(person, since, until), *_external(person, since, until)])
    return sorted(found, key=lambda item: (item.completed_on, not item.here))


def _external(person: Person, since: date | None, until: date | None) -> list[Item]:
    return [
        Item(
            key=f"elsewhere-{row.external_credit_id}",
            here=False,
            completed_on=row.completed_on,
            title=row.title,
            activity=kinds.FORMAT_NAMES.get(row.format, row.format),
            kind="elsewhere",
            format=kinds.FORMAT_NAMES.get(row.format, row.format),
            provider=row.provider,
            credit_type=row.credit_type,
            hundredths=row.amount,
            awarded=True,  # as its owner entered it; the document proves it
            topics=tuple(row.topics),
            external_credit_id=row.external_credit_id,
            credit_name=kinds.type_name(row.credit_type, row.type_words),
            number=row.number,
        )
        for row in records.current_versions(person, since, until)
    ]


@dataclass(frozen=True)
class _ClaimLine:
    """A line of a claim as plain values from one query, because the list can be long and is needed often."""

    id: int
    completed_on: date
    amount: int
    evaluation_id: int | None
    claim_id: int
    credit_type: str
    provider_id: int | None
    holder: dict
    search_id: int | None
    title: str
    kind: str
    activity: str
    format: str
    number: str


def _here(person: Person, since: date | None, until: date | None) -> list[Item]:
    query = (
        Line.select(
            Line.id,
            Line.completed_on,
            Line.amount,
            Line.evaluation,
            Claim.id,
            Claim.credit_type,
            Claim.provider,
            Claim.holder,
            Entry.search,
            Entry.title,
            Activity.kind,
            ActivityVersion.title,
            ActivityVersion.format,
            ActivityVersion.accme_number,
        )
        .join(Claim)
        .switch(Line)
        .join(Entry)
        .join(Activity)
        .switch(Entry)
        .join(ActivityVersion)
        .where(Claim.person == person, active())
        .order_by(Line.completed_on, Line.id)
    )
    if since:
        query = query.where(Line.completed_on >= since)
    if until:
        query = query.where(Line.completed_on <= until)
    names: dict[int | None, str] = {
        row.id: row.name for row in provider.Provider.select(provider.Provider.id, provider.Provider.name)
    }
    lines = [_ClaimLine(*row) for row in query.tuples()]
    # named as on the certificate: others read a transcript, a search term never leaves
    titles = relevant_titles((line.search_id, line.evaluation_id) for line in lines)
    return [_item(line, names, "; ".join(titles[line.search_id, line.evaluation_id])) for line in lines]


def _item(line: _ClaimLine, names: dict[int | None, str], read_titles: str) -> Item:
    return Item(
        key=f"here-{line.id}",
        here=True,
        completed_on=line.completed_on,
        title=read_titles or line.title or line.activity,
        activity=line.activity,
        kind=line.kind,
        format=line.format,
        provider=names.get(line.provider_id, provider.Unnamed.name),
        credit_type=line.credit_type,
        hundredths=line.amount,
        awarded=credit_types.awarded(line.holder["role"], line.credit_type),
        claim_id=line.claim_id,
        credit_name=kinds.type_name(line.credit_type),
        number=line.number,
    )
