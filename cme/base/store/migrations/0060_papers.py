"""Papers that are signed like certificates, and one queue of renderings for both."""

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField, IntegerField, Model, TextField

from cme.base.store.migrations import _triggers_1 as triggers


def up(migrator, db):
    """Make the tables; the queue is made anew, since whoever waits for a file asks again."""

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Claim(Model):
        class Meta:
            database = db
            table_name = "claim"

    class Paper(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        kind = CharField(max_length=20)
        contents = CharField(max_length=64)
        number = CharField(max_length=20, unique=True)
        code = CharField(max_length=26, unique=True)
        title = CharField(max_length=200)
        words = TextField()
        made = DateTimeField()

        class Meta:
            database = db
            table_name = "paper"
            indexes = ((("person", "kind", "contents"), True),)

    class PaperFile(Model):
        paper = ForeignKeyField(Paper, unique=True, on_delete="CASCADE")
        sha256 = CharField(max_length=64, index=True)
        body = BlobField()
        made = DateTimeField()

        class Meta:
            database = db
            table_name = "paper_file"

    class Rendering(Model):
        claim = ForeignKeyField(Claim, null=True)
        contents = CharField(max_length=64)
        certificate_ids = TextField(null=True)
        paper = ForeignKeyField(Paper, null=True, unique=True, on_delete="CASCADE")
        asked = DateTimeField()
        lease = DateTimeField(null=True)
        tries = IntegerField(default=0)
        fault = CharField(max_length=300, default="")
        done = DateTimeField(null=True, index=True)

        class Meta:
            database = db
            table_name = "rendering"
            indexes = ((("claim", "contents"), True),)

    db.execute_sql('DROP TABLE "rendering"')
    db.create_tables([Paper, PaperFile, Rendering])
    triggers.create(db, ("paper", "paper_file"), verbs=("UPDATE",))
