"""Passkeys (WebAuthn): a second factor, and by themselves a way to sign in without a password.

Every passkey is discoverable and verifies its user (a finger, a face, a PIN), so it is two factors by itself.
The library is imported where it is used: it costs a fifth of a second.
"""

from __future__ import annotations

import logging
import re
import secrets

from flask import current_app
from peewee import BigIntegerField, BlobField, CharField, ForeignKeyField

from cme.base import clock
from cme.base.http import web
from cme.base.once import unless_exists
from cme.base.store.db import JsonText, Row, When
from cme.people.records import Person
from cme.people.second_factor import challenges

log = logging.getLogger("cme.auth")
MOST = 20
LONGEST_ANSWER = 20_000


class Passkey(Row):
    """A public key that a person's device, or password manager, holds the private half of."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    handle = CharField(max_length=86)  # names the person to the device; random, the same for all of a person's
    credential = CharField(max_length=1400, unique=True)  # base64url
    public_key = BlobField()
    sign_count = BigIntegerField()
    transports = JsonText()
    name = CharField(max_length=60)
    made = When()
    used = When(null=True)


def of(person: Person) -> list[Passkey]:
    """List a person's passkeys, oldest first."""
    return list(Passkey.select().where(Passkey.person == person.id).order_by(Passkey.id))


def ask_for_new(person: Person) -> str:
    """Ask the browser to make a passkey: the JSON for parseCreationOptionsFromJSON."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, structs

    mine = of(person)
    challenge = challenges.begin("new", person, mine[0].handle if mine else secrets.token_urlsafe(64))
    options = webauthn.generate_registration_options(
        rp_id=challenges.site(),
        rp_name=web.provider_name(),
        user_id=base64url_to_bytes(challenge.handle),
        user_name=person.email,
        user_display_name=person.shown_name,
        challenge=challenge.bytes,
        timeout=challenges.MILLISECONDS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(mine),
    )
    return webauthn.options_to_json(options)


def ask(purpose: str, person: Person | None) -> str:
    """Ask the browser for a passkey: the JSON for parseRequestOptionsFromJSON; anybody's where no person is named."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=challenges.site(),
        challenge=challenges.begin(purpose, person).bytes,
        timeout=challenges.MILLISECONDS,
        allow_credentials=_described(of(person)) if person else None,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def register(person: Person, said: str, name: str) -> Passkey | None:
    """Keep the passkey that the browser made; None when its answer does not hold."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url, parse_registration_credential_json

    challenge = challenges.take("new", person)
    if challenge is None or len(of(person)) >= MOST:
        return None
    answer = _read(parse_registration_credential_json, said)
    made = answer and _hold(webauthn.verify_registration_response, answer, challenge)
    if not made:
        return None
    return unless_exists(
        lambda: Passkey.create(
            person=person.id,
            handle=challenge.handle,
            credential=bytes_to_base64url(made.credential_id),
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            transports=[each.value for each in answer.response.transports or ()],
            name=name,
            made=clock.now(),
        )
    )


def answered(purpose: str, said: str, person: Person | None) -> Passkey | None:
    """Find the passkey that signed what was asked; None when the answer does not hold.

    Refused are: another challenge, site or purpose, one answered before, another's passkey, one whose
    counter went back, and one that did not verify its user.
    """
    import webauthn
    from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json

    challenge = challenges.take(purpose, person)
    answer = _read(parse_authentication_credential_json, said) if challenge else None
    row = Passkey.get_or_none(Passkey.credential == answer.id) if answer else None
    if row is None or (person and row.person_id != person.id):
        return None
    handle = bytes_to_base64url(answer.response.user_handle or b"")
    if handle != row.handle and (handle or person is None):
        return None  # without a name beforehand, the device has to say whose it is
    verified = _hold(
        webauthn.verify_authentication_response,
        answer,
        challenge,
        credential_public_key=bytes(row.public_key),
        credential_current_sign_count=row.sign_count,
    )
    if verified is None:
        return None
    moved = Passkey.update(sign_count=verified.new_sign_count, used=clock.now())
    won = moved.where(Passkey.id == row.id, Passkey.sign_count == row.sign_count).execute()
    return row if won else None


def rename(row: Passkey, name: str) -> None:
    """Call a passkey something else."""
    Passkey.update(name=name).where(Passkey.id == row.id).execute()


def _read(parse, said: str):
    if len(said) > LONGEST_ANSWER:
        return None
    try:
        answer = parse(said)
    except Exception as fault:  # bytes made to do harm bring its parsers to raise anything
        return _refused(fault)
    return answer if re.fullmatch(r"[\w-]{2,1400}", answer.id, re.ASCII) else None


def _hold(verify, answer, challenge, **more):
    try:
        return verify(
            credential=answer,
            expected_challenge=challenge.bytes,
            expected_rp_id=challenges.site(),
            expected_origin=current_app.settings.base_url,
            require_user_verification=True,
            **more,
        )
    except Exception as fault:  # as above
        return _refused(fault)


def _refused(fault: Exception) -> None:
    log.warning("passkey refused", extra={"fields": {"why": type(fault).__name__}})


def _described(rows: list[Passkey]) -> list:
    from webauthn.helpers import base64url_to_bytes, structs

    known = {each.value for each in structs.AuthenticatorTransport}
    return [
        structs.PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(row.credential),
            transports=[structs.AuthenticatorTransport(t) for t in row.transports if t in known] or None,
        )
        for row in rows
    ]
