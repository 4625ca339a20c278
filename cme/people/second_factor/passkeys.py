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
LONGEST_CREDENTIAL = 20_000


class Passkey(Row):
    """A public key; its private key is on a device, or in a password manager, of the person."""

    person = ForeignKeyField(Person, on_delete="CASCADE")
    handle = CharField(max_length=86)  # names the person to the device; random, the same for all of a person's
    credential = CharField(max_length=1400, unique=True)  # base64url
    public_key = BlobField()
    sign_count = BigIntegerField()
    transports = JsonText()
    name = CharField(max_length=60)
    created = When(column_name="made")
    used = When(null=True)


def of(person: Person) -> list[Passkey]:
    """List a person's passkeys, oldest first."""
    return list(Passkey.select().where(Passkey.person == person.id).order_by(Passkey.id))


def creation_options(person: Person) -> str:
    """Return the options for creating a passkey, as JSON for parseCreationOptionsFromJSON."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, structs

    existing = of(person)
    challenge = challenges.begin("new", person, existing[0].handle if existing else secrets.token_urlsafe(64))
    options = webauthn.generate_registration_options(
        rp_id=challenges.relying_party_id(),
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
        exclude_credentials=_descriptors(existing),
    )
    return webauthn.options_to_json(options)


def request_options(purpose: str, person: Person | None) -> str:
    """Return the options for requesting a passkey (of anybody for None), as JSON for parseRequestOptionsFromJSON."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=challenges.relying_party_id(),
        challenge=challenges.begin(purpose, person).bytes,
        timeout=challenges.MILLISECONDS,
        allow_credentials=_descriptors(of(person)) if person else None,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def register(person: Person, credential_json: str, name: str) -> Passkey | None:
    """Save the passkey that the browser created; None when its response cannot be verified."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url, parse_registration_credential_json

    challenge = challenges.take("new", person)
    if challenge is None or len(of(person)) >= MOST:
        return None
    credential = _parse(parse_registration_credential_json, credential_json)
    verified = credential and _verify(webauthn.verify_registration_response, credential, challenge)
    if not verified:
        return None
    return unless_exists(
        lambda: Passkey.create(
            person=person.id,
            handle=challenge.handle,
            credential=bytes_to_base64url(verified.credential_id),
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=[each.value for each in credential.response.transports or ()],
            name=name,
            created=clock.now(),
        )
    )


def authenticate(purpose: str, credential_json: str, person: Person | None) -> Passkey | None:
    """Return the passkey that signed this browser's challenge; None when the response cannot be verified.

    Refused are another challenge, site or purpose, a challenge that was answered before, a passkey of
    another person, one whose counter went back, and one that did not verify its user.
    """
    import webauthn
    from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json

    challenge = challenges.take(purpose, person)
    credential = _parse(parse_authentication_credential_json, credential_json) if challenge else None
    row = Passkey.get_or_none(Passkey.credential == credential.id) if credential else None
    if credential is None or row is None or (person and row.person_id != person.id):
        return None
    handle = bytes_to_base64url(credential.response.user_handle or b"")
    if handle != row.handle and (handle or person is None):
        return None  # where no person is known beforehand, the response has to name one
    verified = _verify(
        webauthn.verify_authentication_response,
        credential,
        challenge,
        credential_public_key=bytes(row.public_key),
        credential_current_sign_count=row.sign_count,
    )
    if verified is None:
        return None
    update = Passkey.update(sign_count=verified.new_sign_count, used=clock.now())
    won = update.where(Passkey.id == row.id, Passkey.sign_count == row.sign_count).execute()
    return row if won else None


def rename(row: Passkey, name: str) -> None:
    """Change the name of a passkey."""
    Passkey.update(name=name).where(Passkey.id == row.id).execute()


def _parse(parse, credential_json: str):
    if len(credential_json) > LONGEST_CREDENTIAL:
        return None
    try:
        credential = parse(credential_json)
    except Exception as error:  # hostile bytes bring the library's parsers to raise anything
        return _log_refusal(error)
    return credential if re.fullmatch(r"[\w-]{2,1400}", credential.id, re.ASCII) else None


def _verify(verify, credential, challenge, **kwargs):
    try:
        return verify(
            credential=credential,
            expected_challenge=challenge.bytes,
            expected_rp_id=challenges.relying_party_id(),
            expected_origin=current_app.settings.base_url,
            require_user_verification=True,
            **kwargs,
        )
    except Exception as error:  # as above
        return _log_refusal(error)


def _log_refusal(error: Exception) -> None:
    log.warning("passkey refused", extra={"fields": {"why": type(error).__name__}})


def _descriptors(rows: list[Passkey]) -> list:
    from webauthn.helpers import base64url_to_bytes, structs

    known = {each.value for each in structs.AuthenticatorTransport}
    return [
        structs.PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(row.credential),
            transports=[structs.AuthenticatorTransport(t) for t in row.transports if t in known] or None,
        )
        for row in rows
    ]
