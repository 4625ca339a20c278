"""Rate limits: how many tries are left under a key such as an address or a person."""

from __future__ import annotations

from datetime import timedelta

from peewee import CharField, FloatField

from cme.base import clock
from cme.base.store.db import Row, When, db, is_postgres


class Bucket(Row):
    """A token bucket: how many tries are left under a key, as of a moment."""

    key = CharField(primary_key=True, max_length=120)
    tokens = FloatField()
    at = When(index=True)

    @classmethod
    def replace_tokens(cls, key, tokens, at):
        cls.insert(key=key, tokens=tokens, at=at).on_conflict(
            conflict_target=[cls.key], update={cls.tokens: tokens, cls.at: at}
        ).execute()


def take(key: str, size: int, seconds: float) -> bool:
    """Take one of `size` tries that refill evenly over `seconds`; False when none is left.

    The buckets are rows, so that several processes share them.
    """
    now = clock.now()
    with db.atomic():
        if is_postgres():  # whoever comes second waits here; SQLite has one writer anyway
            Bucket.insert(key=key[:120], tokens=float(size), at=now).on_conflict_ignore().execute()
            Bucket.select(Bucket.key).where(Bucket.key == key[:120]).for_update().execute()
        tokens = _tokens(key, size, seconds, now)
        allowed = tokens >= 1
        Bucket.replace_tokens(key[:120], tokens - 1 if allowed else tokens, now)
    return allowed


def left(key: str, size: int, seconds: float) -> bool:
    """Return whether a try is left under a key, without taking it."""
    return _tokens(key, size, seconds, clock.now()) >= 1


def _tokens(key, size, seconds, now) -> float:
    row = Bucket.get_or_none(Bucket.key == key[:120])
    if row is None:
        return float(size)
    passed = max(0.0, (now - row.at).total_seconds())
    return min(float(size), row.tokens + passed * size / seconds)


def forget(name: str) -> None:
    """Drop the buckets of an address: its account is deleted."""
    Bucket.delete().where(Bucket.key.endswith(f":{name}")).execute()


def forget_old_buckets() -> None:
    """Drop the buckets that have long been full again."""
    Bucket.delete().where(Bucket.at < clock.now() - timedelta(days=2)).execute()
