"""The badge of a certificate, created from its frozen words on each request.

It needs no table: the same certificate and address give the same text, down to the signature.
"""

from __future__ import annotations

import hashlib
import hmac

from cme.base import clock, provider
from cme.base.http import web
from cme.certify.badges import keys, rules, status
from cme.certify.records import Certificate
from cme.people.records import Person

MEDIA = "application/vc+jwt"


def issuer(provider_words: dict | None = None) -> dict:
    """Return the issuer: the provider as a certificate printed it, or as it is named today."""
    return rules.profile(
        web.absolute("/badges/issuer"), (provider_words or {}).get("name") or provider.current().name, web.absolute("/")
    )


def key_address(name: str) -> str:
    """Return the URL of a public key."""
    return web.absolute(f"/badges/keys/{name}")


def subject(person: Person) -> dict:
    """Return a person as a salted hash of their email address; each person has a salt, which never changes."""
    secret = keys.keyring()["secret"].encode()
    salt = hmac.new(secret, f"person:{person.id}".encode(), hashlib.sha256).hexdigest()[:32]
    return rules.identity(person.email, salt)


def credential(certificate: Certificate) -> dict:
    """Return the credential of a certificate."""
    words, claim = certificate.words, certificate.claim
    page, index = status.position(certificate.id)
    listed = web.absolute(f"/badges/status/{page}")
    sentence = f"The holder {words['sentence'].replace('*', '')} “{words['activity']['title']}”."
    return rules.badge(
        address=f"{words['verify_url']}#badge",
        words=words | {"holder_sentence": sentence},
        issuer=issuer(words["provider"]),
        subject=subject(claim.person),
        moment=claim.at,
        status={
            "id": f"{listed}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": listed,
        },
    )


def badge(certificate: Certificate) -> str:
    """Return the credential of a certificate, signed as VC-JWT."""
    return sign(credential(certificate))


def sign(unsigned: dict) -> str:
    """Return a credential, signed as VC-JWT."""
    return keys.sign(rules.claims(unsigned), key_address)


def status_list(page: int) -> str:
    """Return a status list, signed as VC-JWT."""
    address = web.absolute(f"/badges/status/{page}")
    return sign(
        {
            "@context": [rules.VC],
            "id": address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": issuer(),
            "validFrom": rules.format_time(clock.now()),
            "credentialSubject": {
                "id": f"{address}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": status.encoded(page),
            },
        }
    )
