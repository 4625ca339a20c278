"""Credit from elsewhere for tests: what a clinician would tell of it, and small files."""

from __future__ import annotations

import io
import itertools
from datetime import date

from cme.track.external_credit import records

_keys = itertools.count(1)


def said(**more) -> dict:
    """What is told of a credit."""
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


def told(person, **more):
    """Keep a credit from elsewhere."""
    return records.add(person, f"test-{next(_keys)}", said(**more))


def image(kind="JPEG", size=(60, 40), turned=None, colour="red") -> bytes:
    """Make an image whose left half is of a colour and whose right half is white; `turned` is an EXIF orientation."""
    from PIL import Image

    made = Image.new("RGB", size, "white")
    made.paste(colour, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
    out = io.BytesIO()
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    made.save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def pdf(words="A certificate from elsewhere") -> bytes:
    """Make a PDF of one page."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    canvas.drawString(20, 100, words)
    canvas.save()
    return out.getvalue()
