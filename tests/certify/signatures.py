"""Whether a signed PDF is what its signer signed, as a reader that trusts our root would judge."""

from __future__ import annotations

import io

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def valid(pdf: bytes, root_pem: bytes) -> bool:
    """Tell whether the file is exactly what the holder of a certificate under `root_pem` signed."""
    try:
        root = x509.Certificate.load(pem.unarmor(root_pem)[2])
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if len(signatures) != 1:
            return False
        status = validate_pdf_signature(signatures[0], ValidationContext(trust_roots=[root], allow_fetching=False))
        return bool(status.bottom_line) and status.coverage.name == "ENTIRE_FILE"
    except Exception:  # a damaged file fails anywhere in the parser; it is not valid, whatever the place
        return False
