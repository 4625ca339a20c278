"""Recovery codes for whoever lost the phone: ten, shown once, stored as argon2id hashes, each good once."""

from __future__ import annotations

import re
import secrets

from peewee import CharField, ForeignKeyField

from cme.base import clock
from cme.base.store.db import Row, When, db
from cme.people import passwords
from cme.people.records import Person

COUNT = 10
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's 32: nothing that reads like something else


class RecoveryCode(Row):
    """One code: its first four characters find the row, the hash covers the other eight (40 bits)."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    label = CharField(max_length=4)
    hash = CharField(max_length=200)
    created = When(column_name="made")
    used = When(null=True)

    class Meta:
        indexes = ((("person", "label"), True),)


def make(person: Person) -> list[str]:
    """Replace the codes of a person by ten new ones and return them; only here can they be read."""
    labels: set[str] = set()
    while len(labels) < COUNT:
        labels.add(_random(4))
    pairs = [(label, _random(8)) for label in sorted(labels)]
    hashed = [(label, passwords.hash_password(rest)) for label, rest in pairs]  # slow: before the transaction
    now = clock.now()
    with db.atomic():
        forget(person)
        for label, digest in hashed:
            RecoveryCode.create(person=person.id, label=label, hash=digest, created=now)
    return [f"{label}-{rest[:4]}-{rest[4:]}" for label, rest in pairs]


def use(person: Person, code: str) -> bool:
    """Use a code up; False for one that is wrong or was used before."""
    plain = re.sub(r"[^0-9a-z]", "", (code or "")[:100].lower()).replace("o", "0").replace("i", "1").replace("l", "1")
    row = RecoveryCode.get_or_none(
        RecoveryCode.person == person.id, RecoveryCode.label == plain[:4], RecoveryCode.used.is_null()
    )
    is_right = passwords.verify(row.hash if row else None, plain[4:])  # for no row it takes as long
    if row is None or not is_right:
        return False
    update = RecoveryCode.update(used=clock.now()).where(RecoveryCode.id == row.id, RecoveryCode.used.is_null())
    return bool(update.execute())


def left(person: Person) -> int:
    """Count the unused codes of a person."""
    return RecoveryCode.select().where(RecoveryCode.person == person.id, RecoveryCode.used.is_null()).count()


def forget(person: Person) -> None:
    """Delete every code of a person."""
    RecoveryCode.delete().where(RecoveryCode.person == person.id).execute()


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))
