"""The contents of badges (Open Badges 3.0, Comprehensive Learner Record 2.0). Plain values in, credentials out.

Sources: 1EdTech, Open Badges Specification 3.0 (Achievement Credential, VC-JWT proof format) and Comprehensive
Learner Record Standard 2.0; W3C, Verifiable Credentials Data Model 2.0 and Bitstring Status List 1.0.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

VC = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_NAMESPACE = UUID("5f0c7a52-6a54-4d34-9a2b-6f6d0e1b7c11")


def format_time(moment: datetime) -> str:
    """Format a time (UTC) as credentials do: 2026-11-22T15:00:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def identity(email: str, salt: str) -> dict[str, Any]:
    """Return a person as the salted hash of their email address, which they can prove to be theirs."""
    digest = hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def profile(address: str, name: str, url: str = "") -> dict[str, Any]:
    """Return the profile of an issuer."""
    return {"id": address, "type": ["Profile"], "name": name} | ({"url": url} if url else {})


def achievement(
    issuer: dict[str, Any], title: str, format_: str, criteria: str, available: float | None = None
) -> dict[str, Any]:
    """Return an achievement; `available` is the designated maximum of credits."""
    achievement_fields = {
        "id": f"urn:uuid:{uuid5(_NAMESPACE, '|'.join((issuer['id'], title, format_)))}",
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": title,
        "description": f"{format_[:1].upper()}{format_[1:]}: {title}",
        "criteria": {"narrative": criteria},
        "creator": issuer,
    }
    return achievement_fields | ({"creditsAvailable": available} if available is not None else {})


def badge(
    *,
    address: str,
    words: dict[str, Any],
    issuer: dict[str, Any],
    subject: dict[str, Any],
    moment: datetime,
    status: dict[str, Any],
) -> dict[str, Any]:
    """Return the credential of one certificate, from its frozen words.

    It names credits only where they were awarded (C4); a certificate of participation has none.
    """
    awarded = words["kind"] == "awarded"
    credit = words["credit"]
    unit = credit["unit"].replace("*", "")
    criteria = f"{words['holder_sentence']} Completed {words['completed']}."
    if words["sample"]:
        criteria = f"{words['sample_text']}. {criteria}"
    earned = {"creditsEarned": credit["hundredths"] / 100} if awarded else {}
    return {
        "@context": [VC, OB],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": issuer,
        "validFrom": format_time(moment),
        "name": f"{words['heading']}: {words['activity']['title']}",
        "description": f"{credit['label']}: {credit['amount']} {unit}",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [subject],
            **earned,
            "achievement": achievement(
                issuer, words["activity"]["title"], words["activity"]["format"], criteria, _number(words.get("maximum"))
            ),
        },
        "evidence": [
            {
                "id": words["verify_url"],
                "type": ["Evidence"],
                "name": f"Certificate {words['number']}",
                "narrative": "The page on which anybody can verify the certificate and its PDF.",
            }
        ],
        "credentialStatus": status,
    }


def _number(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def self_reported(
    *,
    holder: dict[str, Any],
    title: str,
    provider: str,
    format_: str,
    unit: str,
    amount: float,
    day: str,
    subject: dict[str, Any],
) -> dict[str, Any]:
    """Return the credential of external credit, as its holder reported it: issued by the holder, not by us."""
    return {
        "@context": [VC, OB],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": holder,
        "validFrom": f"{day}T00:00:00Z",
        "name": title,
        "description": f"Told by its holder, not verified: {unit} from {provider}",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [subject],
            "creditsEarned": amount,
            "achievement": achievement(
                holder, title, format_, f"Given by {provider}, as its holder tells it. Completed {day}."
            ),
        },
    }


def record(
    *,
    issuer: dict[str, Any],
    subject: dict[str, Any],
    moment: datetime,
    name: str,
    badges: list[dict[str, Any]],
    address: str,
) -> dict[str, Any]:
    """Return a transcript as a learner record that holds the credentials of its credits."""
    return {
        "@context": [VC, CLR, OB],
        "id": address,
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": issuer,
        "validFrom": format_time(moment),
        "awardedDate": format_time(moment),
        "name": name,
        "partial": True,
        "credentialSubject": {"type": ["ClrSubject"], "identifier": [subject], "verifiableCredential": badges},
    }


def claims(credential: dict[str, Any]) -> dict[str, Any]:
    """Add to a credential the claims that its JWT carries (Open Badges 3.0, section 8.2)."""
    moment = datetime.fromisoformat(credential["validFrom"])
    return credential | {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "nbf": int(moment.timestamp()),
        "sub": credential["credentialSubject"].get("id", credential["id"]),
    }
