"""Making the files: in the worker, one at a time, on a lease; never in a web thread."""

from __future__ import annotations

import logging
from functools import cache

from flask import current_app

from cme.base import queue, web
from cme.certify import paper, records

log = logging.getLogger("cme.certify")


@queue.job
def render(rendering_id: int) -> None:
    """Make one file: set, sign, keep. Returns quietly when it is done or somebody else's."""
    rendering = records.take(rendering_id)
    if rendering is None:
        return
    ids = rendering.certificate_ids
    certificates = sorted(
        records.Certificate.select().where(records.Certificate.id.in_(ids)), key=lambda c: ids.index(c.id)
    )
    try:
        body = make(certificates)
    except paper.PaperError as fault:
        log.error("rendering %s: %s", rendering_id, fault)
        records.fail(rendering, str(fault))
    except Exception:
        log.exception("rendering %s", rendering_id)
        records.fail(rendering, "The file could not be made. We have been told.")
    else:
        records.finish(rendering, certificates, body)


@queue.finder
def write_words() -> None:
    """Write the words of claims that have none: a later release of ours may write others (C3)."""
    for claim in records.without_words():
        records.of(claim)


@queue.finder
def render_what_is_asked() -> None:
    """Find files that are waited for and that no process holds."""
    waiting = records.Rendering.select(records.Rendering.id).where(
        records.Rendering.done.is_null(), records.Rendering.tries < records.TRIES
    )
    for row in list(waiting.order_by(records.Rendering.id).limit(20)):
        render(row.id)


def make(certificates: list) -> bytes:
    """Make the signed PDF of certificates from their frozen words."""
    from cme.certify.paper import render as press
    from cme.certify.paper import sign

    data = current_app.settings.data
    issued = max(c.made for c in certificates)
    printable = [_printable(c.words, data / "fonts") for c in certificates]
    plain = press.pdf({"certificates": printable}, data / "fonts", issued)
    name = certificates[0].words["provider"]["name"]
    return sign.sign(plain, signer(), name, "CME certificate")


def _printable(words: dict, fonts) -> dict:
    """Leave out what no font has (an emoji in an imported title); the holder's name was looked at in the profile."""
    from cme.certify.paper import shape

    def tidy(value):
        if isinstance(value, str):
            return shape.tidy(value, fonts)
        if isinstance(value, list):
            return [tidy(each) for each in value]
        return {key: tidy(each) for key, each in value.items()} if isinstance(value, dict) else value

    return tidy(words)


@cache
def signer():
    """Load the key once a process: the provider's own PKCS#12 or the one made on the first run."""
    from cme.certify.paper import sign

    settings = current_app.settings
    if settings.signing_pkcs12 is None:
        sign.make_key(settings.data / "keys", web.provider_name())
    return sign.load(settings.data / "keys", settings.signing_pkcs12, settings.signing_passphrase)



def warm() -> None:
    """Load what the first file would otherwise wait for."""
    from cme.certify.paper import fonts
    from cme.certify.paper import render as press

    fonts.prepare(current_app.settings.data / "fonts")
    press.pdf  # noqa: B018 - the import is what costs
    signer()



queue.warm_ups.append(warm)
