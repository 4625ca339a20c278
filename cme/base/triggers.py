"""Triggers that refuse to change or delete a fact: what happened is a row, never updated or deleted."""

from __future__ import annotations

from cme.base.db import is_postgres

FACTS = (
    "log", "move", "claim", "line", "recipient", "outcome", "evaluation", "relevance", "sent_back", "dismissal",
    "restoration", "opening", "entry", "certificate", "supersession", "withdrawal", "document", "contained",
    "activity_version", "article_version", "provider", "feedback",
)  # fmt: skip

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
