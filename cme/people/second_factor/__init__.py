"""The second step at sign-in: passkeys, an authenticator app and recovery codes, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass

from cme.base import audit_log, mail
from cme.base.http import request_security
from cme.base.store.db import db
from cme.people import sessions
from cme.people.records import Person
from cme.people.second_factor import passkeys, recovery, totp


@dataclass(frozen=True)
class Factors:
    """What a person has set up: passkeys, the authenticator app (or None), recovery codes that are left."""

    passkeys: list
    app: totp.Totp | None
    codes: int

    def __bool__(self):
        return bool(self.passkeys or self.app)


def of(person: Person) -> Factors:
    """Gather what a person has set up."""
    return Factors(passkeys.of(person), totp.of(person), recovery.left(person))


def has_one(person: Person) -> bool:
    """Whether signing in asks this person for a second factor."""
    return totp.of(person) is not None or passkeys.Passkey.select().where(passkeys.Passkey.person == person.id).exists()


def may_try(person: Person) -> bool:
    """Take one of the tries that a person has for codes: 5 in 5 minutes, 20 in an hour."""
    return request_security.take(f"second:{person.id}", 5, 300) and request_security.take(
        f"second:hour:{person.id}", 20, 3600
    )


def takes(person: Person, code: str, recovery_code: str) -> str | None:
    """Use up a code of the app or a recovery code; tells which it was ("app", "recovery"), None when neither."""
    if code:
        return "app" if totp.use(person, code) else None
    if not recovery.use(person, recovery_code):
        return None
    mail.write(person.email, "recovery_used", left=recovery.left(person))
    return "recovery"


def remove(person: Person, row) -> bool:
    """Remove a passkey or the app; with the last one go the recovery codes. False when it was gone already."""
    with db.atomic():
        gone = row.__class__.delete().where(row.__class__.id == row.id).execute()
        if gone and not has_one(person):
            recovery.forget(person)
            sessions.forget_second(person)
    return bool(gone)


def reset(person: Person, by: str) -> None:
    """Take everything away that stands between a password and signing in, for a person who lost it all.

    `by` is "shell" or "person:3". Every session ends; the person is told by mail, the log holds it.
    """
    with db.atomic():
        for table in (passkeys.Passkey, totp.Totp):
            table.delete().where(table.person == person.id).execute()
        recovery.forget(person)
        sessions.end_all(person)
        audit_log.note("second.reset", f"person:{person.id}", by=by)
        mail.write(person.email, "second_reset")
