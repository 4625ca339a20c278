"""The fonts of certificates, created once and shared by the apps of all tests."""

from __future__ import annotations

from cme.certify.pdf import fonts


def prepare_fonts(app) -> None:
    """Let an app find the fonts, as on a machine that has printed before."""
    fonts.prepare(app.settings.data / "fonts")
