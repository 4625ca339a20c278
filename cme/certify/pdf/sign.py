"""The provider's key and the PAdES signature on a PDF."""

import datetime
import fcntl
import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

ROOT, LEAF, KEY = "root.pem", "leaf.pem", "leaf.key"
YEARS = 10
FIELD = "Issuer"


def make_key(folder: Path, provider_name: str) -> None:
    """Create a self-signed root and a signing certificate (P-256, ten years) unless they are there.

    PDF readers show "unknown signer" for it; a provider that wants their trust passes a PKCS#12 file to `load`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(folder / ".lock", "w") as lock:  # two processes may begin at once; a crash releases it
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not all((folder / name).is_file() for name in (ROOT, LEAF, KEY)):
            _make(folder, provider_name.strip()[:50] or "CME provider")


def _make(folder, name):
    """Write the three files; the key of the root is discarded, so that it never signs another leaf."""
    from cryptography.hazmat.primitives.asymmetric import ec

    root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = f"{name} CME root"
    root = _certificate(root_name, root_name, root_key, root_key, authority=True)
    leaf = _certificate(name, root_name, leaf_key, root_key, authority=False)
    for file, data in ((ROOT, _pem(root)), (LEAF, _pem(leaf)), (KEY, _private(leaf_key))):
        _write(folder / file, data)


def load(folder: Path, pkcs12: Path | None = None, passphrase: str | None = None) -> "SimpleSigner":
    """Return the signer, from the folder or from the provider's own PKCS#12 file. Load it once per process.

    Raises ValueError, with a plain sentence, when the file or its passphrase is wrong.
    """
    from pyhanko.sign import signers

    if pkcs12:
        signer = signers.SimpleSigner.load_pkcs12(str(pkcs12), passphrase=passphrase.encode() if passphrase else None)
    else:
        folder = Path(folder)
        signer = signers.SimpleSigner.load(
            str(folder / KEY), str(folder / LEAF), ca_chain_files=(str(folder / ROOT),), key_passphrase=None
        )
    if signer is None:
        raise ValueError(f"{Path(pkcs12 or folder).name} cannot sign: not a key, or the wrong passphrase.")
    return signer


def sign(pdf: bytes, signer: "SimpleSigner", provider_name: str, reason: str) -> bytes:
    """Return `pdf` signed: PAdES B-B, certifying, no changes allowed. Its first bytes are those of `pdf`."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.fields import SigSeedSubFilter

    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
        name=provider_name,
    )
    out = io.BytesIO()
    signers.PdfSigner(about, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def _certificate(subject, issuer, key, signing_key, authority):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    start, end = now - datetime.timedelta(hours=1), now + datetime.timedelta(days=YEARS * 365 + 3)
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    for purpose in ("key_cert_sign", "crl_sign") if authority else ("digital_signature", "content_commitment"):
        usage[purpose] = True
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
        .sign(signing_key, hashes.SHA256())
    )


def _pem(certificate):
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _private(key):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path, data):
    handle, draft = tempfile.mkstemp(dir=path.parent)  # 0600 from the first byte
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)
