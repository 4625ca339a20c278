"""State-required CME says of each entry which state required it, on what topic."""


def up(migrator, db):
    """Add the columns by hand: entries refuse to be changed, so nothing may be written into them."""
    db.execute_sql('ALTER TABLE "entry" ADD COLUMN "state" VARCHAR(2) NOT NULL DEFAULT \'\'')
    db.execute_sql('ALTER TABLE "entry" ADD COLUMN "state_topic" VARCHAR(120) NOT NULL DEFAULT \'\'')
