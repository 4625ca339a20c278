"""Counting what a page asks of the database."""

from __future__ import annotations

from contextlib import contextmanager

from cme.base.store.db import db


@contextmanager
def counted():
    """Gather the queries that run meanwhile."""
    asked = []
    db.obj.query_hooks.append(asked.append)
    try:
        yield asked
    finally:
        db.obj.query_hooks.remove(asked.append)
