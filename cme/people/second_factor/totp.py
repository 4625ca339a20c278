"""Codes of an authenticator app (RFC 6238, TOTP): six digits, new every 30 seconds, each accepted once."""

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
    """The secret shared with a person's app; it counts once a code of it confirmed it."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    secret = CharField(max_length=64)
    created = When(column_name="made")
    confirmed = When(null=True)
    last_step = IntegerField(default=0)  # the 30 seconds whose code was used last


def of(person: Person) -> Totp | None:
    """Find the confirmed app of a person."""
    return Totp.get_or_none(Totp.person == person.id, Totp.confirmed.is_null(False))


def pending(person: Person) -> Totp | None:
    """Find the secret of a person that is not confirmed yet and less than an hour old."""
    return Totp.get_or_none(
        Totp.person == person.id, Totp.confirmed.is_null(), Totp.created > clock.now() - UNCONFIRMED
    )


def begin(person: Person) -> Totp:
    """Create a secret of 160 bits; it replaces an unconfirmed one, and the one in use stays."""
    import pyotp

    with db.atomic():
        Totp.delete().where(Totp.person == person.id, Totp.confirmed.is_null()).execute()
        return Totp.create(person=person.id, secret=pyotp.random_base32(), created=clock.now())


def confirm(row: Totp, code: str) -> bool:
    """Confirm a secret by its first code and delete the one that was in use; False for a wrong code."""
    with db.atomic():
        if not _use_code(row, code):
            return False
        Totp.update(confirmed=clock.now()).where(Totp.id == row.id).execute()
        Totp.delete().where(Totp.person == row.person_id, Totp.id != row.id).execute()
    return True


def use(person: Person, code: str) -> bool:
    """Use up a code of the app, of now or one step before or after; False for a wrong or used one."""
    row = of(person)
    return row is not None and _use_code(row, code)


def _use_code(row: Totp, code: str) -> bool:
    import pyotp

    code = re.sub(r"[\s-]", "", code or "")
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        return False
    try:
        step = pyotp.TOTP(row.secret).verify_and_get_timecode(code, for_time=clock.now(), valid_window=1)
    except pyotp.OTPVerificationError:
        return False
    # whoever advances the step has used the code; the second of two requests at once finds it advanced
    return bool(Totp.update(last_step=step).where(Totp.id == row.id, Totp.last_step < step).execute())


def provisioning_uri(row: Totp, email: str, issuer: str) -> str:
    """Return the otpauth:// URI that apps read from the QR code."""
    import pyotp

    # a colon would separate the issuer from the account
    return pyotp.TOTP(row.secret).provisioning_uri(name=email, issuer_name=issuer.replace(":", " "))


def qr_code(uri: str) -> bytes:
    """Return a QR code of a URI as SVG, dark on white in every theme."""
    import segno

    buffer = BytesIO()
    segno.make(uri, error="m", micro=False).save(buffer, kind="svg", scale=5, border=4, light="white", xmldecl=False)
    return buffer.getvalue()


def forget_old() -> None:
    """Delete secrets that nobody confirmed."""
    Totp.delete().where(Totp.confirmed.is_null(), Totp.created <= clock.now() - UNCONFIRMED).execute()
