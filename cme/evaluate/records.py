"""Evaluations, sending back, dismissals: what an entry passes between For review and To claim."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from peewee import (
    JOIN,
    BooleanField,
    CharField,
    DateField,
    Expression,
    ForeignKeyField,
    Function,
    IntegerField,
    TextField,
    fn,
)

from cme.base import clock
from cme.base.domain.refusal import refuse_if
from cme.base.store import db as database
from cme.base.store.compiled_query import compiled_query
from cme.base.store.db import Row, When, db, some_of
from cme.earn.records import Entry, Opening, Search, balance_expression, openings, reword
from cme.evaluate import rules
from cme.offer.records import Activity


class Evaluation(Row):
    """The answers to the two questions, given on a day: the entry is completed (Words)."""

    entry = ForeignKeyField(Entry, backref="evaluations")
    sequence = IntegerField()
    goal = CharField(max_length=20)
    result = CharField(max_length=20)
    reviewed_on = DateField()
    at = When()
    # the typed words were seen to look like patient data, and were sent all the same (V2)
    warned = BooleanField(default=False)

    class Meta:
        indexes = ((("entry", "sequence"), True),)


class Answer(Row):
    """What was typed to a question: free text, in a table of its own that can be erased."""

    evaluation = ForeignKeyField(Evaluation, backref="answers")
    question = CharField(max_length=10)
    words = TextField()

    class Meta:
        indexes = ((("evaluation", "question"), True),)


class Relevance(Row):
    """Return whether an article that was consulted was relevant to the question."""

    evaluation = ForeignKeyField(Evaluation, backref="relevances")
    opening = ForeignKeyField(Opening)
    relevant = BooleanField()

    class Meta:
        indexes = ((("evaluation", "opening"), True),)


class SentBack(Row):
    """An added entry was sent back to For review; its evaluation no longer counts."""

    evaluation = ForeignKeyField(Evaluation, unique=True)
    at = When()


class Dismissal(Row):
    """ "I did not read it" (V3)."""

    entry = ForeignKeyField(Entry, backref="dismissals")
    sequence = IntegerField()
    at = When()

    class Meta:
        indexes = ((("entry", "sequence"), True),)


class Restoration(Row):
    """A dismissal was undone."""

    dismissal = ForeignKeyField(Dismissal, unique=True)
    at = When()


def completed_expression(entry=Entry) -> Expression:
    """Return whether each entry of a query was earned without a search or has an evaluation that was not sent back.

    `entry` is Entry or an alias of it.
    """
    evaluation, sent_back = Evaluation.alias(), SentBack.alias()
    evaluations = (
        evaluation.select(evaluation.id)
        .join(sent_back, JOIN.LEFT_OUTER, on=(sent_back.evaluation == evaluation.id))
        .where(evaluation.entry == entry.id, sent_back.id.is_null())
    )
    return entry.search.is_null() | fn.EXISTS(evaluations)


def dismissed_expression(entry=Entry) -> Function:
    """Return whether each entry of a query has a dismissal that was not undone; `entry` is Entry or an alias of it."""
    dismissal, restoration = Dismissal.alias(), Restoration.alias()
    dismissals = (
        dismissal.select(dismissal.id)
        .join(restoration, JOIN.LEFT_OUTER, on=(restoration.dismissal == dismissal.id))
        .where(dismissal.entry == entry.id, restoration.id.is_null())
    )
    return fn.EXISTS(dismissals)


def current_evaluation(entry: Entry) -> Evaluation | None:
    """Find the evaluation of an entry that counts, None where there is none."""
    return (
        Evaluation.select()
        .left_outer_join(SentBack)
        .where(Evaluation.entry == entry, SentBack.id.is_null())
        .order_by(Evaluation.sequence.desc())
        .first()
    )


def state(entry: Entry) -> str:
    """Return the state of an entry: for-review, dismissed, to-claim or claimed."""
    ((completed, dismissed, balance),) = _state_of(entry.id)
    return _state(completed, dismissed, balance)


@compiled_query
def _state_of(entry_id: int):
    return (
        Entry.select(completed_expression(), dismissed_expression(), balance_expression())
        .where(Entry.id == entry_id)
        .tuples()
    )


def _state(completed, dismissed, balance) -> str:
    if balance == 0:
        return "claimed"
    if completed:
        return "to-claim"
    return "dismissed" if dismissed else "for-review"


@dataclass(frozen=True)
class EntryStatus:
    """The state of an entry (see `state`) with what decides it; the balance in hundredths of a credit."""

    state: str
    balance: int
    credit_type: str
    claim_by: date
    earned_on: date
    evaluation_id: int | None
    reviewed_on: date | None
    kind: str  # the activity's


def entry_statuses(person, entry_ids: list[int]) -> dict[int, EntryStatus]:
    """Map those of these entries that are the person's to where they stand; a query for a thousand."""
    found = {}
    for some in some_of(entry_ids):
        for row in _standings(person.id, some):
            entry, search, dismissed, balance, credit_type, claim_by, earned_on, evaluation, reviewed_on, kind = row
            where = _state(evaluation is not None or search is None, dismissed, balance)
            found[entry] = EntryStatus(where, balance, credit_type, claim_by, earned_on, evaluation, reviewed_on, kind)
    return found


@compiled_query
def _standings(person_id: int, entry_ids: list[int]):
    e, ev, back = Entry, Evaluation, SentBack
    current = (ev.entry == e.id) & ~fn.EXISTS(back.select(back.id).where(back.evaluation == ev.id))
    return (
        e.select(
            e.id,
            e.search,
            dismissed_expression(),
            balance_expression(),
            e.credit_type,
            e.claim_by,
            e.earned_on,
            ev.id,
            ev.reviewed_on,
            Activity.kind,
        )
        .join(Activity)
        .switch(e)
        .join(ev, JOIN.LEFT_OUTER, on=current)
        .where(e.person == person_id, e.id.in_(entry_ids))
        .order_by(ev.sequence)
        .tuples()
    )


def is_for_review(entry: Entry) -> bool:
    """Return whether an entry still waits for its review."""
    return state(entry) == "for-review"


def _not_reviewed(person_id):
    return (
        Entry.select(Entry, Search)
        .join(Search)
        .where(Entry.person == person_id, ~completed_expression())
        .order_by(Entry.earned_on.desc(), Entry.id.desc())
    )


def for_review(person, today: date) -> list[Entry]:
    """List what waits for review, newest first."""
    return _for_review(person.id, today)


@compiled_query
def _for_review(person_id: int, today: date):
    return _not_reviewed(person_id).where(Entry.claim_by >= today, ~dismissed_expression())


def dismissed(person, today: date) -> list[Entry]:
    """List what was dismissed and can still be brought back."""
    return _dismissed(person.id, today)


@compiled_query
def _dismissed(person_id: int, today: date):
    return _not_reviewed(person_id).where(Entry.claim_by >= today, dismissed_expression())


def lapsed_unreviewed(person, today: date) -> list[Entry]:
    """List what was never reviewed and lapsed; it is listed at the foot of the tab (E7)."""
    return _lapsed_unreviewed(person.id, today)


@compiled_query
def _lapsed_unreviewed(person_id: int, today: date):
    return _not_reviewed(person_id).where(Entry.claim_by < today, ~dismissed_expression())


def add(
    entry: Entry, *, goal, goal_words, result, result_words, relevant: set[int], warned: bool, term=None, now=None
) -> Evaluation:
    """Keep the answers and move the entry to To claim, dated the clinician's day; Refused when it cannot.

    `relevant` are the openings that were; the others of the search were consulted and were not.
    `term` takes the place of a search term that tells who a patient is.
    """
    now = now or clock.now()
    with _alone(entry):
        today = clock.local_date(now, entry.person.zone)
        where = state(entry)
        refuse_if(rules.review_refusals(today, entry.claim_by, where))
        _restore(entry, now)
        sequence = Evaluation.select().where(Evaluation.entry == entry).count() + 1
        evaluation = Evaluation.create(
            entry=entry, sequence=sequence, goal=goal, result=result, reviewed_on=today, at=now, warned=warned
        )
        for question, words in (("goal", goal_words), ("result", result_words)):
            if words:
                Answer.create(evaluation=evaluation, question=question, words=words)
        for opening in Opening.select().where(Opening.search == entry.search_id):
            Relevance.create(evaluation=evaluation, opening=opening, relevant=opening.id in relevant)
        if term and entry.search is not None:
            reword(entry.search, term)
            entry.search.term = term
    return evaluation


@contextmanager
def _alone(entry):
    """Hold what a claim holds too, so that an entry is not sent back while it is being claimed."""
    with db.atomic():
        database.lock(entry.person)
        yield


def send_back(entry: Entry, now=None) -> None:
    """Send an added entry back to For review; Refused once it is claimed."""
    now = now or clock.now()
    with _alone(entry):
        where = state(entry)
        refuse_if(rules.send_back_refusals(where, reviewed=entry.search_id is not None))
        SentBack.create(evaluation=current_evaluation(entry), at=now)


def dismiss(entry: Entry, now=None) -> None:
    """Take an entry off For review: "I did not read it"; twice is once."""
    now = now or clock.now()
    with _alone(entry):
        where = state(entry)
        refuse_if(rules.dismissal_refusals(clock.local_date(now, entry.person.zone), entry.claim_by, where))
        if where == "for-review":
            sequence = Dismissal.select().where(Dismissal.entry == entry).count() + 1
            Dismissal.create(entry=entry, sequence=sequence, at=now)


def restore(entry: Entry, now=None) -> None:
    """Bring a dismissed entry back to For review."""
    now = now or clock.now()
    with _alone(entry):
        where = state(entry)
        refuse_if(rules.dismissal_refusals(clock.local_date(now, entry.person.zone), entry.claim_by, where))
        _restore(entry, now)


def _restore(entry, now) -> None:
    rows = Dismissal.select().left_outer_join(Restoration).where(Dismissal.entry == entry, Restoration.id.is_null())
    for row in rows:
        Restoration.create(dismissal=row, at=now)


def answers(evaluation_ids: list[int]) -> dict[int, dict[str, str]]:
    """Map evaluations to the words typed to each question."""
    found: dict[int, dict[str, str]] = {}
    for row in Answer.select().where(Answer.evaluation.in_(evaluation_ids)) if evaluation_ids else ():
        found.setdefault(row.evaluation_id, {})[row.question] = row.words
    return found


def relevant_titles(reviews: Iterable[tuple[int | None, int | None]]) -> dict[tuple[int | None, int | None], list[str]]:
    """Map pairs of a search and its evaluation (ids) to the titles of the relevant articles, in the order of reading.

    Where none of the articles that count was relevant, or nothing was evaluated, it is all of those that count. This
    is what certificates, previews and transcripts print. Without a search there are no titles.
    """
    reviews = list(reviews)
    opened = openings(list(dict.fromkeys(search for search, _ in reviews if search)))
    irrelevant = {
        pair
        for some in some_of(list(dict.fromkeys(evaluation for _, evaluation in reviews if evaluation)))
        for pair in _irrelevant(some)
    }
    titles = {}
    for search, evaluation in reviews:
        eligible = [each for each in opened.get(search or 0, []) if each.eligible]
        relevant = [each for each in eligible if (evaluation, each.id) not in irrelevant] or eligible
        # two versions of an article are one title
        titles[search, evaluation] = list(dict.fromkeys(each.version.title for each in relevant))
    return titles


@compiled_query
def _irrelevant(evaluation_ids: list[int]):
    return (
        Relevance.select(Relevance.evaluation, Relevance.opening)
        .where(Relevance.evaluation.in_(evaluation_ids), Relevance.relevant == False)  # noqa: E712 - SQL
        .tuples()
    )
