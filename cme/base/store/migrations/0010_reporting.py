"""Reporting: reports, revisions, what was sent and answered; and what is to be done next."""

from peewee import (
    SQL,
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

FACTS = ("planned", "report", "revision", "included", "transmission", "reply", "verdict", "stop")


def up(migrator, db):
    """Make the tables, and give the profile and the recipients the name as the boards have it."""

    class Stub(Model):
        class Meta:
            database = db

    def known(name):
        return type(name, (Stub,), {"Meta": type("Meta", (), {"table_name": name})})

    Person, Claim, Line, Recipient, Activity, Listing = map(
        known, ("person", "claim", "line", "recipient", "activity", "listing")
    )

    class Planned(Model):
        claim = ForeignKeyField(Claim, primary_key=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "planned"

    class Report(Model):
        person = ForeignKeyField(Person)
        body = CharField(max_length=20)
        destination = CharField(max_length=20)
        activity = ForeignKeyField(Activity)
        credit_type = CharField(max_length=20)
        completed_on = DateField()
        made = DateTimeField()

        class Meta:
            database = db
            table_name = "report"
            indexes = ((("person", "body", "activity", "credit_type", "completed_on"), True),)

    class Revision(Model):
        report = ForeignKeyField(Report)
        number = IntegerField()
        ccid = CharField(max_length=100, unique=True)
        hundredths = IntegerField(constraints=[Check("hundredths > 0")])
        learner = TextField()
        cause = CharField(max_length=20)
        by = CharField(max_length=40)
        made = DateTimeField()

        class Meta:
            database = db
            table_name = "revision"
            indexes = ((("report", "number"), True),)

    class Included(Model):
        line = ForeignKeyField(Line)
        recipient = ForeignKeyField(Recipient)
        revision = ForeignKeyField(Revision)

        class Meta:
            database = db
            table_name = "included"
            indexes = ((("line", "recipient"), True),)

    class Transmission(Model):
        person = ForeignKeyField(Person)
        revision = ForeignKeyField(Revision, null=True)
        body = CharField(max_length=20)
        action = CharField(max_length=10)
        destination = CharField(max_length=20)
        address = CharField(max_length=200)
        fields = TextField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "transmission"

    class Reply(Model):
        transmission = ForeignKeyField(Transmission, unique=True)
        kind = CharField(max_length=10)
        code = CharField(max_length=40, default="")
        reason = TextField(default="")
        raw = TextField(default="")
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "reply"

    class Verdict(Model):
        revision = ForeignKeyField(Revision, unique=True)
        kind = CharField(max_length=10)
        code = CharField(max_length=40, default="")
        reason = TextField(default="")
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "verdict"

    class Stop(Model):
        revision = ForeignKeyField(Revision, unique=True)
        why = CharField(max_length=20)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "stop"

    class Errand(Model):
        report = ForeignKeyField(Report, primary_key=True)
        state = CharField(max_length=12)
        code = CharField(max_length=40, default="")
        reason = TextField(default="")
        alarm = BooleanField(default=False)
        due = DateTimeField(null=True)
        tries = IntegerField(default=0)
        tried = IntegerField(default=0)
        polls = IntegerField(default=0)
        since = DateTimeField()

        class Meta:
            database = db
            table_name = "errand"
            indexes = ((("state", "report"), False),)

    Errand.add_index(Errand.due, where=SQL("due IS NOT NULL"), name="errand_due")

    class Breaker(Model):
        name = CharField(primary_key=True, max_length=41)
        failures = IntegerField(default=0)
        reason = TextField(default="")
        opened = DateTimeField(null=True)
        probe = DateTimeField(null=True)
        probes = IntegerField(default=0)
        paused_by = CharField(max_length=40, default="")

        class Meta:
            database = db
            table_name = "breaker"

    class MatchCheck(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        listing = ForeignKeyField(Listing, on_delete="CASCADE")
        asked = DateTimeField()
        due = DateTimeField(null=True)
        kind = CharField(max_length=10, default="")
        code = CharField(max_length=40, default="")
        reason = TextField(default="")

        class Meta:
            database = db
            table_name = "match_check"
            indexes = ((("person", "listing"), True),)

    class Resending(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        asked = DateTimeField()
        reports = TextField()
        done = IntegerField(default=0)
        changed = IntegerField(default=0)
        due = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "resending"

    class MailChoice(Model):
        person = ForeignKeyField(Person, primary_key=True, on_delete="CASCADE")
        off = BooleanField(default=False)
        mailed = DateTimeField(null=True)
        verdict = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "mail_choice"

    db.create_tables(
        [
            Planned,
            Report,
            Revision,
            Included,
            Transmission,
            Reply,
            Verdict,
            Stop,
            Errand,
            Breaker,
            MatchCheck,
            Resending,
            MailChoice,
        ]
    )
    triggers.create(db, FACTS)
    for table in ("profile", "recipient"):  # by hand: a recipient is a fact, nothing may be written into it
        for column in ("given", "family"):
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" VARCHAR(80) NOT NULL DEFAULT \'\'')
