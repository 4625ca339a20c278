"""The badge of a certificate and the learner record of a person: made from frozen words whenever they are asked for.

They need no table: the same certificate and address give the same text, down to the signature.
"""

from __future__ import annotations

import hashlib
import hmac

from cme.base import clock, provider
from cme.base.http import web
from cme.certify.badges import keys, rules, status
from cme.certify.records import Certificate

MEDIA = "application/vc+jwt"


def issuer(provider_words=None) -> dict:
    """Name the provider as the issuer."""
    return rules.profile(
        web.absolute("/badges/issuer"), (provider_words or {}).get("name") or provider.current().name, web.absolute("/")
    )


def key_address(name: str) -> str:
    """Make the address at which a public key is found."""
    return web.absolute(f"/badges/keys/{name}")


def subject(person) -> dict:
    """Name a person by the salted hash of their address; the salt is the person's own, and steady."""
    secret = keys.keyring()["secret"].encode()
    salt = hmac.new(secret, f"person:{person.id}".encode(), hashlib.sha256).hexdigest()[:32]
    return rules.identity(person.email, salt)


def credential(certificate: Certificate) -> dict:
    """Write the credential of a certificate."""
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
    """Sign the credential of a certificate as VC-JWT."""
    return sign(credential(certificate))


def sign(provider_words: dict) -> str:
    """Sign a credential as VC-JWT."""
    return keys.sign(rules.claims(provider_words), key_address)


def status_list(page: int) -> str:
    """Sign a status list as VC-JWT."""
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
