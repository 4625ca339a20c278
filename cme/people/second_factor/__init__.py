"""Second factors: passkeys, an authenticator app and recovery codes, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass

from cme.base import audit_log, mail
from cme.base.http import rate_limit
from cme.base.store.db import db
from cme.people import sessions
from cme.people.records import Person
from cme.people.second_factor import passkeys, recovery, totp


@dataclass(frozen=True)
class Factors:
    """The second factors of a person: passkeys, the authenticator app or None, the number of unused recovery codes."""

    passkeys: list[passkeys.Passkey]
    app: totp.Totp | None
    codes: int

    def __bool__(self) -> bool:
        return bool(self.passkeys or self.app)


def of(person: Person) -> Factors:
    """Return the second factors of a person."""
    return Factors(passkeys.of(person), totp.of(person), recovery.left(person))


def has_one(person: Person) -> bool:
    """Return whether a person has a passkey or an authenticator app."""
    return totp.of(person) is not None or passkeys.Passkey.select().where(passkeys.Passkey.person == person.id).exists()


def may_try(person: Person) -> bool:
    """Count an attempt at a code; False beyond 5 in 5 minutes or 20 in an hour."""
    return rate_limit.take(f"second:{person.id}", 5, 300) and rate_limit.take(f"second:hour:{person.id}", 20, 3600)


def use_code(person: Person, code: str, recovery_code: str) -> str | None:
    """Use up a code of the app or a recovery code; return "app", "recovery", or None for a wrong one."""
    if code:
        return "app" if totp.use(person, code) else None
    if not recovery.use(person, recovery_code):
        return None
    mail.write(person.email, "recovery_used", left=recovery.left(person))
    return "recovery"


def remove(person: Person, row: passkeys.Passkey | totp.Totp) -> bool:
    """Delete a passkey or the app, and with the last one the recovery codes; False when it was deleted already."""
    with db.atomic():
        deleted = row.__class__.delete().where(row.__class__.id == row.id).execute()
        if deleted and not has_one(person):
            recovery.forget(person)
            sessions.forget_second(person)
    return bool(deleted)


def reset(person: Person, by: str) -> None:
    """Delete every second factor of a person who lost them all, end the sessions, and notify the person by mail.

    `by` is "shell" or "person:3"; the audit log records it.
    """
    with db.atomic():
        for table in (passkeys.Passkey, totp.Totp):
            table.delete().where(table.person == person.id).execute()
        recovery.forget(person)
        sessions.end_all(person)
        audit_log.note("second.reset", f"person:{person.id}", by=by)
        mail.write(person.email, "second_reset")
