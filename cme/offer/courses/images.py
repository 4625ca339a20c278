"""Images that we may show: recognized by their content, never by their name."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

MAX_BYTES = 2_000_000
MAX_SIDE = 4000  # pixels
_MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


@dataclass(frozen=True)
class Picture:
    """A sanitized image: its MIME type, its size in pixels, and its bytes, encoded again without metadata."""

    mime: str
    width: int
    height: int
    body: bytes


def sanitize(raw: bytes) -> Picture:
    """Return an image without its metadata; ValueError with a sentence where it is none that we show.

    It is encoded again: neither where a camera took it nor anything hidden behind the image comes along.
    """
    if len(raw) > MAX_BYTES:
        raise ValueError(f"the image is larger than {MAX_BYTES:,} bytes")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(raw), formats=list(_MIMES)) as opened:
                if max(opened.size) > MAX_SIDE:
                    raise ValueError(
                        f"the image is {opened.width} × {opened.height} pixels; at most {MAX_SIDE} a side fit"
                    )
                opened.load()
                return Picture(_MIMES[opened.format or ""], *opened.size, _reencode(opened))
        except UnidentifiedImageError:
            raise ValueError("this is not a PNG, JPEG, GIF or WebP image") from None
        except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise ValueError("the image is damaged") from None


def _reencode(opened: Image.Image) -> bytes:
    out = io.BytesIO()
    options = {"quality": 90} if opened.format in ("JPEG", "WEBP") else {"optimize": False}
    if opened.format == "JPEG" and opened.mode not in ("L", "RGB"):
        opened = opened.convert("RGB")
        opened.format = "JPEG"
    bare = opened.copy()
    bare.info = {name: bare.info[name] for name in ("transparency",) if name in bare.info}
    bare.save(out, opened.format, **options)
    return out.getvalue()
