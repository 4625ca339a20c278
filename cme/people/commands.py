"""What the shell does with people."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from cme.base import web
from cme.base.db import scope
from cme.people import letters, passwords, records, rules

people_commands = AppGroup("people", help="Clinicians and coordinators.")


@people_commands.command("add-coordinator")
@click.argument("email")
def add_coordinator(email):
    """Let the person of EMAIL run the CME office; prints a link for choosing a password."""
    if not rules.is_email(email):
        raise click.ClickException(f"{email} is not an e-mail address.")
    with scope():
        person = records.find_by_email(email)
        if person:
            records.make_coordinator(person)
            click.echo(f"{person.email} runs the CME office and signs in as before.")
            return
        # nobody knows this hash's password; the link below sets one
        person = records.add(email, passwords.make(letters.secrets.token_hex(32)), coordinator=True)
        token = letters.make("first-password", person.email)
        click.echo(f"{person.email} runs the CME office. Choose a password within three days:")
        click.echo(web.absolute(f"/reset/{token}"))
