"""External credit for tests: the values that a clinician would enter, and small files."""

from __future__ import annotations

import io
import itertools
from datetime import date

from cme.track.external_credit import records

_keys = itertools.count(1)


def values(**more) -> dict:
    """Return the values of a credit, changed by `more`."""
    return {
        "title": "Grand rounds: sepsis",
        "provider": "City Hospital",
        "format": "live",
        "credit_type": "ama-pra-1",
        "amount": 100,
        "completed_on": date(2026, 3, 4),
        "topics": [],
        "number": "",
        "type_words": "",
    } | more


def add_external_credit(person, **more) -> records.ExternalCredit:
    """Add an external credit to a person's transcript."""
    return records.add(person, f"test-{next(_keys)}", values(**more))


def image(kind="JPEG", size=(60, 40), orientation=None, colour="red") -> bytes:
    """Return an image whose left half is of a colour and whose right half is white; `orientation` is that of EXIF."""
    from PIL import Image

    picture = Image.new("RGB", size, "white")
    picture.paste(colour, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    out = io.BytesIO()
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    picture.save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def pdf(words="A certificate from elsewhere") -> bytes:
    """Return a PDF of one page."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    canvas.drawString(20, 100, words)
    canvas.save()
    return out.getvalue()
