"""How many pages of a file that is being made are set (working state)."""

from peewee import IntegerField, Model


def up(migrator, db):
    """Make the table; its number is a rendering's, without a key: a later migration makes that table anew."""

    class Progress(Model):
        rendering = IntegerField(primary_key=True)
        page = IntegerField()
        pages = IntegerField()

        class Meta:
            database = db
            table_name = "progress"

    db.create_tables([Progress])
