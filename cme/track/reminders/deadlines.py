"""The deadlines of a person: credit that lapses, cycles that end, topics that are due before that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import fn

from cme.base.domain import credit_types
from cme.base.domain.credit import Credit
from cme.base.domain.credit_types import CREDIT_TYPES
from cme.base.http import web
from cme.base.store.compiled_query import compiled_query
from cme.claim import records as claims
from cme.earn.records import Entry, balance_expression
from cme.evaluate.records import completed_expression, dismissed_expression
from cme.people.records import Person
from cme.track import sentences
from cme.track.requirements import progress

NEAR_DAYS = 60
MOST_ENTRIES = 100  # more do not fit into an address


@dataclass(frozen=True)
class Deadline:
    """Something due on a day; `key` identifies it from one day to the next, `open` is False where nothing is to do."""

    day: date
    key: str
    title: str
    note: str
    path: str
    open: bool = True

    def is_near(self, today: date) -> bool:
        """Return whether it is due within 60 days."""
        return (self.day - today).days < NEAR_DAYS

    def when(self, today: date) -> str:
        """Return the day in words, and in how many days it is when it is near."""
        return sentences.due(web.day(self.day), (self.day - today).days if self.is_near(today) else None)


def all_of(person: Person, today: date, statuses: list[progress.RequirementStatus] | None = None) -> list[Deadline]:
    """List what is due from today on, soonest first; `statuses` are those of the person's requirements, if known."""
    statuses = progress.all_of(person, today) if statuses is None else statuses
    return sorted([*_lapses(person, today), *_cycles(statuses, today)], key=lambda each: (each.day, each.key))


@compiled_query
def _unclaimed(person_id: int, today: date):
    reviewed = completed_expression().alias("reviewed")
    return (
        Entry.select(Entry.claim_by, reviewed, Entry.credit_type, fn.SUM(balance_expression()))
        .where(Entry.person == person_id, Entry.claim_by >= today, balance_expression() > 0, ~dismissed_expression())
        .group_by(Entry.claim_by, reviewed, Entry.credit_type)
        .tuples()
    )


@compiled_query
def _first_by(person_id: int, today: date, last: date):
    return (
        Entry.select(Entry.id).where(Entry.person == person_id, Entry.claim_by.between(today, last)).limit(1).tuples()
    )


def _lapses(person, today):
    days: dict[date, dict[bool, dict[str, int]]] = {}
    for day, done, kind, amount in _unclaimed(person.id, today):
        day = day if isinstance(day, date) else date.fromisoformat(day)
        days.setdefault(day, {True: {}, False: {}})[bool(done)][kind] = int(amount)
    role = person.profile_row.role
    for day, amounts in days.items():
        claim, review = amounts[True], amounts[False]
        sums = credit_types.by_type(role, {kind: claim.get(kind, 0) + review.get(kind, 0) for kind in claim | review})
        notes = [(kind.name, _to_do(claim.get(kind.code, 0), review.get(kind.code, 0))) for kind, _ in sums]
        note = notes[0][1] if len(notes) == 1 else "; ".join(f"{name}: {words}" for name, words in notes)
        yield Deadline(
            day, f"lapse-{day}", _lapse(sums), note, web.path_of("claim.index" if claim else "evaluate.index")
        )


def _to_do(claim: int, review: int) -> str:
    return " and ".join(
        [f"{Credit(claim)} to claim"] * bool(claim) + [f"{Credit(review)} still for review"] * bool(review)
    )


def _lapse(sums) -> str:
    is_one = len(sums) == 1 and sums[0][1] == Credit(100)
    return f"{sums[0][1]} {credit_types.beside(sums)} {'lapses' if is_one else 'lapse'} unless claimed by then"


def _cycles(statuses, today):
    for each in statuses:
        if each.terms is None or each.terms.ends < today:
            continue
        path = web.path_of("track.requirement", requirement_id=each.requirement.id)
        body, missing = (
            each.requirement.body,
            [part for part in each.progress.parts if part.missing and part.state != "decide"],
        )
        note = (
            "; ".join(_missing(part) for part in missing) or "nothing is missing by our count: verify with your board"
        )
        yield Deadline(
            each.terms.ends, f"cycle-{each.terms.cycle_id}", f"{body}: the cycle ends", note, path, bool(missing)
        )
        for part in missing:
            if today <= part.due < each.terms.ends:
                key = f"topic-{each.terms.cycle_id}-{part.code}-{part.due}"
                yield Deadline(part.due, key, f"{body}: {part.name}", _missing(part), path)


def _missing(part) -> str:
    amount = f"{Credit(part.missing)} to go" if part.unit == "credit" else "one activity to go"
    return f"{part.name}: {amount}"


@dataclass(frozen=True)
class ToClaim:
    """The credits of one type that lapse this year and can be claimed at once, with the address of the preview."""

    type_name: str
    count: int
    amount: Credit
    path: str
    more: int = 0  # credits that do not fit into one address

    @property
    def words(self) -> str:
        """Return the words of its button."""
        return sentences.claim_all(self.type_name, self.count, self.more)


def lapsing(person: Person, today: date) -> list[ToClaim]:
    """List what can be claimed and lapses by the end of this year, one claim for each credit type (L2)."""
    kinds: dict[str, list] = {}
    lapses_soon = _first_by(person.id, today, date(today.year, 12, 31))
    for row in claims.to_claim(person, today) if lapses_soon else ():
        if row.entry.claim_by.year == today.year:
            kinds.setdefault(row.entry.credit_type, []).append(row)
    found = []
    for kind in [code for code in CREDIT_TYPES if code in kinds]:
        rows = sorted(kinds[kind], key=lambda row: (row.entry.claim_by, row.entry.id))
        entries = rows[:MOST_ENTRIES]
        path = web.path_of("claim.new", type=kind, entry=[row.entry.id for row in entries])
        amount = Credit(sum(row.balance.hundredths for row in entries))
        found.append(ToClaim(CREDIT_TYPES[kind].name, len(entries), amount, path, len(rows) - len(entries)))
    return found
