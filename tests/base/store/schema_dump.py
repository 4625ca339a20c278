"""Write down the tables, indexes, triggers and functions of a database as SQL that a person can read and compare.

    python -m tests.base.store.schema_dump

writes schema_sqlite.sql and schema_postgresql.sql anew from migrated empty databases, after a migration was added.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from peewee import Database

from cme.base.store import schema
from cme.base.store.db import is_postgres, open_database
from tests import postgres

FILES = {name: Path(__file__).with_name(f"schema_{name}.sql") for name in ("sqlite", "postgresql")}
# what each of these lists: the table, its own place in the table's part (indexes, then triggers), its statement
_POSTGRES_PARTS = """
    SELECT c.relname, 1, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
    UNION ALL
    SELECT c.relname, 2, pg_get_triggerdef(t.oid)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
"""
_POSTGRES_COLUMNS = """
    SELECT c.relname, concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
        'STORAGE ' || CASE a.attstorage WHEN t.typstorage THEN NULL WHEN 'm' THEN 'MAIN' WHEN 'e' THEN 'EXTERNAL'
            WHEN 'p' THEN 'PLAIN' ELSE 'EXTENDED' END,
        (SELECT 'COLLATE ' || quote_ident(l.collname) FROM pg_collation l
            WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation),
        CASE WHEN a.attnotnull THEN 'NOT NULL' END, 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname COLLATE "C", a.attnum
"""
_POSTGRES_CONSTRAINTS = """
    SELECT c.relname, concat_ws(' ', 'CONSTRAINT', quote_ident(k.conname), pg_get_constraintdef(k.oid))
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f', 'c')
    ORDER BY c.relname COLLATE "C", k.contype = 'p' DESC, k.conname COLLATE "C"
"""
_POSTGRES_FUNCTIONS = """
    SELECT pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname COLLATE "C"
"""


def of_sqlite(database: Database) -> str:
    """Dump the schema of a SQLite database; the tables that FTS5 makes for itself are left out."""
    shadows = {name for _, name, kind, *_ in database.execute_sql("PRAGMA table_list").fetchall() if kind == "shadow"}
    statements = database.execute_sql(
        "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
        " ORDER BY tbl_name, type = 'trigger', type = 'index', name"
    ).fetchall()
    return "".join(f"{_one_column_a_line(sql)};\n" for table, sql in statements if table not in shadows)


def of_postgres(database: Database) -> str:
    """Dump the schema "public" of a PostgreSQL database from its catalog, which differs less by version than pg_dump."""
    tables: dict[str, list[str]] = {}
    for query in (_POSTGRES_COLUMNS, _POSTGRES_CONSTRAINTS):
        for table, line in database.execute_sql(query).fetchall():
            tables.setdefault(table, []).append(f"    {line}")
    parts = sorted(database.execute_sql(_POSTGRES_PARTS).fetchall())
    lines = []
    for table, columns in sorted(tables.items()):
        lines += [f'CREATE TABLE "{table}" (', ",\n".join(columns), ");"]
        lines += [f"{statement};" for owner, _, statement in parts if owner == table]
    functions = [f"{row[0].strip()};" for row in database.execute_sql(_POSTGRES_FUNCTIONS).fetchall()]
    return "\n".join([*lines, *functions]) + "\n"


def _one_column_a_line(sql: str) -> str:
    """Break a CREATE TABLE at its commas, those within brackets excepted; every other statement stays one line."""
    if not sql.startswith("CREATE TABLE"):
        return " ".join(sql.split())
    head, _, body = sql.rstrip().removesuffix(")").partition("(")
    depth, quoted, lines = 0, False, [""]
    for sign in body:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            lines.append("")
        else:
            lines[-1] += sign
    return f"{head.strip()} (\n" + ",\n".join(f"    {' '.join(line.split())}" for line in lines) + "\n)"


def of_empty(url: str) -> str:
    """Bring the empty database at this address up to date, and dump its schema."""
    database = open_database(url)
    with database:
        schema.runner().up()
        text = of_postgres(database) if is_postgres() else of_sqlite(database)
    if is_postgres():
        database.close_all()
    return text


def main() -> None:
    """Write both files anew, PostgreSQL's only where a server is installed."""
    with tempfile.TemporaryDirectory() as folder:
        FILES["sqlite"].write_text(of_empty(f"sqlite:///{folder}/schema.sqlite3"), "utf-8")
    if not postgres.available():
        sys.exit(f"No PostgreSQL server is installed here: {FILES['postgresql'].name} stays as it was.")
    with postgres.start() as url:
        FILES["postgresql"].write_text(of_empty(url), "utf-8")


if __name__ == "__main__":
    main()
