"""The provider says no more how long boards take a completion: PARS_WINDOW does, and nothing read this."""


def up(migrator, db):
    """Drop a column that nobody read."""
    db.execute_sql('ALTER TABLE "provider" DROP COLUMN "board_years"')
