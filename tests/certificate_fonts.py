"""The fonts of certificates, made once and lent to each app."""

from __future__ import annotations

from cme.certify.pdf import fonts


def lend_fonts(app) -> None:
    """Let an app find the fonts made, as they are on a machine that printed before."""
    fonts.prepare(app.settings.data / "fonts")
