"""The PDF of certificates and transcripts: plain words in, signed bytes out. Knows no request and no database.

Call `fonts.prepare` once, `printable.unprintable` for a typed name, `render.pdf` and `sign.sign` in the worker.
"""


class PdfError(Exception):
    """A PDF that cannot be printed as it should be; its text is a plain sentence."""
