"""What bodies ask for: packs of rules, a clinician's cycles, topics set on credits, the calendar and the digests."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, Model, TextField

from cme.base.store.migrations import _triggers_1 as triggers


def up(migrator, db):
    """Make the tables; a clinician's rows go with their owner, and the packs stay as they were loaded."""

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class RulePack(Model):
        code = CharField(max_length=60, index=True)
        title = CharField(max_length=200)
        dated = DateField()
        about = TextField()
        sha256 = CharField(max_length=64, unique=True)
        loaded = DateTimeField()

        class Meta:
            database = db
            table_name = "rule_pack"

    db.create_tables([RulePack])

    class Rule(Model):
        pack = ForeignKeyField(RulePack)
        code = CharField(max_length=40, index=True)
        said = TextField()

        class Meta:
            database = db
            table_name = "rule"
            indexes = ((("pack", "code"), True),)

    db.create_tables([Rule])

    class Requirement(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        body = CharField(max_length=160)
        rule = CharField(max_length=40, default="")
        made = DateTimeField()

        class Meta:
            database = db
            table_name = "requirement"

    db.create_tables([Requirement])

    class Retirement(Model):
        requirement = ForeignKeyField(Requirement, on_delete="CASCADE")
        sequence = IntegerField()
        retired = BooleanField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "retirement"
            indexes = ((("requirement", "sequence"), True),)

    db.create_tables([Retirement])

    class Cycle(Model):
        requirement = ForeignKeyField(Requirement, on_delete="CASCADE")
        made = DateTimeField()

        class Meta:
            database = db
            table_name = "cycle"

    db.create_tables([Cycle])

    class Terms(Model):
        cycle = ForeignKeyField(Cycle, on_delete="CASCADE")
        sequence = IntegerField()
        starts = DateField()
        ends = DateField()
        months = IntegerField()
        total = IntegerField(null=True)
        category1 = IntegerField(default=0)
        carry_over = IntegerField(null=True)
        carried = IntegerField(null=True)
        unit = CharField(max_length=30, default="credits")
        takes = TextField(default=list)
        category1_takes = TextField(default=list)
        participation = BooleanField(default=True)
        topics = TextField(default=list)
        rule = ForeignKeyField(Rule, null=True)
        removed = BooleanField(default=False)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "terms"
            indexes = ((("cycle", "sequence"), True),)

    db.create_tables([Terms])

    class TopicChoice(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        key = CharField(max_length=40)
        sequence = IntegerField()
        topics = TextField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "topic_choice"
            indexes = ((("person", "key", "sequence"), True),)

    db.create_tables([TopicChoice])

    class CalendarAddress(Model):
        person = ForeignKeyField(Person, unique=True, on_delete="CASCADE")
        hash = CharField(max_length=64, unique=True)
        made = DateTimeField()

        class Meta:
            database = db
            table_name = "calendar_address"

    db.create_tables([CalendarAddress])

    class Digest(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        day = DateField()
        kind = CharField(max_length=10)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "digest"
            indexes = ((("person", "day"), True),)

    db.create_tables([Digest])

    class DigestWish(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        wanted = BooleanField()
        by = CharField(max_length=10)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "digest_wish"
            indexes = ((("person", "at"), False),)

    db.create_tables([DigestWish])
    db.execute_sql('ALTER TABLE "letter" ADD COLUMN "headers" TEXT NOT NULL DEFAULT \'{}\'')
    triggers.create(db, ("rule_pack", "rule"))
    triggers.create(db, ("retirement", "terms", "topic_choice", "digest", "digest_wish"), verbs=("UPDATE",))
