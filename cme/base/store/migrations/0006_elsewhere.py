"""Credit from elsewhere, its documents, and the tables that it came in."""

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

# facts of one person alone: never changed, and deleted with their owner
OWNED = ("elsewhere_import", "elsewhere_import_undoing", "elsewhere", "elsewhere_telling", "elsewhere_document")


def up(migrator, db):
    """Make the tables; their rows go with their owner, and are never changed."""

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Import(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        name = CharField(max_length=200)
        sha256 = CharField(max_length=64)
        rows = IntegerField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "elsewhere_import"
            indexes = ((("person", "at"), False),)

    db.create_tables([Import])

    class ImportUndoing(Model):
        imported = ForeignKeyField(Import, unique=True, on_delete="CASCADE")
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "elsewhere_import_undoing"

    db.create_tables([ImportUndoing])

    class Elsewhere(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        imported = ForeignKeyField(Import, null=True, on_delete="CASCADE")
        key = CharField(max_length=80)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "elsewhere"
            indexes = ((("person", "key"), True),)

    db.create_tables([Elsewhere])

    class Telling(Model):
        elsewhere = ForeignKeyField(Elsewhere, on_delete="CASCADE")
        sequence = IntegerField()
        title = CharField(max_length=300)
        provider = CharField(max_length=200)
        format = CharField(max_length=20)
        credit_type = CharField(max_length=20)
        type_words = CharField(max_length=80, default="")
        amount = IntegerField(constraints=[Check("amount > 0")])
        completed_on = DateField()
        topics = TextField(default=list)
        number = CharField(max_length=80, default="")
        removed = BooleanField(default=False)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "elsewhere_telling"
            indexes = ((("elsewhere", "sequence"), True),)

    db.create_tables([Telling])

    class Document(Model):
        elsewhere = ForeignKeyField(Elsewhere, on_delete="CASCADE")
        name = CharField(max_length=200)
        kind = CharField(max_length=10)
        sha256 = CharField(max_length=64)
        size = IntegerField()
        body = BlobField()
        preview = BlobField(null=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "elsewhere_document"
            indexes = ((("elsewhere", "sha256"), True),)

    db.create_tables([Document])
    triggers.create(db, OWNED, verbs=("UPDATE",))
