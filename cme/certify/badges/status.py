"""Status lists: a bit for each certificate, set once it is withdrawn or superseded (W3C Bitstring Status List 1.0)."""

from __future__ import annotations

import base64
import gzip
import hashlib

from cme.certify.badges import keys
from cme.certify.records import Certificate, Supersession, Withdrawal
from cme.claim import records as claims
from cme.claim.records import Claim

SIZE = 131_072  # bits: the minimum of the standard, so that a holder is one of many


def position(certificate_id: int) -> tuple[int, int]:
    """Return the list of a certificate and its index there: unique, and scattered, so that nobody can count them."""
    page, number = divmod(certificate_id, SIZE)
    digest = hashlib.sha256(f"{keys.keyring()['secret']}:{page}".encode()).digest()
    # an odd factor has an inverse modulo a power of two, so no two certificates share an index
    factor, shift = int.from_bytes(digest[:8]) | 1, int.from_bytes(digest[8:16])
    return page + 1, (factor * number + shift) % SIZE


def pages() -> int:
    """Return how many lists there are."""
    last = Certificate.select(Certificate.id).order_by(Certificate.id.desc()).first()
    return position(last.id)[0] if last else 1


def revoked(page: int) -> list[int]:
    """List the ids of the certificates of a list that were withdrawn, by anybody, or superseded."""
    first, last = (page - 1) * SIZE, page * SIZE
    here = (Certificate.id >= first, Certificate.id < last)
    query = (
        Certificate.select(Certificate.id)
        .join(Claim)
        .where(
            *here,
            ~claims.active()
            | Certificate.id.in_(Withdrawal.select(Withdrawal.certificate))
            | Certificate.id.in_(Supersession.select(Supersession.old)),
        )
    )
    return [row[0] for row in query.tuples()]


def encoded(page: int) -> str:
    """Encode a list: its bits, the first one leftmost, as GZIP in multibase base64url."""
    bits = bytearray(SIZE // 8)
    for certificate_id in revoked(page):
        index = position(certificate_id)[1]
        bits[index // 8] |= 128 >> (index % 8)
    packed = gzip.compress(bytes(bits), compresslevel=9, mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
