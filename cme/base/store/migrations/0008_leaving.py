"""Archives of one's own, and accounts that are deleted: their facts lose the personal words in the end."""

from peewee import BigIntegerField, CharField, DateTimeField, ForeignKeyField, IntegerField, Model

from cme.base.store.migrations import _triggers_1 as triggers

ERASABLE = {
    "claim": ("holder",),
    "recipient": ("number", "npi", "birth_month", "birth_day", "given", "family"),
    "certificate": ("words",),
    "document": ("body",),
    "supersession": ("reason",),
    "withdrawal": ("reason",),
    "feedback": ("words",),
}


def up(migrator, db):
    """Make the tables, and let the triggers pass what base.erasure sanctions."""

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Erasing(Model):
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "erasing"

    class Deletion(Model):
        person = ForeignKeyField(Person, unique=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "deletion"

    class Pack(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        kind = CharField(max_length=12)
        about = CharField(max_length=40, default="")
        asked = DateTimeField()
        step = IntegerField(default=0)
        steps = IntegerField(default=0)
        lease = DateTimeField(null=True)
        tries = IntegerField(default=0)
        fault = CharField(max_length=300, default="")
        made = DateTimeField(null=True, index=True)
        file = CharField(max_length=60, default="")
        size = BigIntegerField(default=0)
        sha256 = CharField(max_length=64, default="")

        class Meta:
            database = db
            table_name = "pack"
            indexes = ((("person", "kind", "about"), True),)

    db.create_tables([Erasing, Deletion, Pack])
    triggers.create(db, ("deletion",))
    triggers.let_erase(db, ERASABLE)
