"""Claims: a snapshot of what was true at the confirmation, the moves it made, and its undoing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import current_app
from peewee import (
    JOIN,
    BooleanField,
    CharField,
    Check,
    ColumnBase,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
    fn,
)

from cme.base import audit_log, clock, provider, queue
from cme.base.domain import credit_types
from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Reason, Refused, refuse_if
from cme.base.once import once
from cme.base.store import db as database
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import JsonText, Row, When, db
from cme.claim import rules
from cme.earn.records import Entry, Move, Search, balance_expression, move_all
from cme.evaluate import records as evaluate
from cme.offer.records import Activity, ActivityVersion
from cme.people import membership
from cme.people import records as people
from cme.people import rules as people_rules
from cme.people.records import Person


class Claim(Row):
    """One claim, of one credit type; everything that is printed of it is kept or pointed to by version."""

    person = ForeignKeyField(Person)
    key = CharField(max_length=64)
    fingerprint = CharField(max_length=64, column_name="asked")  # of what the form requested
    credit_type = CharField(max_length=20)
    at = When()
    claimed_on = DateField()
    zone = CharField(max_length=64)
    total = IntegerField(constraints=[Check("total > 0")])
    hold_until = When()
    holder = JsonText()  # name, latin_name, credentials, role, country
    provider = ForeignKeyField(provider.Provider, null=True)
    template = CharField(max_length=20)

    class Meta:
        indexes = ((("person", "key"), True), (("person", "at"), False))


class Line(Row):
    """One entry of a claim: the move that took its amount (hundredths), and the day it was completed."""

    claim = ForeignKeyField(Claim, backref="lines")
    entry = ForeignKeyField(Entry)
    move = ForeignKeyField(Move, unique=True)
    evaluation = ForeignKeyField(evaluate.Evaluation, null=True)
    amount = IntegerField(constraints=[Check("amount > 0")])
    completed_on = DateField()

    class Meta:
        indexes = ((("claim", "entry"), True),)


class Recipient(Row):
    """A reporting body that stood in the profile when the claim was made (R1, R2)."""

    claim = ForeignKeyField(Claim)
    body = CharField(max_length=20)
    label = CharField(max_length=160)
    number = CharField(max_length=40)
    consent = BooleanField()
    npi = CharField(max_length=20, default="")
    birth_month = IntegerField(null=True)
    birth_day = IntegerField(null=True)
    given = CharField(max_length=80, default="")
    family = CharField(max_length=80, default="")

    class Meta:
        indexes = ((("claim", "body"), True),)


class Hold(Row):
    """A claim that waits before anything is reported; whoever takes the row away decides (L6)."""

    claim = ForeignKeyField(Claim, primary_key=True)
    until = When(index=True)


class Outcome(Row):
    """How a claim's wait ended: undone by its holder, or released."""

    claim = ForeignKeyField(Claim, primary_key=True)
    kind = CharField(max_length=10)
    at = When()


class Feedback(Row):
    """What a clinician said after a claim, for each activity in it."""

    claim = ForeignKeyField(Claim)
    activity = ForeignKeyField(Activity)
    useful = IntegerField(null=True)
    balanced = CharField(max_length=10, default="")
    words = TextField(default="")
    at = When()

    class Meta:
        indexes = ((("claim", "activity"), True),)


@dataclass(frozen=True)
class EntryToClaim:
    """The values of an entry that can be claimed; `term` is that of its search, `kind` the activity's."""

    id: int
    search_id: int | None
    activity_id: int
    activity_version_id: int
    credit_type: str
    earned_on: date
    claim_by: date
    title: str
    state: str
    state_topic: str
    term: str | None
    kind: str

    @property
    def name(self) -> str:
        """What lists call it: the term of its search, or its title."""
        return (self.term or "") if self.search_id else self.title

    @property
    def required_by(self) -> str:
        """Which state requires it, and on what topic; "" for other types of credit."""
        return credit_types.state_name(self.state, self.state_topic)


@dataclass(frozen=True)
class Waiting:
    """An entry under To claim: its values, what is left of it, when it was completed, and how much of it is requested."""

    entry: EntryToClaim
    balance: Credit
    completed_on: date
    evaluation_id: int | None
    divisible: bool = False  # a part of it can be claimed
    requested: Credit | None = None  # None: the whole

    @property
    def amount(self) -> Credit:
        """The amount that a claim would take of it."""
        return self.balance if self.requested is None else self.requested

    def whole(self) -> Waiting:
        """Return the same with all of it requested."""
        return replace(self, requested=None)


def to_claim(person, today: date, credit_type: str | None = None, only: list[int] | None = None) -> list[Waiting]:
    """List what can be claimed, newest first; in one query and as plain values, since the list can be long."""
    return [_waiting(row) for row in _to_claim(person.id, today, credit_type or None, only)]


@compiled_query
def _to_claim(person_id: int, today: date, credit_type: str | None, only: list[int] | None):
    e, ev, back = Entry, evaluate.Evaluation, evaluate.SentBack
    completed = fn.COALESCE(ev.at, e.created)
    query = (
        e.select(
            e.id,
            e.search,
            e.activity,
            e.activity_version,
            e.credit_type,
            e.earned_on,
            e.claim_by,
            e.title,
            e.state,
            e.state_topic,
            Search.term,
            Activity.kind,
            ev.reviewed_on,
            ev.id,
            balance_expression(),
        )
        .join(Activity)
        .switch(e)
        .join(Search, JOIN.LEFT_OUTER)
        .join(ev, JOIN.LEFT_OUTER, on=(ev.entry == e.id))
        .join(back, JOIN.LEFT_OUTER, on=(back.evaluation == ev.id))
        .where(e.person == person_id, e.claim_by >= today, balance_expression() > 0)
        .where(e.search.is_null() | (ev.id.is_null(False) & back.id.is_null()))
        .order_by(completed.desc(), e.id.desc())
    )
    if credit_type is not None:
        query = query.where(e.credit_type == credit_type)
    if only is not None:
        query = query.where(e.id.in_(only))
    return query.tuples()


def _waiting(row: tuple) -> Waiting:
    *values, completed_on, evaluation_id, balance = row
    entry = EntryToClaim(*values)
    return Waiting(
        entry, Credit(balance), completed_on or entry.earned_on, evaluation_id, entry.kind in rules.DIVISIBLE
    )


def lapsed(person, today: date) -> list[Entry]:
    """List what was reviewed and never claimed in time."""
    return _lapsed(person.id, today)


@compiled_query
def _lapsed(person_id: int, today: date):
    e = Entry
    return (
        e.select(e, Search)
        .join(Search, JOIN.LEFT_OUTER)
        .where(e.person == person_id, e.claim_by < today, evaluate.completed_expression(), balance_expression() > 0)
        .order_by(e.earned_on.desc(), e.id.desc())
    )


def claim(
    person: Person, key: str, credit_type: str, requested: list[tuple[int, int | None]], *, by: str, now=None
) -> Claim:
    """Claim entries (pairs of id and hundredths, None for whole); Refused with every reason.

    The same key again answers with the first claim (L4); the same key for something else is refused.
    Profile, claim-by dates and balances are judged here, in the transaction that writes.
    """
    fingerprint = hashlib.sha256(json.dumps([credit_type, sorted(requested, key=str)]).encode()).hexdigest()
    return once(
        lambda: _claim_of_key(person, key, fingerprint),
        lambda: _write(person, key, fingerprint, credit_type, requested, now or clock.now(), by),
        lock=person,
    )


def _claim_of_key(person, key, fingerprint) -> Claim | None:
    row = Claim.select(Claim.id, Claim.fingerprint).where(Claim.person == person, Claim.key == key).tuples().first()
    if row is None:
        return None
    if row[1] != fingerprint:
        raise Refused("This form was already used for another claim. Look at Claimed, then start again.")
    return Claim.get_by_id(row[0])


def _write(person, key, fingerprint, credit_type, requested, now, by) -> Claim:
    profile = people.Profile.get(people.Profile.person == person)
    zone = profile.zone or provider.current().zone
    today = clock.local_date(now, zone)
    missing = people_rules.missing_to_claim(profile.name, profile.role, profile.country, profile.zone)
    statuses = evaluate.entry_statuses(person, [entry_id for entry_id, _ in requested])
    lines = [_line(statuses, entry_id, amount) for entry_id, amount in requested]
    no_membership = membership.missing(person, today)
    refuse_if(rules.claim_refusals(lines, credit_type, today, missing, no_membership.sentence if no_membership else ""))
    provider_version = provider.current()
    amounts = {line.entry_id: line.requested or line.balance for line in lines}
    claim = Claim.create(
        person=person,
        key=key,
        fingerprint=fingerprint,
        credit_type=credit_type,
        at=now,
        claimed_on=today,
        zone=zone,
        total=sum(amounts.values()),
        holder=holder_of(profile),
        provider=provider_version.id,
        template=provider_version.template,
        hold_until=rules.hold(now, current_app.settings.claim_hold_minutes),
    )
    moves = move_all("claimed", {entry: -amount for entry, amount in amounts.items()}, now)
    database.insert_all(
        Line,
        [
            {
                "claim": claim,
                "entry": entry,
                "move": moves[entry],
                "amount": amount,
                "evaluation": statuses[entry].evaluation_id,
                "completed_on": statuses[entry].reviewed_on or statuses[entry].earned_on,
            }
            for entry, amount in amounts.items()
        ],
    )
    for listing in {row.body: row for row in people.reporting_bodies(person)}.values():  # a body is told once
        Recipient.create(
            claim=claim,
            body=listing.body,
            label=listing.label,
            number=listing.number,
            consent=listing.consented,
            npi=profile.npi,
            birth_month=profile.birth_month,
            birth_day=profile.birth_day,
            given=profile.given,
            family=profile.family,
        )
    Hold.create(claim=claim, until=claim.hold_until)
    queue.wake_at(claim.hold_until)
    audit_log.note(
        "claim.made",
        f"claim:{claim.id}",
        by=by,
        total=claim.total,
        entries={str(entry): amount for entry, amount in amounts.items()},
    )
    return claim


def refusals(person, credit_type: str, requested: list[tuple[int, int | None]], today: date) -> list[Reason]:
    """List what stands against claiming these entries, by entry id."""
    statuses = evaluate.entry_statuses(person, [entry_id for entry_id, _ in requested])
    return rules.claim_refusals(
        [_line(statuses, entry_id, amount) for entry_id, amount in requested], credit_type, today, []
    )


def holder_of(profile) -> dict:
    """Copy from a profile what a certificate prints of its holder."""
    fields = ("name", "latin_name", "credentials", "role", "country")
    return {field: getattr(profile, field) for field in fields}


def _line(statuses, entry_id, amount) -> rules.Line:
    at = statuses.get(entry_id)
    if at is None:
        return rules.Line(entry_id, amount, 0, "", None, "", 1)
    step = credit_types.CREDIT_TYPES[at.credit_type].step
    return rules.Line(
        entry_id, amount, at.balance, at.state, at.claim_by, at.credit_type, step, at.kind in rules.DIVISIBLE
    )


def outcome(claim: Claim) -> str | None:
    """Return how a claim's wait ended, or None while it lasts."""
    row = Outcome.get_or_none(Outcome.claim == claim)
    return row.kind if row else None


def active() -> ColumnBase:
    """Return the condition that a claim was not undone, for a query that selects from Claim or joins it."""
    undone = Outcome.select(Outcome.claim).where(Outcome.claim == Claim.id, Outcome.kind == "undone")
    return ~fn.EXISTS(undone)


def is_active(claim: Claim) -> bool:
    """Return whether a claim was not undone."""
    return outcome(claim) != "undone"


def undo(claim: Claim, *, by: str, now: datetime | None = None) -> None:
    """Undo a claim whole: its entries return to To claim; Refused once it is released or the wait over."""
    now = now or clock.now()
    with db.atomic():
        database.lock(claim)
        refuse_if(rules.undo_refusals(claim.hold_until, now, outcome(claim)))
        if not _take_hold(claim):
            raise Refused(rules.undo_refusals(claim.hold_until, now, "released"))
        Outcome.create(claim=claim, kind="undone", at=now)
        lines = Line.select().where(Line.claim == claim).order_by(Line.id)
        move_all("undone", {line.entry_id: line.amount for line in lines}, now)
        audit_log.note("claim.undone", f"claim:{claim.id}", by=by, total=claim.total)


def _take_hold(claim: Claim) -> bool:
    """Take the one row that undoing and releasing compete for."""
    return bool(Hold.delete().where(Hold.claim == claim).execute())


def release(claim: Claim, *, by: str, now: datetime | None = None) -> bool:
    """End the wait of a claim: from now on it is final; False when it was undone or released before."""
    now = now or clock.now()
    with db.atomic():
        database.lock(claim)
        if not _take_hold(claim):
            return False
        Outcome.create(claim=claim, kind="released", at=now)
        audit_log.note("claim.released", f"claim:{claim.id}", by=by, total=claim.total)
    return True


def release_what_waited(by: str) -> None:
    """Release every claim whose wait is over."""
    due = Hold.select(Hold.claim).where(Hold.until <= clock.now()).limit(500)
    for row in list(due):
        release(row.claim, by=by)


def save_feedback(claim: Claim, activity: Activity, useful: int | None, balanced: str, words: str) -> None:
    """Save the feedback of a clinician after a claim; a second one (a double click) changes nothing."""
    Feedback.insert(
        claim=claim, activity=activity, useful=useful, balanced=balanced, words=words, at=clock.now()
    ).on_conflict_ignore().execute()


def activities(claim: Claim) -> list[Activity]:
    """List the activities that a claim has entries of."""
    return list(Activity.select().join(Entry).join(Line).where(Line.claim == claim).distinct().order_by(Activity.id))


def claimed(person) -> list[Claim]:
    """List the claims of a person that stand, newest first."""
    return list(Claim.select().where(Claim.person == person, active()).order_by(Claim.at.desc(), Claim.id.desc()))


def lines_of(claim_ids: list[int]) -> dict[int, list[Line]]:
    """Map claims to their lines, each with its entry, search and activity."""
    found: dict[int, list[Line]] = {}
    if not claim_ids:
        return found
    rows = (
        Line.select(Line, Entry, Search, ActivityVersion)
        .join(Entry)
        .join(Search, JOIN.LEFT_OUTER)
        .switch(Entry)
        .join(ActivityVersion)
        .where(Line.claim.in_(claim_ids))
        .order_by(Line.completed_on, Line.id)
    )
    for row in rows:
        found.setdefault(row.claim_id, []).append(row)
    return found


def count_on_hold() -> int:
    """Count the claims that can still be undone."""
    return Hold.select().count()
