"""Counting the queries of a page."""

from __future__ import annotations

from contextlib import contextmanager

from cme.base.store.db import db


@contextmanager
def recorded_queries():
    """Record the queries that run within the block."""
    queries = []
    db.obj.query_hooks.append(queries.append)
    try:
        yield queries
    finally:
        db.obj.query_hooks.remove(queries.append)
