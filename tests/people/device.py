"""A device with a passkey, in Python: how a browser and its authenticator respond, and how they may lie."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def write(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "===")


class Device:
    """A device that creates one passkey and signs with it; `lies` replace parts of a response."""

    def __init__(self, origin="http://localhost", site="localhost"):
        self.origin, self.site = origin, site
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.handle, self.count = secrets.token_bytes(32), None, 0

    def make(self, options: str, **lies) -> str:
        """Respond to navigator.credentials.create()."""
        parsed = json.loads(options)
        self.handle = read(parsed["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        authenticator_data = (
            self._authenticator_data(lies, ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        )
        client = self._client("webauthn.create", parsed, lies)
        return self._credential(
            {
                "clientDataJSON": write(client),
                "attestationObject": write(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": authenticator_data})),
                "transports": ["internal", "smoke signals"] if lies.get("odd") else ["internal"],
            }
        )

    def sign(self, options: str, **lies) -> str:
        """Respond to navigator.credentials.get()."""
        parsed = json.loads(options)
        self.count = lies.get("count", self.count + 1)
        client, authenticator_data = self._client("webauthn.get", parsed, lies), self._authenticator_data(lies)
        signature = self.key.sign(authenticator_data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": write(client),
                "authenticatorData": write(authenticator_data),
                "signature": write(signature),
                "userHandle": write(lies.get("handle", self.handle)),
            }
        )

    def _client(self, kind, parsed, lies) -> bytes:
        return json.dumps(
            {
                "type": lies.get("kind", kind),
                "challenge": lies.get("challenge", parsed["challenge"]),
                "origin": lies.get("origin", self.origin),
                "crossOrigin": False,
            }
        ).encode()

    def _authenticator_data(self, lies, flags=0) -> bytes:
        flags |= lies.get("flags", PRESENT | VERIFIED)
        site = hashlib.sha256(lies.get("site", self.site).encode()).digest()
        return site + bytes([flags]) + self.count.to_bytes(4, "big")

    def _credential(self, response) -> str:
        return json.dumps(
            {
                "id": write(self.id),
                "rawId": write(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
                "authenticatorAttachment": "platform",
            }
        )
