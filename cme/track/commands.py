"""What the shell does at the end of the journey: the people of the demo and their history."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from cme.base.db import scope
from cme.track import demo

track_commands = AppGroup("track", help="The demo's people and their history.")


@track_commands.command("demo")
def load_demo():
    """Load the demo's people with two years of history; what is there already stays."""
    if not current_app.settings.demo:
        raise click.ClickException("The demo's people exist only where CME_DEMO=1: their password is printed.")
    with scope():
        for line in demo.load():
            click.echo(line)
