"""Triggers that refuse to change or delete a fact: what happened is a row, never updated or deleted."""

from __future__ import annotations

from cme.base.store.db import is_postgres

FACTS = (
    "log",
    "move",
    "claim",
    "line",
    "recipient",
    "outcome",
    "evaluation",
    "relevance",
    "sent_back",
    "dismissal",
    "restoration",
    "opening",
    "entry",
    "certificate",
    "supersession",
    "withdrawal",
    "document",
    "contained",
    "activity_version",
    "article_version",
    "provider",
    "feedback",
)

# facts of one person alone: never changed, and deleted with their owner
OWNED = ("elsewhere_import", "elsewhere_import_undoing", "elsewhere", "elsewhere_telling", "elsewhere_document")


def create(database, tables=FACTS, verbs=("UPDATE", "DELETE")) -> None:
    """Put the triggers on these tables (called from a migration)."""
    if is_postgres():
        database.execute_sql(
            "CREATE OR REPLACE FUNCTION cme_fact() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING MESSAGE = "
            "'a row of ' || TG_TABLE_NAME || ' is a fact: it is never changed or deleted'; END $$"
        )
    for table in tables:
        for verb in verbs:
            name = f"{table}_no_{verb.lower()}"
            if is_postgres():
                database.execute_sql(
                    f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" FOR EACH ROW EXECUTE FUNCTION cme_fact()'
                )
            else:
                database.execute_sql(
                    f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" BEGIN SELECT RAISE(ABORT, '
                    f"'a row of {table} is a fact: it is never changed or deleted'); END"
                )


def let_erase(database, tables: dict[str, tuple[str, ...]]) -> None:
    """Let these columns of facts be overwritten while base.erasure sanctions it; everything else stays refused."""
    if is_postgres():
        database.execute_sql(
            "CREATE OR REPLACE FUNCTION cme_erasable() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF EXISTS (SELECT 1 FROM erasing) AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV "
            "THEN RETURN NEW; END IF; RAISE EXCEPTION USING MESSAGE = "
            "'a row of ' || TG_TABLE_NAME || ' is a fact: it is never changed or deleted'; END $$"
        )
    for table, erasable in tables.items():
        name = f"{table}_no_update"
        if is_postgres():
            said = ", ".join(f"'{column}'" for column in erasable)
            database.execute_sql(f'DROP TRIGGER {name} ON "{table}"')
            database.execute_sql(
                f'CREATE TRIGGER {name} BEFORE UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION cme_erasable({said})'
            )
        else:
            fixed = [column.name for column in database.get_columns(table) if column.name not in erasable]
            same = " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in fixed)
            database.execute_sql(f"DROP TRIGGER {name}")
            database.execute_sql(
                f'CREATE TRIGGER {name} BEFORE UPDATE ON "{table}" '
                f"WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND {same}) BEGIN SELECT RAISE(ABORT, "
                f"'a row of {table} is a fact: it is never changed or deleted'); END"
            )
