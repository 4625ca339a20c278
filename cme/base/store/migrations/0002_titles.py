"""What was earned otherwise than by a search has a title of its own."""


def up(migrator, db):
    """Add the column by hand: entries refuse to be changed, so nothing may be written into them."""
    db.execute_sql('ALTER TABLE "entry" ADD COLUMN "title" VARCHAR(300) NOT NULL DEFAULT \'\'')
