"""The QR code of a certificate."""

import base64
import functools
import io


@functools.lru_cache(maxsize=64)
def code(url: str) -> str:
    """Return a QR code as a data: URI. The mask is chosen beforehand: trying all eight takes most of the time."""
    import segno

    out = io.BytesIO()
    segno.make(url, error="m", boost_error=False, micro=False, mask=2).save(out, kind="png", scale=3, border=0)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
