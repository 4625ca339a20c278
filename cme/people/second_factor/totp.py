"""Codes of an authenticator app (RFC 6238, TOTP): six digits, new every 30 seconds, each taken once."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

from peewee import CharField, ForeignKeyField, IntegerField

from cme.base import clock
from cme.base.store.db import Row, When, db
from cme.people.records import Person

UNCONFIRMED = timedelta(hours=1)


class Totp(Row):
    """The secret shared with a person's app; it counts once a code of it was given back."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    secret = CharField(max_length=64)
    made = When()
    confirmed = When(null=True)
    last_step = IntegerField(default=0)  # the 30 seconds whose code was used last


def of(person: Person) -> Totp | None:
    """Find the app that a person confirmed."""
    return Totp.get_or_none(Totp.person == person.id, Totp.confirmed.is_null(False))


def pending(person: Person) -> Totp | None:
    """Find the secret that waits for its first code."""
    return Totp.get_or_none(Totp.person == person.id, Totp.confirmed.is_null(), Totp.made > clock.now() - UNCONFIRMED)


def begin(person: Person) -> Totp:
    """Make a fresh secret (160 bits); an older one that waits is dropped, the one in use stays."""
    import pyotp

    with db.atomic():
        Totp.delete().where(Totp.person == person.id, Totp.confirmed.is_null()).execute()
        return Totp.create(person=person.id, secret=pyotp.random_base32(), made=clock.now())


def confirm(row: Totp, code: str) -> bool:
    """Put a secret to use, given its first code; one that was in use before goes."""
    with db.atomic():
        if not _spend(row, code):
            return False
        Totp.update(confirmed=clock.now()).where(Totp.id == row.id).execute()
        Totp.delete().where(Totp.person == row.person_id, Totp.id != row.id).execute()
    return True


def use(person: Person, code: str) -> bool:
    """Whether a code is the app's, now or one step beside, and not used before; it is used up."""
    row = of(person)
    return row is not None and _spend(row, code)


def _spend(row: Totp, code: str) -> bool:
    import pyotp

    code = re.sub(r"[\s-]", "", code or "")
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        return False
    try:
        step = pyotp.TOTP(row.secret).verify_and_get_timecode(code, for_time=clock.now(), valid_window=1)
    except pyotp.OTPVerificationError:
        return False
    # whoever moves the step on has used the code; the second of two tries at once finds it moved
    return bool(Totp.update(last_step=step).where(Totp.id == row.id, Totp.last_step < step).execute())


def address(row: Totp, email: str, issuer: str) -> str:
    """Write the otpauth:// address that apps read from the QR code."""
    import pyotp

    # a colon would part the issuer from the account
    return pyotp.TOTP(row.secret).provisioning_uri(name=email, issuer_name=issuer.replace(":", " "))


def qr(said: str) -> bytes:
    """Draw an address as an SVG, dark on white in every theme."""
    import segno

    out = BytesIO()
    segno.make(said, error="m", micro=False).save(out, kind="svg", scale=5, border=4, light="white", xmldecl=False)
    return out.getvalue()


def forget_old() -> None:
    """Drop secrets that nobody confirmed."""
    Totp.delete().where(Totp.confirmed.is_null(), Totp.made <= clock.now() - UNCONFIRMED).execute()
