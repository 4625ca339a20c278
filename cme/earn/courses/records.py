"""Post-tests, the topics that were passed, and the credit that each earned, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from peewee import SQL, BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField, fn

from cme.base import clock
from cme.base.domain.refusal import Refused
from cme.base.once import once
from cme.base.store import db as database
from cme.base.store.db import Row, When, db, insert_all
from cme.earn import records as earn
from cme.earn.courses import rules
from cme.offer import rules as offer_rules
from cme.offer.courses import records as courses
from cme.offer.courses.records import Item, Topic, TopicVersion
from cme.offer.records import Activity, ActivityVersion
from cme.people.records import Person


class PostTest(Row):
    """A post-test that was sent in, scored by the version of the topic that was shown."""

    person = ForeignKeyField(Person)
    topic = ForeignKeyField(Topic)
    topic_version = ForeignKeyField(TopicVersion)
    activity_version = ForeignKeyField(ActivityVersion)
    key = CharField(max_length=40)
    practice = BooleanField()
    at = When()
    day = DateField()
    right = IntegerField()
    total = IntegerField()
    passed = BooleanField()

    class Meta:
        indexes = ((("person", "key"), True), (("person", "topic"), False))


class PostTestAnswer(Row):
    """The answer to a question: the position of the chosen option, from 0."""

    post_test = ForeignKeyField(PostTest, backref="answers")
    item = ForeignKeyField(Item)
    chosen = IntegerField()
    right = BooleanField()

    class Meta:
        indexes = ((("post_test", "item"), True),)


class Passing(Row):
    """The first time that a person passed a topic."""

    person = ForeignKeyField(Person)
    topic = ForeignKeyField(Topic)
    post_test = ForeignKeyField(PostTest, unique=True)

    class Meta:
        indexes = ((("person", "topic"), True),)


class TopicEarning(Row):
    """The credit that passing a topic earned, once for each credit type."""

    passing = ForeignKeyField(Passing, backref="earnings")
    credit_type = CharField(max_length=20)
    state = CharField(max_length=2, default="")
    entry = ForeignKeyField(earn.Entry, unique=True)

    class Meta:
        indexes = ((("passing", "credit_type", "state"), True),)


class CourseEvaluation(Row):
    """A person's evaluation of a course; where it is required, the credit waits for it."""

    person = ForeignKeyField(Person)
    activity = ForeignKeyField(Activity)
    activity_version = ForeignKeyField(ActivityVersion)
    objectives = IntegerField()
    change = CharField(max_length=10)
    balanced = CharField(max_length=10)
    at = When()

    class Meta:
        indexes = ((("person", "activity"), True),)


class CourseRemark(Row):
    """The free text of an evaluation, in a table of its own that can be erased."""

    evaluation = ForeignKeyField(CourseEvaluation, primary_key=True)
    words = TextField()


class ReadingPosition(Row):
    """The section where a person stopped reading a topic, and how far in percent; working state."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    topic = ForeignKeyField(Topic)
    section = CharField(max_length=120)
    percent = IntegerField(default=0)
    at = When()

    class Meta:
        table_name = "reading_place"
        indexes = ((("person", "topic"), True),)


@dataclass(frozen=True)
class TopicStatus:
    """The progress of a person with a topic: attempts, day of passing, entries earned, reading position."""

    used: int = 0
    best: int | None = None  # percent
    passed_on: date | None = None
    passing_id: int | None = None
    entries: list[int] = field(default_factory=list)
    percent: int = 0
    section: str = ""

    @property
    def state(self) -> str:
        """The progress in one word: new, reading, tried or passed."""
        if self.passed_on:
            return "passed"
        return "tried" if self.best is not None else "reading" if self.percent else "new"


def answer(
    person: Person,
    activity_version: ActivityVersion,
    topic_version: TopicVersion,
    chosen: dict[int, int],
    *,
    by: str,
    key: str,
    practice: bool = False,
    now: datetime | None = None,
) -> PostTest:
    """Save a post-test and earn the credit of passing it; `chosen` maps items (ids) to options, from 0.

    The same key returns the post-test that was saved first. The versions of the topic and of the course that were
    shown decide. Refused where no attempt is left or an answer is missing.
    """
    return once(
        lambda: PostTest.get_or_none(PostTest.person == person, PostTest.key == key),
        lambda: _score(person, activity_version, topic_version, chosen, by, key, practice, now or clock.now()),
        lock=person,
    )


def _score(person, activity_version, topic_version, chosen, by, key, practice, now) -> PostTest:
    settings = courses.CourseVersion.get_by_id(activity_version.id)
    topic = topic_version.topic_id
    before = Passing.get_or_none(Passing.person == person, Passing.topic == topic)
    practice = rules.is_practice(practice, before is not None)
    if not rules.may_try(settings.attempts, _used(person, topic_version), practice):
        raise Refused("You have used all attempts of this post-test.")
    items = courses.items(topic_version.id)
    if set(chosen) != {item.id for item in items}:
        raise Refused("Answer every question.")
    right = sum(chosen[item.id] == item.right for item in items)
    passed = rules.has_passed(right, len(items), settings.pass_mark)
    day = clock.local_date(now, person.zone)
    post_test = PostTest.create(
        person=person,
        topic=topic,
        topic_version=topic_version,
        activity_version=activity_version,
        key=key,
        practice=practice,
        at=now,
        day=day,
        right=right,
        total=len(items),
        passed=passed,
    )
    insert_all(
        PostTestAnswer,
        [
            {"post_test": post_test, "item": item, "chosen": chosen[item.id], "right": chosen[item.id] == item.right}
            for item in items
        ],
    )
    if passed and not practice and offer_rules.is_valid(activity_version.valid_from, activity_version.valid_until, day):
        passing = Passing.create(person=person, topic=topic, post_test=post_test)
        if not settings.evaluation_required or has_evaluated(person, activity_version.activity_id):
            _earn(person, passing, now, by)
    return post_test


def _used(person, topic_version) -> int:
    """Count the attempts at this version of a post-test; a test that was changed has attempts of its own."""
    return (
        PostTest.select()
        .where(
            PostTest.person == person,
            PostTest.topic_version == topic_version,
            PostTest.practice == False,  # noqa: E712
        )
        .count()
    )


def _earn(person, passing, now, by) -> None:
    """Earn the credit of a passed topic, once for each type that its version designates."""
    test = passing.post_test
    version = test.topic_version
    for worth in courses.topic_credits(version.id):
        entry = earn.earn(
            person,
            test.activity_version.activity,
            test.activity_version,
            by=by,
            title=version.title,
            credit_type=worth.credit_type,
            amount=worth.amount,
            day=test.day,
            state=worth.state,
            state_topic=worth.state_topic,
            now=now,
        )
        TopicEarning.create(passing=passing, credit_type=worth.credit_type, state=worth.state, entry=entry)


def has_evaluated(person: Person, activity_id: int) -> bool:
    """Return whether a person has evaluated a course."""
    return (
        CourseEvaluation.select()
        .where(CourseEvaluation.person == person, CourseEvaluation.activity == activity_id)
        .exists()
    )


def evaluate(
    person: Person,
    activity_version: ActivityVersion,
    *,
    by: str,
    objectives: int,
    change: str,
    balanced: str,
    words: str = "",
    now: datetime | None = None,
) -> int:
    """Save the evaluation of a course and earn the credit that waited for it; return for how many topics.

    A second evaluation changes nothing and returns 0.
    """
    now = now or clock.now()
    with db.atomic():
        database.lock(person)
        if has_evaluated(person, activity_version.activity_id):
            return 0
        evaluation = CourseEvaluation.create(
            person=person,
            activity=activity_version.activity_id,
            activity_version=activity_version,
            objectives=objectives,
            change=change,
            balanced=balanced,
            at=now,
        )
        if words:
            CourseRemark.create(evaluation=evaluation, words=words)
        waiting = waiting_for_evaluation(person, activity_version.activity_id)
        for passing in waiting:
            _earn(person, passing, now, by)
    return len(waiting)


def waiting_for_evaluation(person: Person, activity_id: int) -> list[Passing]:
    """List the passed topics of a course whose credit waits for the evaluation."""
    return list(
        Passing.select(Passing, PostTest, TopicVersion, ActivityVersion)
        .join(PostTest)
        .join(TopicVersion)
        .switch(PostTest)
        .join(ActivityVersion)
        .where(Passing.person == person, ActivityVersion.activity == activity_id)
        .where(~fn.EXISTS(TopicEarning.select(SQL("1")).where(TopicEarning.passing == Passing.id)))
        .order_by(Passing.id)
    )


def topic_statuses(person: Person, topic_versions: list[TopicVersion]) -> dict[int, TopicStatus]:
    """Map topics (ids) to a person's progress; the number of queries does not grow with them."""
    ids = [row.topic_id for row in topic_versions] or [0]
    used, best = _tries(person, ids, {row.id for row in topic_versions})
    passed: dict[int, tuple] = {}
    rows = (
        Passing.select(Passing.topic, Passing.id, PostTest.day)
        .join(PostTest)
        .where(Passing.person == person, Passing.topic.in_(ids))
    )
    for topic, passing, day in rows.tuples():
        passed[topic] = (passing, day)
    earned: dict[int, list[int]] = {}
    numbers = [passing for passing, _ in passed.values()] or [0]
    for passing, entry in (
        TopicEarning.select(TopicEarning.passing, TopicEarning.entry).where(TopicEarning.passing.in_(numbers)).tuples()
    ):
        earned.setdefault(passing, []).append(entry)
    positions = {
        row.topic_id: row
        for row in ReadingPosition.select().where(ReadingPosition.person == person, ReadingPosition.topic.in_(ids))
    }
    found = {}
    for topic in ids:
        passing, day = passed.get(topic, (None, None))
        position = positions.get(topic)
        found[topic] = TopicStatus(
            used.get(topic, 0),
            best.get(topic),
            day,
            passing,
            earned.get(passing, []),
            position.percent if position else 0,
            position.section if position else "",
        )
    return found


def _tries(person, topic_ids, version_ids) -> tuple[dict[int, int], dict[int, int]]:
    used: dict[int, int] = {}
    best: dict[int, int] = {}
    rows = (
        PostTest.select(PostTest.topic, PostTest.topic_version, PostTest.right, PostTest.total).where(
            PostTest.person == person,
            PostTest.topic.in_(topic_ids),
            PostTest.practice == False,  # noqa: E712
        )
    ).tuples()
    for topic, version, right, total in rows:
        used[topic] = used.get(topic, 0) + (version in version_ids)
        best[topic] = max(best.get(topic, 0), 100 * right // total)
    return used, best


def save_position(person: Person, topic_id: int, section: str, percent: int) -> None:
    """Save the reading position of a person in a topic."""
    now = clock.now()
    ReadingPosition.insert(person=person.id, topic=topic_id, section=section, percent=percent, at=now).on_conflict(
        conflict_target=[ReadingPosition.person, ReadingPosition.topic],
        update={ReadingPosition.section: section, ReadingPosition.percent: percent, ReadingPosition.at: now},
    ).execute()


def topics_passed(person: Person | None, offered: list[courses.Course]) -> dict[int, tuple[int, int]]:
    """Map courses (ids of their activities) to how many topics are passed, and of how many."""
    versions = [course.version.id for course in offered] or [0]
    rows = (
        courses.CourseTopic.select(courses.CourseTopic.version, TopicVersion.topic)
        .join(TopicVersion)
        .where(courses.CourseTopic.version.in_(versions))
    )
    of: dict[int, set[int]] = {}
    for version, topic in rows.tuples():
        of.setdefault(version, set()).add(topic)
    done = (
        {row[0] for row in Passing.select(Passing.topic).where(Passing.person == person).tuples()} if person else set()
    )
    return {c.activity.id: (len(of.get(c.version.id, set()) & done), len(of.get(c.version.id, ()))) for c in offered}
