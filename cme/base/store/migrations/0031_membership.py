"""Membership: whether the provider asks for one, who has one until when, and the mails that told of its end."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, Model

from cme.base.store.migrations import _triggers_1 as triggers


def up(migrator, db):
    """Add the provider's settings by hand (its versions refuse to be changed), and make the tables."""
    db.execute_sql('ALTER TABLE "provider" ADD COLUMN "membership_required" BOOLEAN NOT NULL DEFAULT FALSE')
    db.execute_sql('ALTER TABLE "provider" ADD COLUMN "membership_link" VARCHAR(300) NOT NULL DEFAULT \'\'')

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Membership(Model):
        person = ForeignKeyField(Person)
        starts = DateField()
        until = DateField()
        by = CharField(max_length=40)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "membership"
            indexes = ((("person", "starts"), True), (("until",), False))

    class MembershipNotice(Model):
        membership = ForeignKeyField(Membership)
        kind = CharField(max_length=10)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "membership_notice"
            indexes = ((("membership", "kind"), True),)

    db.create_tables([Membership, MembershipNotice])
    triggers.create(db, ("membership", "membership_notice"))
