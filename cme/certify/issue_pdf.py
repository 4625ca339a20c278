"""Turn frozen words into the bytes of a signed PDF; called by the worker, never in a web thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from flask import current_app

from cme.base.http import web
from cme.certify.records import Certificate
from cme.certify.signed_documents import SignedDocument

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner


def make(certificates: list[Certificate], on_page: Callable[[int, int], None] | None = None) -> bytes:
    """Return the signed PDF of certificates; `on_page(page, pages)` is called for each page that is set."""
    from cme.certify.pdf import render

    data = current_app.settings.data
    issued = max(c.created for c in certificates)
    printable = [_printable(c.words, data / "fonts") for c in certificates]
    plain = render.pdf({"certificates": printable}, data / "fonts", issued, on_page)
    return _signed(plain, certificates[0].words["provider"]["name"], "CME certificate")


def make_signed_document(signed_document: SignedDocument) -> bytes:
    """Return the signed PDF of a signed document."""
    from cme.certify.pdf import transcript

    data = current_app.settings.data
    plain = transcript.pdf(_printable(signed_document.words, data / "fonts"), data / "fonts", signed_document.created)
    return _signed(plain, signed_document.words["provider"]["name"], "CME transcript")


def _signed(plain: bytes, name: str, reason: str) -> bytes:
    from cme.certify.pdf import sign

    return sign.sign(plain, signer(), name, reason)


def _printable(words: dict, fonts) -> dict:
    """Leave out what no font has (an emoji in an imported title); the profile has already checked the holder's name."""
    from cme.certify.pdf import printable

    def tidy(value):
        if isinstance(value, str):
            return printable.tidy(value, fonts)
        if isinstance(value, list):
            return [tidy(each) for each in value]
        return {key: tidy(each) for key, each in value.items()} if isinstance(value, dict) else value

    return tidy(words)


@cache
def signer() -> SimpleSigner:
    """Load the signing key, once per process: the provider's own PKCS#12, or the key created on the first run."""
    from cme.certify.pdf import sign

    settings = current_app.settings
    if settings.signing_pkcs12 is None:
        sign.make_key(settings.data / "keys", web.provider_name())
    return sign.load(settings.data / "keys", settings.signing_pkcs12, settings.signing_passphrase)


def warm() -> None:
    """Load the fonts, the renderer and the key, so that the first file need not wait for them."""
    from cme.certify.pdf import fonts, render

    fonts.prepare(current_app.settings.data / "fonts")
    render.pdf  # noqa: B018 - the import is what costs
    signer()
