"""Board review: sessions, answers, which of them counted, and the credits that six make."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, Model, TextField

from cme.base.store.migrations import _triggers_1 as triggers


def up(migrator, db):
    """Make the tables; sessions and their places are working state, everything else is a fact."""

    def known(name):
        class Meta:
            database = db
            table_name = name

        return type(name.title().replace("_", ""), (Model,), {"Meta": Meta})

    Person, Category, Question = known("person"), known("category"), known("question")
    QuestionVersion, MendedKey, Entry = known("question_version"), known("mended_key"), known("entry")

    class Quiz(Model):
        person = ForeignKeyField(Person)
        made = DateTimeField()
        categories = TextField()
        ended = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "quiz"
            indexes = ((("person", "ended"), False),)

    class Attempt(Model):
        person = ForeignKeyField(Person)
        question = ForeignKeyField(Question)
        version = ForeignKeyField(QuestionVersion)
        chosen = IntegerField()
        correct = BooleanField()
        verdict = CharField(max_length=10)
        day = DateField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "attempt"
            indexes = ((("person", "question"), False),)

    class Place(Model):
        quiz = ForeignKeyField(Quiz, on_delete="CASCADE")
        position = IntegerField()
        question = ForeignKeyField(Question)
        attempt = ForeignKeyField(Attempt, null=True, unique=True)

        class Meta:
            database = db
            table_name = "place"
            indexes = ((("quiz", "position"), True),)

    class Counted(Model):
        person = ForeignKeyField(Person)
        question = ForeignKeyField(Question)
        attempt = ForeignKeyField(Attempt, unique=True)
        category = ForeignKeyField(Category)
        mended = ForeignKeyField(MendedKey, null=True)
        day = DateField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "counted"
            indexes = ((("person", "question"), True),)

    class Block(Model):
        person = ForeignKeyField(Person)
        entry = ForeignKeyField(Entry, unique=True)

        class Meta:
            database = db
            table_name = "block"

    class InBlock(Model):
        block = ForeignKeyField(Block)
        counted = ForeignKeyField(Counted, unique=True)

        class Meta:
            database = db
            table_name = "in_block"

    class Settled(Model):
        mended = ForeignKeyField(MendedKey, unique=True)
        credited = IntegerField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "settled"

    db.create_tables([Quiz, Attempt, Place, Counted, Block, InBlock, Settled])
    triggers.create(db, ("attempt", "counted", "block", "in_block", "settled"))
    db.execute_sql('ALTER TABLE "provider" ADD COLUMN "first_attempts_only" BOOLEAN NOT NULL DEFAULT FALSE')
