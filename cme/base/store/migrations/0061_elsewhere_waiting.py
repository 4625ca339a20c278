"""What waits for its owner: files of a form that was sent back, tables that are being mapped."""

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField, Model, TextField


def up(migrator, db):
    """Make the tables; they hold working state and may change."""

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Upload(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        key = CharField(max_length=80)
        name = CharField(max_length=200)
        kind = CharField(max_length=10)
        sha256 = CharField(max_length=64)
        body = BlobField()
        preview = BlobField(null=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "elsewhere_upload"
            indexes = ((("person", "key", "sha256"), True),)

    class Sheet(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        name = CharField(max_length=200)
        sha256 = CharField(max_length=64)
        rows = TextField()
        mapping = TextField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "elsewhere_sheet"
            indexes = ((("person", "at"), False),)

    db.create_tables([Upload, Sheet])
