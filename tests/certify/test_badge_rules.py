"""What a badge and a learner record say (Open Badges 3.0, CLR 2.0), from plain values."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from cme.certify.badges import rules

MOMENT = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)
TIME = "2026-11-22T15:04:05Z"
ISSUER = {"id": "https://cme.example/badges/issuer", "type": ["Profile"], "name": "Test Medical Society"}
SUBJECT = {
    "type": "IdentityObject",
    "hashed": True,
    "identityHash": "sha256$00",
    "identityType": "emailAddress",
    "salt": "s",
}
STATUS = {"id": "https://cme.example/badges/status#7", "type": "BitstringStatusListEntry"}
CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
RECORD_CONTEXT = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
WORDS = {
    "kind": "awarded",
    "heading": "Certificate of Credit",
    "number": "C-7K3F-9Q2M",
    "sample": False,
    "sample_text": "Sample, not accredited",
    "completed": "20 November 2026",
    "maximum": "0.5",
    "holder_sentence": "Its holder has been awarded 0.5 credits.",
    "verify_url": "https://cme.example/verify/x",
    "activity": {"title": "Internet point of care", "format": "enduring material"},
    "credit": {"unit": "*AMA PRA Category 1 Credits*™", "label": "Credits claimed", "amount": "0.5", "hundredths": 50},
}


def badge(**changes):
    values = {
        "address": "https://cme.example/badges/7",
        "words": WORDS | changes,
        "issuer": ISSUER,
        "subject": SUBJECT,
        "moment": MOMENT,
        "status": STATUS,
    }
    return rules.badge(**values)


def test_a_badge_says_all_of_this():
    found = badge()
    achievement = found["credentialSubject"].pop("achievement")
    assert achievement.pop("id").startswith("urn:uuid:")
    assert achievement == {
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": "Internet point of care",
        "description": "Enduring material: Internet point of care",
        "creator": ISSUER,
        "creditsAvailable": 0.5,
        "criteria": {"narrative": "Its holder has been awarded 0.5 credits. Completed 20 November 2026."},
    }
    assert found == {
        "@context": CONTEXTS,
        "id": "https://cme.example/badges/7",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": ISSUER,
        "validFrom": TIME,
        "name": "Certificate of Credit: Internet point of care",
        "description": "Credits claimed: 0.5 AMA PRA Category 1 Credits™",
        "credentialSubject": {"type": ["AchievementSubject"], "identifier": [SUBJECT], "creditsEarned": 0.5},
        "evidence": [
            {
                "id": "https://cme.example/verify/x",
                "type": ["Evidence"],
                "name": "Certificate C-7K3F-9Q2M",
                "narrative": "The page on which anybody can verify the certificate and its PDF.",
            }
        ],
        "credentialStatus": STATUS,
    }


def test_who_took_part_earned_nothing():
    assert "creditsEarned" not in badge(kind="participation")["credentialSubject"]


def test_a_sample_says_so_first():
    narrative = badge(sample=True)["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert narrative.startswith("Sample, not accredited. Its holder")


@pytest.mark.parametrize("maximum", ["", None, "as many as you like"])
def test_where_no_number_is_designated_none_is_said(maximum):
    assert "creditsAvailable" not in badge(maximum=maximum)["credentialSubject"]["achievement"]


def test_certificates_of_before_had_no_maximum():
    words = {key: value for key, value in WORDS.items() if key != "maximum"}
    found = rules.badge(address="a", words=words, issuer=ISSUER, subject=SUBJECT, moment=MOMENT, status=STATUS)
    assert "creditsAvailable" not in found["credentialSubject"]["achievement"]


def test_a_maximum_of_nothing_is_a_number():
    assert rules.achievement(ISSUER, "T", "F", "C", 0)["creditsAvailable"] == 0


def test_an_achievement_is_the_same_for_all_who_have_it_and_another_for_everything_else():
    one = rules.achievement(ISSUER, "Gout", "article", "Read it.")["id"]
    assert one == rules.achievement(ISSUER, "Gout", "article", "Pass it.", 2)["id"]
    assert one == "urn:uuid:0d0391f8-8004-594c-b441-2ed806aa5081", "badges of earlier years keep their achievement"
    others = [
        rules.achievement(ISSUER | {"id": "https://other.example"}, "Gout", "article", "Read it.")["id"],
        rules.achievement(ISSUER, "Pain", "article", "Read it.")["id"],
        rules.achievement(ISSUER, "Gout", "course", "Read it.")["id"],
    ]
    assert len({one, *others}) == 4


def test_an_address_is_hashed_the_one_way_that_its_owner_can_repeat():
    expected = "sha256$" + hashlib.sha256(b"ana@example.orgpepper").hexdigest()
    assert rules.identity(" Ana@Example.org\n", "pepper") == {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": expected,
        "identityType": "emailAddress",
        "salt": "pepper",
    }


def test_an_issuer_has_its_address_where_there_is_one():
    plain = {"id": "urn:x", "type": ["Profile"], "name": "Ana"}
    assert rules.profile("urn:x", "Ana") == plain
    assert rules.profile("urn:x", "Ana", "https://cme.example/") == plain | {"url": "https://cme.example/"}


def test_credit_from_elsewhere_is_issued_by_its_holder():
    holder = {"id": "urn:uuid:1", "type": ["Profile"], "name": "Ana"}
    found = rules.self_reported(
        holder=holder,
        title="Grand rounds",
        provider="City Hospital",
        format_="live activity",
        unit="credits",
        amount=1.5,
        day="2026-01-02",
        subject=SUBJECT,
    )
    achievement = found["credentialSubject"].pop("achievement")
    assert achievement == rules.achievement(
        holder, "Grand rounds", "live activity", "Given by City Hospital, as its holder tells it. Completed 2026-01-02."
    )
    assert found == {
        "@context": CONTEXTS,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": holder,
        "validFrom": "2026-01-02T00:00:00Z",
        "name": "Grand rounds",
        "description": "Told by its holder, not verified: credits from City Hospital",
        "credentialSubject": {"type": ["AchievementSubject"], "identifier": [SUBJECT], "creditsEarned": 1.5},
    }


def test_a_transcript_is_a_record_that_holds_badges():
    one = badge()
    about = {"issuer": ISSUER, "subject": SUBJECT, "moment": MOMENT}
    assert rules.record(**about, name="Transcript", badges=[one], address="urn:r") == {
        "@context": [CONTEXTS[0], RECORD_CONTEXT, CONTEXTS[1]],
        "id": "urn:r",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": ISSUER,
        "validFrom": TIME,
        "awardedDate": TIME,
        "name": "Transcript",
        "partial": True,
        "credentialSubject": {"type": ["ClrSubject"], "identifier": [SUBJECT], "verifiableCredential": [one]},
    }


def test_a_token_claims_who_issued_it_when_and_about_whom():
    one = badge()
    assert rules.claims(one) == one | {
        "iss": ISSUER["id"],
        "jti": one["id"],
        "sub": one["id"],
        "nbf": int(MOMENT.timestamp()),
    }
    one["credentialSubject"]["id"] = "did:example:ana"
    assert rules.claims(one)["sub"] == "did:example:ana"
