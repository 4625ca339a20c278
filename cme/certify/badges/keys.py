"""The keys that badges are signed with: Ed25519, in CME_DATA/keys/badge.json, made on the first run.

The first key of the file signs, the others only verify what they signed: to change the key, put a new one
in front. The secret places certificates in the status list, so that nobody counts them; it must stay.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from flask import current_app

FILE = "badge.json"
ALGORITHM = "Ed25519"  # RFC 9864; its older name, EdDSA, is deprecated there


def keyring() -> dict:
    """Give the keys (JSON Web Keys, private) and the secret of this installation."""
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
    """Name a key by its thumbprint (RFC 7638)."""
    from joserfc.jwk import OKPKey

    return OKPKey.import_key(key).thumbprint()


def public_keys(address) -> list[dict]:
    """List the public halves; `address` makes the address of a key out of its name."""
    return [
        {"kty": "OKP", "crv": ALGORITHM, "x": key["x"], "kid": address(name_of(key)), "alg": ALGORITHM, "use": "sig"}
        for key in keyring()["keys"]
    ]


def sign(claims: dict, address) -> str:
    """Sign a credential as VC-JWT; the same claims give the same text, since Ed25519 takes no chance."""
    from joserfc import jwt
    from joserfc.jwk import OKPKey

    key = keyring()["keys"][0]
    head = {"alg": ALGORITHM, "typ": "vc+jwt", "kid": address(name_of(key))}
    return jwt.encode(head, claims, OKPKey.import_key(key), algorithms=[ALGORITHM])
