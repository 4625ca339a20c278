"""Courses: what is said of them, their topics and post-tests in versions, and what was answered and earned."""

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    Check,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from cme.base.store.migrations import _triggers_1 as triggers

FACTS = (
    "course_version",
    "designation",
    "topic_version",
    "course_topic",
    "topic_credit",
    "topic_item",
    "course_image",
    "post_test",
    "post_test_answer",
    "passing",
    "topic_earning",
    "course_evaluation",
)


def up(migrator, db):
    """Make the tables; those that hold facts refuse to be changed."""

    class Activity(Model):
        class Meta:
            database = db
            table_name = "activity"

    class ActivityVersion(Model):
        class Meta:
            database = db
            table_name = "activity_version"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Entry(Model):
        class Meta:
            database = db
            table_name = "entry"

    class CourseVersion(Model):
        version = ForeignKeyField(ActivityVersion, primary_key=True)
        source_hash = CharField(max_length=64)
        pass_mark = IntegerField(constraints=[Check("pass_mark BETWEEN 1 AND 100")])
        attempts = IntegerField(constraints=[Check("attempts >= 0")])
        evaluation_required = BooleanField()
        objectives = TextField(default=list)
        demo = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "course_version"

    class Designation(Model):
        version = ForeignKeyField(ActivityVersion)
        position = IntegerField()
        credit_type = CharField(max_length=20)
        maximum = IntegerField(constraints=[Check("maximum > 0")])
        words = TextField()

        class Meta:
            database = db
            table_name = "designation"
            indexes = ((("version", "credit_type"), True),)

    class Topic(Model):
        activity = ForeignKeyField(Activity)
        slug = CharField(max_length=100)

        class Meta:
            database = db
            table_name = "topic"
            indexes = ((("activity", "slug"), True),)

    class TopicVersion(Model):
        topic = ForeignKeyField(Topic)
        source_hash = CharField(max_length=64)
        imported = DateTimeField()
        title = CharField(max_length=200)
        minutes = IntegerField(default=0)
        html = TextField()
        about = TextField(default=dict)

        class Meta:
            database = db
            table_name = "topic_version"
            indexes = ((("topic", "source_hash"), True),)

    class CourseTopic(Model):
        version = ForeignKeyField(ActivityVersion)
        position = IntegerField()
        topic_version = ForeignKeyField(TopicVersion)

        class Meta:
            database = db
            table_name = "course_topic"
            indexes = ((("version", "position"), True), (("version", "topic_version"), True))

    class TopicCredit(Model):
        topic_version = ForeignKeyField(TopicVersion)
        credit_type = CharField(max_length=20)
        state = CharField(max_length=2, default="")
        state_topic = CharField(max_length=120, default="")
        amount = IntegerField(constraints=[Check("amount > 0")])

        class Meta:
            database = db
            table_name = "topic_credit"
            indexes = ((("topic_version", "credit_type", "state"), True),)

    class Item(Model):
        topic_version = ForeignKeyField(TopicVersion)
        position = IntegerField()
        key = CharField(max_length=120)
        stem = TextField()
        options = TextField()
        right = IntegerField()
        explanation = TextField(default="")
        reference = TextField(default="")

        class Meta:
            database = db
            table_name = "topic_item"
            indexes = ((("topic_version", "position"), True),)

    class Image(Model):
        sha256 = CharField(max_length=64, primary_key=True)
        mime = CharField(max_length=40)
        width = IntegerField()
        height = IntegerField()
        body = BlobField()
        kept = DateTimeField()

        class Meta:
            database = db
            table_name = "course_image"

    class PostTest(Model):
        person = ForeignKeyField(Person)
        topic = ForeignKeyField(Topic)
        topic_version = ForeignKeyField(TopicVersion)
        activity_version = ForeignKeyField(ActivityVersion)
        key = CharField(max_length=40)
        practice = BooleanField()
        at = DateTimeField()
        day = DateField()
        right = IntegerField()
        total = IntegerField()
        passed = BooleanField()

        class Meta:
            database = db
            table_name = "post_test"
            indexes = ((("person", "key"), True), (("person", "topic"), False))

    class PostTestAnswer(Model):
        post_test = ForeignKeyField(PostTest)
        item = ForeignKeyField(Item)
        chosen = IntegerField()
        right = BooleanField()

        class Meta:
            database = db
            table_name = "post_test_answer"
            indexes = ((("post_test", "item"), True),)

    class Passing(Model):
        person = ForeignKeyField(Person)
        topic = ForeignKeyField(Topic)
        post_test = ForeignKeyField(PostTest, unique=True)

        class Meta:
            database = db
            table_name = "passing"
            indexes = ((("person", "topic"), True),)

    class TopicEarning(Model):
        passing = ForeignKeyField(Passing)
        credit_type = CharField(max_length=20)
        state = CharField(max_length=2, default="")
        entry = ForeignKeyField(Entry, unique=True)

        class Meta:
            database = db
            table_name = "topic_earning"
            indexes = ((("passing", "credit_type", "state"), True),)

    class CourseEvaluation(Model):
        person = ForeignKeyField(Person)
        activity = ForeignKeyField(Activity)
        activity_version = ForeignKeyField(ActivityVersion)
        objectives = IntegerField()
        change = CharField(max_length=10)
        balanced = CharField(max_length=10)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "course_evaluation"
            indexes = ((("person", "activity"), True),)

    class CourseRemark(Model):
        evaluation = ForeignKeyField(CourseEvaluation, primary_key=True)
        words = TextField()

        class Meta:
            database = db
            table_name = "course_remark"

    class ReadingPlace(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        topic = ForeignKeyField(Topic)
        section = CharField(max_length=120)
        percent = IntegerField(default=0)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "reading_place"
            indexes = ((("person", "topic"), True),)

    db.create_tables(
        [
            CourseVersion,
            Designation,
            Topic,
            TopicVersion,
            CourseTopic,
            TopicCredit,
            Item,
            Image,
            PostTest,
            PostTestAnswer,
            Passing,
            TopicEarning,
            CourseEvaluation,
            CourseRemark,
            ReadingPlace,
        ]
    )
    triggers.create(db, FACTS)
