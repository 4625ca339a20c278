"""Board-review questions: categories, versions, mended keys, and the imports that coordinators upload."""

from peewee import BlobField, BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, Model, TextField

from cme.base.store.migrations import _triggers_1 as triggers


def up(migrator, db):
    """Make the tables; versions, categories and mended keys are facts."""

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Category(Model):
        name = CharField(max_length=120)
        key = CharField(max_length=160, unique=True)

        class Meta:
            database = db
            table_name = "category"

    class Question(Model):
        key = CharField(max_length=140, unique=True)
        current = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "question"

    class QuestionVersion(Model):
        question = ForeignKeyField(Question)
        category = ForeignKeyField(Category)
        source_hash = CharField(max_length=64)
        content = CharField(max_length=64, index=True)
        imported = DateTimeField()
        title = CharField(max_length=200, default="")
        stem = TextField()
        answers = TextField()
        right = IntegerField()
        explanation = TextField(default="")
        reference = CharField(max_length=1000, default="")
        tags = TextField(default=list)
        demo = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "question_version"
            indexes = ((("question", "source_hash"), False),)

    class MendedKey(Model):
        question = ForeignKeyField(Question)
        was = ForeignKeyField(QuestionVersion)
        now = ForeignKeyField(QuestionVersion, unique=True)
        by = CharField(max_length=40)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "mended_key"

    class QuestionImport(Model):
        person = ForeignKeyField(Person, null=True)
        name = CharField(max_length=200)
        body = BlobField()
        category = CharField(max_length=120, default="")
        made = DateTimeField()
        state = CharField(max_length=10, default="reading", index=True)
        total = IntegerField(default=0)
        position = IntegerField(default=0)
        new = IntegerField(default=0)
        changed = IntegerField(default=0)
        unchanged = IntegerField(default=0)
        refused = IntegerField(default=0)
        sample = TextField(default=list)
        faults = TextField(default=list)
        lease = DateTimeField(null=True)
        tries = IntegerField(default=0)
        done = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "question_import"

    db.create_tables([Category, Question, QuestionVersion, MendedKey, QuestionImport])
    triggers.create(db, ("category", "question_version", "mended_key"))
