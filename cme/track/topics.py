"""The topics of a credit: those its owner chose, else those of its articles, course topics and questions.

The codes are those of base.domain.topics.
"""

from __future__ import annotations

from dataclasses import replace

from peewee import CharField, ForeignKeyField, IntegerField

from cme.base import clock
from cme.base.domain import topics
from cme.base.store import db as database
from cme.base.store.db import JsonText, Row, When, db, some_of
from cme.claim.records import Line
from cme.earn.courses.records import Passing, PostTest, TopicEarning
from cme.earn.questions.records import Attempt, Block, Counted, InBlock
from cme.earn.records import Entry, Opening
from cme.evaluate.records import Evaluation, Relevance, SentBack
from cme.offer.courses.records import TopicVersion
from cme.offer.questions.records import QuestionVersion
from cme.offer.records import ArticleVersion
from cme.people.records import Person


class TopicChoice(Row):
    """The topics that a clinician set on a credit of their own (by the transcript's key); the last row counts."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    key = CharField(max_length=40)
    sequence = IntegerField()
    topics = JsonText()
    at = When()

    class Meta:
        indexes = ((("person", "key", "sequence"), True),)


def topics_of(person, items: list) -> list:
    """Return a transcript's items with their topics: their owner's choice, else their own or those of what was read."""
    chosen = choices(person)
    lines = [int(item.key.partition("-")[2]) for item in items if item.here and item.key not in chosen]
    entries = _entries_of(lines)
    carried = of_entries(list(entries.values()))
    found = []
    for item in items:
        if item.key in chosen:
            codes = chosen[item.key]
        elif item.here:
            codes = carried.get(entries.get(int(item.key.partition("-")[2]), 0), ())
        else:
            codes = topics.known(item.topics)
        found.append(replace(item, topics=tuple(codes)))
    return found


def choices(person) -> dict[str, tuple[str, ...]]:
    """Return the topics that a person chose, by the transcript's key of the credit."""
    rows = TopicChoice.select().where(TopicChoice.person == person).order_by(TopicChoice.sequence)
    return {row.key: tuple(row.topics) for row in rows}


def choose(person, key: str, codes: list[str]) -> None:
    """Set the topics of a credit; the current ones change nothing."""
    with db.atomic():
        database.lock(person)
        mine = TopicChoice.select().where(TopicChoice.person == person, TopicChoice.key == key)
        last = mine.order_by(TopicChoice.sequence.desc()).first()
        if last is None or last.topics != codes:
            sequence = last.sequence + 1 if last else 1
            TopicChoice.create(person=person, key=key, sequence=sequence, topics=codes, at=clock.now())


def _entries_of(line_ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in some_of(line_ids):
        found.update(Line.select(Line.id, Line.entry).where(Line.id.in_(some)).tuples())
    return found


def of_entries(entry_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """Return the topics of what was read, passed or answered for entries, by the entry's id."""
    found: dict[int, set[str]] = {}
    for some in some_of(list(dict.fromkeys(entry_ids))):
        for entry, about, keywords in _read(some):
            found.setdefault(entry, set()).update(of_article(about, keywords))
        for entry, about, state_topic in _passed(some):
            found.setdefault(entry, set()).update(of_article(about), topics.known([state_topic]))
        for entry, codes in _answered(some).items():
            found.setdefault(entry, set()).update(codes)
    return {entry: tuple(sorted(codes)) for entry, codes in found.items()}


def _read(entry_ids):
    """Return the articles read for entries: those that counted and were not marked irrelevant."""
    ev, back, rel, version = Evaluation, SentBack, Relevance, ArticleVersion
    irrelevant = (
        rel.select(rel.opening)
        .join(ev)
        .where(ev.entry.in_(entry_ids), rel.relevant == False, ev.id.not_in(back.select(back.evaluation)))  # noqa: E712
    )
    return (
        Entry.select(Entry.id, version.about, version.keywords)
        .join(Opening, on=(Opening.search == Entry.search))
        .join(version, on=(version.id == Opening.version))
        .where(Entry.id.in_(entry_ids), Opening.eligible == True, Opening.id.not_in(irrelevant))  # noqa: E712
        .tuples()
    )


def _passed(entry_ids):
    """Return the course topics that were passed for entries, with the topic of State-required CME."""
    return (
        TopicEarning.select(TopicEarning.entry, TopicVersion.about, Entry.state_topic)
        .join(Passing)
        .join(PostTest)
        .join(TopicVersion)
        .switch(TopicEarning)
        .join(Entry)
        .where(TopicEarning.entry.in_(entry_ids))
        .tuples()
    )


def _answered(entry_ids) -> dict[int, set[str]]:
    """Return the topics that all six questions of a board-review credit are about, by the entry's id."""
    rows = (
        Block.select(Block.entry, QuestionVersion.tags)
        .join(InBlock)
        .join(Counted)
        .join(Attempt)
        .join(QuestionVersion)
        .where(Block.entry.in_(entry_ids))
        .tuples()
    )
    found: dict[int, set[str]] = {}
    for entry, tags in rows:
        codes = set(topics.known(tags))
        found[entry] = found[entry] & codes if entry in found else codes
    return found


def of_article(about: dict, keywords=()) -> tuple[str, ...]:
    """Return the topics of an article or course topic: those its source names, else those of its tags and keywords."""
    named = topics.known((about or {}).get("topics") or ())
    return named or topics.known([*((about or {}).get("tags") or ()), *(keywords or ())])
