"""What the shell does with people."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from cme.base import check, demo, schema, web
from cme.base.db import scope
from cme.people import letters, passwords, records, rules


@check.checks
def _demo_people():
    if not schema.pending() and any(records.find_by_email(email) for email, _, _ in demo.PEOPLE):
        yield "The demo's people are in this database: begin with a database of its own (CME_DATA or DATABASE_URL)."


people_commands = AppGroup("people", help="Clinicians and coordinators.")


@people_commands.command("add-coordinator")
@click.argument("email")
def add_coordinator(email):
    """Let the person of EMAIL run the CME office; prints a link for choosing a password."""
    if not rules.is_email(email):
        raise click.ClickException(f"{email} is not an e-mail address.")
    with scope():
        if schema.pending():
            raise click.ClickException("The database is not up to date: run `flask --app app base migrate`.")
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
