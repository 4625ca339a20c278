"""Versions of courses: settings, credit types, topics, post-tests, images."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import BlobField, BooleanField, CharField, Check, ForeignKeyField, IntegerField, TextField, fn

from cme.base.domain.credit import Credit
from cme.base.store.db import JsonText, Row, When
from cme.offer.records import Activity, ActivityVersion

COURSE = "course"


class CourseVersion(Row):
    """The settings of a version of an activity that is a course; 0 attempts are unlimited attempts."""

    version = ForeignKeyField(ActivityVersion, primary_key=True)
    source_hash = CharField(max_length=64)
    pass_mark = IntegerField(constraints=[Check("pass_mark BETWEEN 1 AND 100")])
    attempts = IntegerField(constraints=[Check("attempts >= 0")])
    evaluation_required = BooleanField()
    objectives = JsonText(default=list)
    demo = BooleanField(default=False)


class Designation(Row):
    """A type of credit that a version designates: the maximum (hundredths) and the statement."""

    version = ForeignKeyField(ActivityVersion)
    position = IntegerField()
    credit_type = CharField(max_length=20)
    maximum = IntegerField(constraints=[Check("maximum > 0")])
    words = TextField()

    class Meta:
        indexes = ((("version", "credit_type"), True),)


class Topic(Row):
    """A topic of a course; its content, its credit and its post-test are in its versions."""

    activity = ForeignKeyField(Activity)
    slug = CharField(max_length=100)

    class Meta:
        indexes = ((("activity", "slug"), True),)


class TopicVersion(Row):
    """A version of a topic; a post-test that was answered keeps its own version."""

    topic = ForeignKeyField(Topic)
    source_hash = CharField(max_length=64)
    imported = When()
    title = CharField(max_length=200)
    minutes = IntegerField(default=0)
    html = TextField()
    about = JsonText(default=dict)  # objectives, references, tags, reviewed, sections: [id, words] of each heading

    class Meta:
        indexes = ((("topic", "source_hash"), True),)


class CourseTopic(Row):
    """A topic of a version of a course, with its position."""

    version = ForeignKeyField(ActivityVersion)
    position = IntegerField()
    topic_version = ForeignKeyField(TopicVersion)

    class Meta:
        indexes = ((("version", "position"), True), (("version", "topic_version"), True))


class TopicCredit(Row):
    """The credit for passing a topic in a credit type (hundredths); state-required CME has a state and its topic."""

    topic_version = ForeignKeyField(TopicVersion)
    credit_type = CharField(max_length=20)
    state = CharField(max_length=2, default="")
    state_topic = CharField(max_length=120, default="")
    amount = IntegerField(constraints=[Check("amount > 0")])

    class Meta:
        indexes = ((("topic_version", "credit_type", "state"), True),)


class Item(Row):
    """A question of a post-test with one best answer: `right` is the position of the best one, from 0."""

    topic_version = ForeignKeyField(TopicVersion)
    position = IntegerField()
    key = CharField(max_length=120)
    stem = TextField()
    options = JsonText()
    right = IntegerField()
    explanation = TextField(default="")
    reference = TextField(default="")

    class Meta:
        table_name = "topic_item"
        indexes = ((("topic_version", "position"), True),)


class Image(Row):
    """An image of a course, served by us under its hash."""

    sha256 = CharField(max_length=64, primary_key=True)
    mime = CharField(max_length=40)
    width = IntegerField()
    height = IntegerField()
    body = BlobField()
    created = When(column_name="kept")

    class Meta:
        table_name = "course_image"


@dataclass(frozen=True)
class Course:
    """A course as it is offered: the activity, its version, its settings, what it designates."""

    activity: Activity
    version: ActivityVersion
    settings: CourseVersion
    designations: list[Designation]


def find(slug: str) -> Course | None:
    """Find a course by its slug, as it is offered today."""
    if not slug.isascii() or "\0" in slug:
        return None
    return next(iter(courses(slug)), None)


def courses(slug: str | None = None) -> list[Course]:
    """List the courses as they are offered today, oldest first; with a slug only that one."""
    newest = ActivityVersion.select(fn.MAX(ActivityVersion.id)).group_by(ActivityVersion.activity)
    query = (
        CourseVersion.select(CourseVersion, ActivityVersion, Activity)
        .join(ActivityVersion)
        .join(Activity)
        .where(Activity.kind == COURSE, ActivityVersion.id.in_(newest))
        .order_by(Activity.id)
    )
    if slug is not None:
        query = query.where(Activity.slug == slug)
    rows = list(query)
    found = designations([row.version_id for row in rows])
    return [Course(row.version.activity, row.version, row, found.get(row.version_id, [])) for row in rows]


def designations(version_ids: list[int]) -> dict[int, list[Designation]]:
    """Map versions of activities to the types of credit that they designate, in the order they were given."""
    found: dict[int, list[Designation]] = {}
    rows = Designation.select().where(Designation.version.in_(version_ids or [0])).order_by(Designation.position)
    for row in rows:
        found.setdefault(row.version_id, []).append(row)
    return found


def designated(version: ActivityVersion, credit_type: str) -> tuple[str, str]:
    """Return the statement and the maximum of a version for a type of credit.

    Where there is no row of a designation, they are those of the version itself.
    """
    row = Designation.get_or_none(Designation.version == version, Designation.credit_type == credit_type)
    return (row.words, str(Credit(row.maximum))) if row else (version.designation, version.maximum)


def topics(version_id: int) -> list[TopicVersion]:
    """List the topics of a version of a course in order, without their texts."""
    t = TopicVersion
    return list(
        t.select(t.id, t.topic, t.title, t.minutes, t.about, Topic.id, Topic.slug)
        .join(CourseTopic)
        .switch(t)
        .join(Topic)
        .where(CourseTopic.version == version_id)
        .order_by(CourseTopic.position)
    )


def find_topic(course: Course, slug: str) -> TopicVersion | None:
    """Find a topic of a course as it is offered today, with its text."""
    if not slug.isascii() or "\0" in slug:
        return None
    return (
        TopicVersion.select(TopicVersion, Topic)
        .join(CourseTopic)
        .switch(TopicVersion)
        .join(Topic)
        .where(CourseTopic.version == course.version, Topic.slug == slug)
        .first()
    )


def credits_of(topic_version_ids: list[int]) -> dict[int, list[TopicCredit]]:
    """Map versions of topics to the credits for passing them."""
    found: dict[int, list[TopicCredit]] = {}
    for row in (
        TopicCredit.select().where(TopicCredit.topic_version.in_(topic_version_ids or [0])).order_by(TopicCredit.id)
    ):
        found.setdefault(row.topic_version_id, []).append(row)
    return found


def topic_credits(topic_version_id: int) -> list[TopicCredit]:
    """List the credits for passing a version of a topic."""
    return credits_of([topic_version_id]).get(topic_version_id, [])


def items(topic_version_id: int) -> list[Item]:
    """List the questions of a post-test in order."""
    return list(Item.select().where(Item.topic_version == topic_version_id).order_by(Item.position))


def find_image(sha256: str) -> Image | None:
    """Find an image by its hash."""
    return (
        Image.get_or_none(Image.sha256 == sha256)
        if len(sha256) == 64 and sha256.isalnum() and sha256.isascii()
        else None
    )
