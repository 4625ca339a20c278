"""Triggers that refuse to change or delete a fact: what happened is a row, never updated or deleted.

Frozen: migrations that ran somewhere call it. Later ones may call it too; what they need otherwise is a new file.
"""

from peewee import PostgresqlDatabase


def create(db, tables, verbs=("UPDATE", "DELETE")):
    """Put the triggers on these tables."""
    postgres = isinstance(db, PostgresqlDatabase)
    if postgres:
        db.execute_sql(
            "CREATE OR REPLACE FUNCTION cme_fact() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING MESSAGE = "
            "'a row of ' || TG_TABLE_NAME || ' is a fact: it is never changed or deleted'; END $$"
        )
    for table in tables:
        for verb in verbs:
            name = f"{table}_no_{verb.lower()}"
            if postgres:
                db.execute_sql(
                    f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" FOR EACH ROW EXECUTE FUNCTION cme_fact()'
                )
            else:
                db.execute_sql(
                    f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" BEGIN SELECT RAISE(ABORT, '
                    f"'a row of {table} is a fact: it is never changed or deleted'); END"
                )


def let_erase(db, tables):
    """Let base.store.erasure overwrite these columns of facts, {table: columns}; everything else stays refused."""
    postgres = isinstance(db, PostgresqlDatabase)
    if postgres:
        db.execute_sql(
            "CREATE OR REPLACE FUNCTION cme_erasable() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF EXISTS (SELECT 1 FROM erasing) AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV "
            "THEN RETURN NEW; END IF; RAISE EXCEPTION USING MESSAGE = "
            "'a row of ' || TG_TABLE_NAME || ' is a fact: it is never changed or deleted'; END $$"
        )
    for table, erasable in tables.items():
        name = f"{table}_no_update"
        if postgres:
            columns = ", ".join(f"'{column}'" for column in erasable)
            db.execute_sql(f'DROP TRIGGER {name} ON "{table}"')
            db.execute_sql(
                f'CREATE TRIGGER {name} BEFORE UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION cme_erasable({columns})'
            )
        else:
            fixed = [column.name for column in db.get_columns(table) if column.name not in erasable]
            same = " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in fixed)
            db.execute_sql(f"DROP TRIGGER {name}")
            db.execute_sql(
                f'CREATE TRIGGER {name} BEFORE UPDATE ON "{table}" '
                f"WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND {same}) BEGIN SELECT RAISE(ABORT, "
                f"'a row of {table} is a fact: it is never changed or deleted'); END"
            )
