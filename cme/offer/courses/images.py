"""Whether a file is an image that we may show: judged by what is in it, never by its name."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

LARGEST = 2_000_000  # bytes
WIDEST = 4000  # pixels
_MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


@dataclass(frozen=True)
class Picture:
    """An image that was looked at: its kind, its size in pixels, and its bytes made anew without what else was in them."""

    mime: str
    width: int
    height: int
    body: bytes


def judge(raw: bytes) -> Picture:
    """Look at an image; ValueError with a sentence where it is none that we show.

    It is written anew: what a camera noted of the place, or somebody hid behind the image, does not come along.
    """
    if len(raw) > LARGEST:
        raise ValueError(f"the image is larger than {LARGEST:,} bytes")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(raw), formats=list(_MIMES)) as opened:
                if max(opened.size) > WIDEST:
                    raise ValueError(
                        f"the image is {opened.width} × {opened.height} pixels; at most {WIDEST} a side fit"
                    )
                opened.load()
                return Picture(_MIMES[opened.format], *opened.size, _anew(opened))
        except UnidentifiedImageError:
            raise ValueError("this is not a PNG, JPEG, GIF or WebP image") from None
        except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise ValueError("the image is damaged") from None


def _anew(opened) -> bytes:
    out = io.BytesIO()
    said = {"quality": 90} if opened.format in ("JPEG", "WEBP") else {"optimize": False}
    if opened.format == "JPEG" and opened.mode not in ("L", "RGB"):
        opened = opened.convert("RGB")
        opened.format = "JPEG"
    bare = opened.copy()
    bare.info = {name: bare.info[name] for name in ("transparency",) if name in bare.info}
    bare.save(out, opened.format, **said)
    return out.getvalue()
