"""What the shell does with certificates, until the office has its pages."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from cme.base import queue
from cme.base.domain.refusal import Refused
from cme.base.store.db import scope
from cme.certify import jobs, records

certify_commands = AppGroup("certify", help="Certificates: fonts and key, corrections, withdrawals.")


def _find(number):
    found = records.Certificate.get_or_none(records.Certificate.number == number.upper())
    if found is None:
        raise click.ClickException(f"There is no certificate {number}.")
    return found


@certify_commands.command("prepare")
def prepare():
    """Make the fonts and the signing key that the first certificate needs."""
    with scope():
        jobs.warm()


@certify_commands.command("withdraw")
@click.argument("number")
@click.option("--reason", required=True)
def withdraw(number, reason):
    """Withdraw certificate NUMBER; its verification says so from now on."""
    with scope():
        records.withdraw(_find(number), reason, by="shell")
    click.echo(f"{number} is withdrawn.")


@certify_commands.command("correct")
@click.argument("number")
@click.option("--name", help="The holder's name as it should have been printed.")
@click.option("--credentials", help="The credentials as they should have been printed.")
@click.option("--reason", required=True)
def correct(number, name, credentials, reason):
    """Put a corrected certificate in the place of NUMBER."""
    said = {key: value for key, value in (("name", name), ("credentials", credentials)) if value is not None}
    if not said:
        raise click.ClickException("Say what to correct: --name or --credentials.")
    with scope():
        try:
            new = records.correct(_find(number), reason, by="shell", **said)
        except Refused as refused:
            raise click.ClickException(str(refused)) from None
    click.echo(f"{number} is superseded by {new.number}.")


@certify_commands.command("retry")
def retry():
    """Try again to make the files that were given up."""
    with scope():
        count = records.try_again()
        queue.wake()
    click.echo(f"{count} to be made again.")
