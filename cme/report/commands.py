"""What the shell does with reports."""

from __future__ import annotations

import os
import sys

import click
from flask import current_app
from flask.cli import AppGroup

report_commands = AppGroup("report", help="Reports to boards, and the sandbox.")


@report_commands.command("sandbox")
def sandbox():
    """Run the reporting sandbox on this machine until it is told to stop; demos and tests only."""
    if not (current_app.settings.demo or current_app.settings.testing):
        raise click.ClickException("The sandbox takes reports of demos only: it starts with CME_DEMO=1.")
    # a process of its own, without what the application has loaded
    os.execv(sys.executable, [sys.executable, "-m", "cme.report.sandbox"])  # noqa: S606 - no shell
