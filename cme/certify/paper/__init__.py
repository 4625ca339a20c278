"""The certificate on paper: plain words in, signed PDF bytes out. Knows no request and no database."""


class PaperError(Exception):
    """A certificate that cannot be printed as it should be; its text is a plain sentence."""
