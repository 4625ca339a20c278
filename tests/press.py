"""The fonts of certificates, made once a process and lent to each app."""

from __future__ import annotations

from cme.certify.paper import fonts


def lend_fonts(app, tmp_path_factory) -> None:
    """Let an app find the fonts made, as they are on a machine that printed before."""
    made = tmp_path_factory.getbasetemp() / "fonts"
    fonts.prepare(made)
    here = app.settings.data / "fonts"
    if not here.exists():
        here.symlink_to(made, target_is_directory=True)
