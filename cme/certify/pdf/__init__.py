"""The certificate on paper: plain words in, signed PDF bytes out. Knows no request and no database.

`fonts.prepare` once, `shape.printable` when a name is typed, `render.pdf` and `sign.sign` in the worker.
"""


class PdfError(Exception):
    """A certificate that cannot be printed as it should be; its text is a plain sentence."""
