"""Searches, the articles opened from them, and the ledger of the credit that was earned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, ModelAlias, ModelSelect

from cme.base import audit_log, clock
from cme.base.domain import claim_window, credit_types
from cme.base.store import db as database
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import Row, When, db, insert_all, some_of
from cme.earn import hooks, rules
from cme.offer import records as offer
from cme.offer import rules as offer_rules
from cme.people.records import Person


class Search(Row):
    """A search of a person, which earns once (E2)."""

    person = ForeignKeyField(Person)
    term = CharField(max_length=200)
    term_key = CharField(max_length=200)
    searched = When()
    day = DateField()
    zone = CharField(max_length=64)
    last_opening = When()

    class Meta:
        indexes = ((("person", "term_key", "last_opening"), False),)


class Visit(Row):
    """A page of results whose links opened articles of a search; reloading it creates nothing new."""

    nonce = CharField(max_length=32, primary_key=True)
    search = ForeignKeyField(Search)


class Opening(Row):
    """An article opened from a search, in the version that was read."""

    search = ForeignKeyField(Search, backref="openings")
    version = ForeignKeyField(offer.ArticleVersion)
    opened = When()
    eligible = BooleanField()

    class Meta:
        indexes = ((("search", "version"), True),)


class Entry(Row):
    """Credit that was earned: a day, an amount in hundredths, a credit type, a claim-by date.

    At the point of care it has a search and waits for its review; all else has a title and is completed when earned.
    """

    person = ForeignKeyField(Person)
    activity = ForeignKeyField(offer.Activity)
    activity_version = ForeignKeyField(offer.ActivityVersion)
    credit_type = CharField(max_length=20)
    search = ForeignKeyField(Search, null=True, unique=True)
    title = CharField(max_length=300, default="")
    state = CharField(max_length=2, default="")  # of State-required CME, with its topic
    state_topic = CharField(max_length=120, default="")
    earned_on = DateField()
    claim_by = DateField()
    amount = IntegerField(constraints=[Check("amount > 0")])
    created = When()

    class Meta:
        indexes = ((("person", "claim_by"), False),)

    @property
    def name(self) -> str:
        """The name in lists: the term of its search, or its title."""
        return self.search.term if self.search_id else self.title  # type: ignore[union-attr] # its id is there

    @property
    def required_by(self) -> str:
        """The state that requires it, and the topic; "" for other types of credit."""
        return credit_types.state_name(self.state, self.state_topic)


class Move(Row):
    """A move in the ledger: earned, claimed, undone or corrected; hundredths, with the balance after it."""

    entry = ForeignKeyField(Entry)
    sequence = IntegerField()
    kind = CharField(max_length=12)
    amount = IntegerField()
    balance = IntegerField(constraints=[Check("balance >= 0")])
    at = When()

    class Meta:
        indexes = ((("entry", "sequence"), True),)


@dataclass(frozen=True)
class Opened:
    """The result of opening an article.

    `state`: earned or going-on (its search is on For review), consulted (a source that does not count), done
    (its search was reviewed or dismissed), late (the search is too old), closed (the activity was not valid on
    the day of the search), browsing (not opened from a search), student.
    """

    state: str
    search: Search | None = None
    entry: Entry | None = None


@dataclass(frozen=True)
class OpenedVersion:
    """The version of an article that was opened, without its texts."""

    id: int
    title: str
    article_id: int
    slug: str


@dataclass(frozen=True)
class OpenedArticle:
    """An article that was opened from a search; `id` is that of the opening, `eligible` whether it counts."""

    id: int
    search_id: int
    eligible: bool
    version: OpenedVersion


def move(entry: Entry, kind: str, amount: int, at: datetime) -> Move:
    """Add the next move of an entry; the table refuses a balance below zero and a sequence used twice."""
    last = last_move(entry)
    before = last.balance if last else 0
    sequence = last.sequence + 1 if last else 1
    return Move.create(entry=entry, sequence=sequence, kind=kind, amount=amount, balance=before + amount, at=at)


def move_all(kind: str, amounts: dict[int, int], at: datetime) -> dict[int, int]:
    """Add the next move of many entries (ids to hundredths) at once; return the ids of the moves by entry."""
    before = _last_moves(list(amounts))
    rows = [
        {
            "entry": entry,
            "sequence": before[entry][1] + 1,
            "kind": kind,
            "amount": amount,
            "balance": before[entry][2] + amount,
            "at": at,
        }
        for entry, amount in amounts.items()
    ]
    insert_all(Move, rows)
    return {entry: last[0] for entry, last in _last_moves(list(amounts)).items()}


def _last_moves(entry_ids: list[int]) -> dict[int, tuple[int, int, int]]:
    """Map entries (ids) to the id, sequence and balance of their newest move."""
    found = {}
    for some in some_of(entry_ids):
        rows = db.execute_sql(
            f"SELECT entry_id, id, sequence, balance FROM move WHERE entry_id IN ({', '.join([db.param] * len(some))}) "
            "AND NOT EXISTS (SELECT 1 FROM move later WHERE later.entry_id = move.entry_id "
            "AND later.sequence > move.sequence)",
            some,
        )
        found.update({entry: tuple(last) for entry, *last in rows.fetchall()})
    return found


def last_move(entry: Entry) -> Move | None:
    """Find the newest move of an entry."""
    return Move.select().where(Move.entry == entry).order_by(Move.sequence.desc()).first()


def balance_expression(entry: type[Entry] | ModelAlias = Entry) -> ModelSelect[Move]:
    """Return the balance of each entry of a query (hundredths), as a subquery; `entry` is Entry or an alias of it."""
    ledger = Move.alias()
    return ledger.select(ledger.balance).where(ledger.entry == entry.id).order_by(ledger.sequence.desc()).limit(1)


def open_article(
    person: Person,
    version: offer.ArticleVersion,
    *,
    by: str,
    term: str,
    searched: datetime,
    nonce: str,
    is_new_question: bool,
    zone: str | None = None,
    now: datetime | None = None,
) -> Opened:
    """Record that an article was opened from a search, and earn its credit, once for each search.

    Called for Clinician mode only. `searched`, `nonce` and `zone` (of the profile at the search) come from
    the signed link.
    """
    now = now or clock.now()
    if not rules.still_counts(searched, now):
        return Opened("late")
    with db.atomic():
        database.lock(person)
        search, is_same_page = _search_for(person, term, searched, nonce, is_new_question, zone or person.zone, now)
        entry = Entry.get_or_none(Entry.search == search)
        if entry and not hooks.is_for_review(entry):
            return Opened("done", search, entry)
        counts = _save_opening(search, version, person.zone, is_same_page, now)
        if entry:
            return Opened("going-on", search, entry)
        if not counts:
            return Opened("consulted", search)
        entry = _earn_point_of_care(person, search, now, by)
        return Opened("earned" if entry else "closed", search, entry)


def _search_for(person, term, searched, nonce, is_new_question, zone, now) -> tuple[Search, bool]:
    """Find or create the search of a page of results; return whether the page was used before, too."""
    visit = Visit.get_or_none(Visit.nonce == nonce)
    if visit:
        return visit.search, True
    key = rules.term_key(term)
    search = None if is_new_question else going_on(person, key, now)
    if search is None:
        search = Search.create(
            person=person,
            term=term,
            term_key=key,
            searched=searched,
            day=clock.local_date(searched, zone),
            zone=zone,
            last_opening=now,
        )
    Visit.create(nonce=nonce, search=search)
    return search, False


def _save_opening(search, version, zone, is_same_page, now) -> bool:
    """Save the opening of an article; return whether it counts, which its first opening decided (E3)."""
    mine = list(
        Opening.select(Opening, offer.ArticleVersion).join(offer.ArticleVersion).where(Opening.search == search)
    )
    before = next((row for row in mine if row.version.article_id == version.article_id), None)
    known = any(row.version_id == version.id for row in mine)
    if not (known and is_same_page):  # a reload is no opening
        Search.update(last_opening=now).where(Search.id == search.id).execute()
    if before:
        counts = before.eligible
    else:
        counts = version.article_id in offer.eligible_ids([version.article_id], clock.local_date(now, zone))
    if not known:
        Opening.create(search=search, version=version, opened=now, eligible=counts)
    return counts


def going_on(person: Person, key: str, now: datetime) -> Search | None:
    """Find the search of the same term that an opening would still belong to (E2)."""
    found = _same_term(person.id, key)
    if not found or not rules.same_question(found[0].last_opening, now):
        return None
    search = found[0]
    entry = Entry.get_or_none(Entry.search == search)
    return search if entry is None or hooks.is_for_review(entry) else None


@compiled_query
def _same_term(person_id: int, key: str):
    return (
        Search.select()
        .where(Search.person == person_id, Search.term_key == key)
        .order_by(Search.last_opening.desc())
        .limit(1)
    )


def _earn_point_of_care(person, search, now, by) -> Entry | None:
    offered = offer.point_of_care()
    if offered is None:
        return None
    activity, version = offered
    if not offer_rules.is_valid(version.valid_from, version.valid_until, search.day):
        return None
    entry = Entry.create(
        person=person,
        activity=activity,
        activity_version=version,
        credit_type=version.credit_type,
        search=search,
        earned_on=search.day,
        claim_by=claim_window.claim_by(search.day, version.window),
        amount=version.unit_value,
        created=now,
    )
    move(entry, "earned", version.unit_value, now)
    audit_log.note("credit.earned", f"entry:{entry.id}", by=by, amount=version.unit_value)
    return entry


def earn(
    person: Person,
    activity: offer.Activity,
    version: offer.ActivityVersion,
    *,
    by: str,
    title: str,
    credit_type: str,
    amount: int,
    day: date,
    window: str | None = None,
    state: str = "",
    state_topic: str = "",
    now: datetime | None = None,
) -> Entry:
    """Earn credit that is completed when it is earned: `amount` in hundredths of a credit type, on a local day.

    `state` ("FL") and `state_topic` belong to the type "state" alone (see credit_types.state_name).
    The caller locks the person's row and saves, under a unique key in the same transaction, what it was earned for,
    so that nothing is earned twice.
    """
    now = now or clock.now()
    entry = Entry.create(
        person=person,
        activity=activity,
        activity_version=version,
        credit_type=credit_type,
        title=title[:300],
        state=state,
        state_topic=state_topic,
        earned_on=day,
        claim_by=claim_window.claim_by(day, window or version.window),
        amount=amount,
        created=now,
    )
    move(entry, "earned", amount, now)
    audit_log.note("credit.earned", f"entry:{entry.id}", by=by, amount=amount)
    return entry


def openings(search_ids: list[int]) -> dict[int, list[OpenedArticle]]:
    """Map searches (ids) to the articles opened from them, oldest first.

    None, the search of what was earned without one, is left out.
    """
    ids = [search_id for search_id in search_ids if search_id is not None]
    if not ids:
        return {}
    found: dict[int, list[OpenedArticle]] = {}
    for opening, search, eligible, *version in _openings(ids):
        found.setdefault(search, []).append(OpenedArticle(opening, search, eligible, OpenedVersion(*version)))
    return found


@compiled_query
def _openings(search_ids: list[int]):
    v, a = offer.ArticleVersion, offer.Article
    return (
        Opening.select(Opening.id, Opening.search, Opening.eligible, v.id, v.title, a.id, a.slug)
        .join(v)
        .join(a)
        .where(Opening.search.in_(search_ids))
        .order_by(Opening.id)
        .tuples()
    )


def reword(search: Search, term: str) -> None:
    """Replace a search term that its owner does not want to be stored."""
    Search.update(term=term, term_key=rules.term_key(term)).where(Search.id == search.id).execute()
