"""Open Badges 3.0: what a badge says, that others can verify it with public means, and that withdrawals show."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from pathlib import Path

import pytest

from cme.base import clock as time
from cme.certify import records as certify
from cme.certify.badges import keys, records, rules, status
from cme.claim import records as claims
from cme.track import learner_record, transcript
from tests.track.external_credits import add_external_credit

# Written by ourselves from the specification: what a reader of badges relies on.
SCHEMA = {
    "type": "object",
    "required": ["@context", "id", "type", "issuer", "validFrom", "credentialSubject", "name", "credentialStatus"],
    "properties": {
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"type": "string", "pattern": "ob/v3p0/context-3"},
            ],
            "minItems": 2,
        },
        "id": {"type": "string", "format": "uri"},
        "type": {"type": "array", "contains": {"const": "OpenBadgeCredential"}},
        "validFrom": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "issuer": {
            "type": "object",
            "required": ["id", "type", "name"],
            "properties": {"type": {"contains": {"const": "Profile"}}},
        },
        "credentialSubject": {
            "type": "object",
            "required": ["type", "achievement", "identifier"],
            "properties": {
                "creditsEarned": {"type": "number", "exclusiveMinimum": 0},
                "identifier": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "required": ["type", "hashed", "identityHash", "identityType", "salt"],
                        "properties": {
                            "hashed": {"const": True},
                            "identityHash": {"pattern": "^sha256\\$[0-9a-f]{64}$"},
                            "salt": {"type": "string", "minLength": 16},
                        },
                    },
                },
                "achievement": {
                    "type": "object",
                    "required": ["id", "type", "name", "description", "criteria", "creator"],
                    "properties": {
                        "type": {"contains": {"const": "Achievement"}},
                        "criteria": {"required": ["narrative"]},
                        "creditsAvailable": {"type": "number"},
                    },
                },
            },
        },
        "credentialStatus": {
            "required": ["id", "type", "statusPurpose", "statusListIndex", "statusListCredential"],
            "properties": {"type": {"const": "BitstringStatusListEntry"}, "statusListIndex": {"pattern": "^[0-9]+$"}},
        },
    },
}


def unpadded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def opened(token: str, find_key) -> dict:
    """Verify a VC-JWT with `cryptography` alone and return its payload; `find_key` fetches a JWK by its URL."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    head, body, signature = token.split(".")
    header = json.loads(unpadded(head))
    assert (header["alg"], header["typ"]) == ("Ed25519", "vc+jwt")
    key = find_key(header["kid"])
    Ed25519PublicKey.from_public_bytes(unpadded(key["x"])).verify(unpadded(signature), f"{head}.{body}".encode())
    return json.loads(unpadded(body))


@pytest.fixture
def claim(cast):
    return cast.claimed(cast.physician, 3)


@pytest.fixture
def certificate(claim):
    return certify.issue(claim, by="test")[0]


@pytest.fixture
def fetch(visitor):
    """Fetch a JSON of ours as a stranger would, by its absolute address."""
    stranger = visitor()

    def get(address):
        assert address.startswith("http://localhost/")
        answer = stranger.get(address.removeprefix("http://localhost").partition("#")[0]).answer
        assert answer.status_code == 200, address
        return answer

    return get


@pytest.fixture
def read(fetch):
    return lambda token: opened(token, lambda address: fetch(address).get_json())


def bit(packed: str, index: int) -> int:
    assert packed[0] == "u"  # multibase: base64url without padding
    bits = gzip.decompress(unpadded(packed[1:]))
    assert len(bits) * 8 >= 131_072
    return bits[index // 8] >> (7 - index % 8) & 1


def test_a_badge_is_downloaded_from_the_certificates_page_and_says_what_the_certificate_says(
    alice, claim, certificate, read
):
    (link,) = alice.get(f"/claims/{claim.id}/certificate").links(r"[^\"]*\.jwt")
    answer = alice.get(link).answer
    assert (answer.mimetype, answer.status_code) == ("application/vc+jwt", 200)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="badge-{certificate.number}.jwt"'
    credential = read(answer.get_data(as_text=True))
    subject = credential["credentialSubject"]
    assert subject["creditsEarned"] == 1.5 and subject["achievement"]["creditsAvailable"] == 0.5
    assert subject["achievement"]["name"] == "Internet point of care"
    assert credential["issuer"] | {"type": 0} == {
        "id": "http://localhost/badges/issuer",
        "type": 0,
        "name": "Test Medical Society",
        "url": "http://localhost/",
    }
    assert credential["validFrom"] == "2026-11-22T15:00:00Z"
    assert credential["evidence"][0]["id"] == certificate.words["verify_url"]
    assert (credential["iss"], credential["jti"], credential["nbf"]) == (
        credential["issuer"]["id"],
        credential["id"],
        int(claim.at.timestamp()),
    )
    assert "Sample, not accredited" in subject["achievement"]["criteria"]["narrative"]


def test_a_badge_names_its_holder_by_a_salted_hash_alone(cast, certificate):
    token = records.badge(certificate)
    payload = json.loads(unpadded(token.split(".")[1]))
    plain = json.dumps(payload)
    for word in ("alice", "Alice", "Adams", "example.org"):
        assert word not in plain
    (identity,) = payload["credentialSubject"]["identifier"]
    digest = hashlib.sha256(b"alice@example.org" + identity["salt"].encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${digest}"
    assert records.subject(cast.stranger)["salt"] != identity["salt"]


def test_badges_fit_the_schema(certificate):
    import jsonschema

    jsonschema.validate(records.credential(certificate), SCHEMA)
    broken = records.credential(certificate)
    del broken["credentialSubject"]["achievement"]["criteria"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)


@pytest.mark.given("OB_SCHEMA")
def test_badges_fit_the_official_schema(cast, certificate):
    """Those of certificates, and those in a learner record that their holder tells."""
    import jsonschema

    official = jsonschema.Draft201909Validator(json.loads(Path(os.environ["OB_SCHEMA"]).read_text("utf-8")))
    official.validate(records.credential(certificate))
    add_external_credit(cast.physician)
    for each in learner_record.of(cast.physician, transcript.items(cast.physician))["credentialSubject"][
        "verifiableCredential"
    ]:
        official.validate(each)


def test_a_changed_badge_does_not_verify(certificate, read):
    from cryptography.exceptions import InvalidSignature

    head, body, signature = records.badge(certificate).split(".")
    payload = json.loads(unpadded(body))
    payload["credentialSubject"]["creditsEarned"] = 150
    forged = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    with pytest.raises(InvalidSignature):
        read(f"{head}.{forged}.{signature}")


def test_another_library_verifies_it_with_the_published_keys(certificate, fetch):
    from joserfc import jwt
    from joserfc.jwk import KeySet

    published = KeySet.import_key_set(fetch("http://localhost/.well-known/jwks.json").get_json())
    read = jwt.decode(records.badge(certificate), published, algorithms=["Ed25519"])
    assert read.claims["name"] == "Certificate of Credit: Internet point of care"


def test_the_published_keys_hold_nothing_private(fetch, app):
    (key,) = fetch("http://localhost/.well-known/jwks.json").get_json()["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}
    assert fetch(key["kid"]).get_json() == key
    file = app.settings.data / "keys" / keys.FILE
    assert file.stat().st_mode & 0o077 == 0
    assert key["x"] in file.read_text() and json.loads(file.read_text())["keys"][0]["d"]


def test_the_issuer_is_found_at_its_address(fetch):
    issuer = fetch("http://localhost/badges/issuer").get_json()
    assert (issuer["id"], issuer["name"], issuer["email"]) == (
        "http://localhost/badges/issuer",
        "Test Medical Society",
        "office@example.org",
    )
    assert issuer["type"] == ["Profile"] and issuer["jwks_uri"] == "http://localhost/.well-known/jwks.json"


def test_the_same_certificate_gives_the_same_badge(certificate, clock):
    first = records.badge(certificate)
    clock.forward(days=400)
    assert records.badge(certify.Certificate.get_by_id(certificate.id)) == first


def status_bit(credential, fetch, read) -> int:
    entry = credential["credentialStatus"]
    listed = read(fetch(entry["statusListCredential"]).get_data(as_text=True))
    assert listed["id"] == entry["statusListCredential"] and "BitstringStatusListCredential" in listed["type"]
    assert listed["credentialSubject"]["statusPurpose"] == entry["statusPurpose"] == "revocation"
    return bit(listed["credentialSubject"]["encodedList"], int(entry["statusListIndex"]))


@pytest.mark.parametrize("how", ["withdrawn", "undone", "superseded"])
def test_a_certificate_that_no_longer_stands_shows_in_the_status_list(cast, claim, certificate, fetch, read, how):
    other = records.credential(certify.issue(cast.claimed(cast.nurse), by="test")[0])
    credential = records.credential(certificate)
    assert (status_bit(credential, fetch, read), status_bit(other, fetch, read)) == (0, 0)
    if how == "withdrawn":
        certify.withdraw(certificate, "a test", by="test")
    elif how == "undone":
        claims.undo(claim, by="test")
    else:
        certify.correct(certificate, "a test", name="Alice B. Adams", by="test")
    assert (status_bit(credential, fetch, read), status_bit(other, fetch, read)) == (1, 0)


def test_no_two_certificates_share_a_position_and_positions_do_not_count_them(app):
    positions = [status.position(number) for number in range(1, 3000)]
    assert len(set(positions)) == len(positions) and {page for page, _ in positions} == {1}
    assert status.position(status.SIZE)[0] == 2
    steps = {(b - a) % status.SIZE for (_, a), (_, b) in zip(positions, positions[1:], strict=False)}
    assert steps != {1} and max(index for _, index in positions) > status.SIZE // 2


def test_who_took_part_earned_no_credit(cast):
    """C4: a certificate of participation never says that credit was awarded."""
    credential = records.credential(certify.issue(cast.claimed(cast.nurse), by="test")[0])
    assert "creditsEarned" not in credential["credentialSubject"]
    assert "awarded" not in json.dumps(credential)
    assert "has participated in" in credential["credentialSubject"]["achievement"]["criteria"]["narrative"]


def test_a_badge_is_the_owners(cast, visitor, claim, certificate):
    other = visitor(cast.stranger)
    other.get(f"/claims/{claim.id}/certificates/{certificate.number}.jwt")
    assert other.status == 404


def test_a_new_key_signs_and_the_old_ones_badges_still_verify(app, certificate, read, fetch):
    old = records.badge(certificate)
    file = app.settings.data / "keys" / keys.FILE
    ring = json.loads(file.read_text())
    file.write_text(json.dumps(ring | {"keys": [keys._new_key(), *ring["keys"]]}))
    keys._read.cache_clear()
    new = records.badge(certificate)
    assert read(new) == read(old) and new != old
    assert len(fetch("http://localhost/.well-known/jwks.json").get_json()["keys"]) == 2


def test_a_learner_record_holds_the_badges_and_what_was_told(cast, alice, claim, certificate, read):
    add_external_credit(cast.physician, title="Rounds elsewhere", amount=200)
    credential = read(alice.get("/transcript.clr.jwt").answer.get_data(as_text=True))
    assert "ClrCredential" in credential["type"] and credential["@context"][1] == rules.CLR
    here, external_credit = credential["credentialSubject"]["verifiableCredential"]
    assert here == records.credential(certificate)
    assert (
        external_credit["issuer"]["name"] == "Alice Adams" and external_credit["issuer"]["id"] != here["issuer"]["id"]
    )
    assert external_credit["credentialSubject"]["creditsEarned"] == 2
    assert "not verified" in external_credit["description"]
    assert credential["validFrom"] == rules.format_time(time.now())


def test_a_learner_record_fits_the_schema(cast, certificate):
    import jsonschema

    add_external_credit(cast.physician)
    credential = learner_record.of(cast.physician, transcript.items(cast.physician))
    inner = {key: value for key, value in SCHEMA.items() if key != "required"} | {
        "required": ["@context", "id", "type", "issuer"]
    }
    jsonschema.validate(
        credential,
        {
            "type": "object",
            "required": ["@context", "id", "type", "issuer", "validFrom", "name", "credentialSubject"],
            "properties": {
                "type": {"type": "array", "contains": {"const": "ClrCredential"}},
                "@context": {"prefixItems": [{"const": rules.VC}, {"const": rules.CLR}, {"const": rules.OB}]},
                "credentialSubject": {
                    "required": ["type", "verifiableCredential"],
                    "properties": {
                        "type": {"contains": {"const": "ClrSubject"}},
                        "verifiableCredential": {"type": "array", "minItems": 2, "items": inner},
                    },
                },
            },
        },
    )


@pytest.mark.given("CLR_SCHEMA")
def test_a_learner_record_fits_the_official_schema(cast, claim, certificate):
    import jsonschema

    official = json.loads(Path(os.environ["CLR_SCHEMA"]).read_text("utf-8"))
    person = cast.physician
    jsonschema.Draft201909Validator(official).validate(learner_record.of(person, transcript.items(person)))
