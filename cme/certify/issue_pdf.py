"""From words that are kept to signed bytes: what the worker does with a rendering. Never in a web thread."""

from __future__ import annotations

from functools import cache

from flask import current_app

from cme.base.http import web
from cme.certify.signed_documents import SignedDocument


def make(certificates: list, on_page=None) -> bytes:
    """Make the signed PDF of certificates from their frozen words; `told` hears of each page that is set, of how many."""
    from cme.certify.pdf import render

    data = current_app.settings.data
    issued = max(c.created for c in certificates)
    printable = [_printable(c.words, data / "fonts") for c in certificates]
    plain = render.pdf({"certificates": printable}, data / "fonts", issued, on_page)
    return _signed(plain, certificates[0].words["provider"]["name"], "CME certificate")


def make_signed_document(signed_document: SignedDocument) -> bytes:
    """Make the signed PDF of a signed document from its frozen words."""
    from cme.certify.pdf import transcript

    data = current_app.settings.data
    plain = transcript.pdf(_printable(signed_document.words, data / "fonts"), data / "fonts", signed_document.created)
    return _signed(plain, signed_document.words["provider"]["name"], "CME transcript")


def _signed(plain: bytes, name: str, reason: str) -> bytes:
    from cme.certify.pdf import sign

    return sign.sign(plain, signer(), name, reason)


def _printable(words: dict, fonts) -> dict:
    """Leave out what no font has (an emoji in an imported title); the holder's name was looked at in the profile."""
    from cme.certify.pdf import printable

    def tidy(value):
        if isinstance(value, str):
            return printable.tidy(value, fonts)
        if isinstance(value, list):
            return [tidy(each) for each in value]
        return {key: tidy(each) for key, each in value.items()} if isinstance(value, dict) else value

    return tidy(words)


@cache
def signer():
    """Load the key once a process: the provider's own PKCS#12 or the one made on the first run."""
    from cme.certify.pdf import sign

    settings = current_app.settings
    if settings.signing_pkcs12 is None:
        sign.make_key(settings.data / "keys", web.provider_name())
    return sign.load(settings.data / "keys", settings.signing_pkcs12, settings.signing_passphrase)


def warm() -> None:
    """Load what the first file would otherwise wait for."""
    from cme.certify.pdf import fonts, render

    fonts.prepare(current_app.settings.data / "fonts")
    render.pdf  # noqa: B018 - the import is what costs
    signer()
