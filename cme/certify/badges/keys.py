"""The keys that sign badges: Ed25519, in CME_DATA/keys/badge.json, created on the first run.

The first key of the file signs, the others only verify what they signed: to change the key, put a new one
in front. The secret decides the positions of certificates in the status lists, so that nobody can count them; never
change it.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import current_app

FILE = "badge.json"
ALGORITHM = "Ed25519"  # RFC 9864; its older name, EdDSA, is deprecated there


def keyring() -> dict:
    """Return the keys (`keys`, private JSON Web Keys) and the `secret` of this installation."""
    return _read(current_app.settings.data / "keys")


@lru_cache(maxsize=8)
def _read(folder: Path) -> dict:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(folder / ".badge.lock", "w") as lock:  # two processes may begin at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = folder / FILE
        if not file.is_file():
            draft = folder / f"{FILE}.new"
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as out:
                json.dump({"keys": [_new_key()], "secret": secrets.token_hex(32)}, out)
            draft.replace(file)
        return json.loads(file.read_text("utf-8"))


def _new_key() -> dict:
    from joserfc.jwk import OKPKey

    return OKPKey.generate_key("Ed25519").as_dict(private=True)


def name_of(key: dict) -> str:
    """Return the thumbprint of a key (RFC 7638), which is its name."""
    from joserfc.jwk import OKPKey

    return OKPKey.import_key(key).thumbprint()


def public_keys(address: Callable[[str], str]) -> list[dict]:
    """List the public keys as JSON Web Keys; `address` returns the URL of a key by its name."""
    return [
        {"kty": "OKP", "crv": ALGORITHM, "x": key["x"], "kid": address(name_of(key)), "alg": ALGORITHM, "use": "sig"}
        for key in keyring()["keys"]
    ]


def sign(claims: dict, address: Callable[[str], str]) -> str:
    """Sign a credential as VC-JWT; Ed25519 is deterministic, so the same claims give the same text."""
    from joserfc import jwt
    from joserfc.jwk import OKPKey

    key = keyring()["keys"][0]
    head = {"alg": ALGORITHM, "typ": "vc+jwt", "kid": address(name_of(key))}
    return jwt.encode(head, claims, OKPKey.import_key(key), algorithms=[ALGORITHM])
