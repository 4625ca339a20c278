"""Shell commands for certificates, until the office has its pages."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from cme.base import queue
from cme.base.domain.refusal import refuse_if
from cme.base.ops.command_line import refusals_end_it
from cme.base.store.db import scope
from cme.certify import jobs, records, rules

certify_commands = AppGroup("certify", help="Certificates: fonts and key, corrections, withdrawals.")


@certify_commands.command("prepare")
def prepare():
    """Create the fonts and the signing key that the first certificate needs."""
    with scope():
        jobs.warm()


@certify_commands.command("withdraw")
@click.argument("number")
@click.option("--reason", required=True)
def withdraw(number, reason):
    """Withdraw certificate NUMBER; its verification says so from now on."""
    with scope(), refusals_end_it():
        records.withdraw(records.get(number), reason, by="shell")
    click.echo(f"{number} is withdrawn.")


@certify_commands.command("correct")
@click.argument("number")
@click.option("--name", help="The holder's name as it should have been printed.")
@click.option("--credentials", help="The credentials as they should have been printed.")
@click.option("--reason", required=True)
def correct(number, name, credentials, reason):
    """Supersede NUMBER by a corrected certificate."""
    typed = {"name": name, "credentials": credentials}
    changes = {field: words for field, words in typed.items() if words is not None}
    with scope(), refusals_end_it():
        refuse_if(rules.correction_refusals(changes, names="--name or --credentials"))
        new = records.correct(records.get(number), reason, by="shell", **changes)
    click.echo(f"{number} is superseded by {new.number}.")


@certify_commands.command("retry")
def retry():
    """Retry the files that were given up."""
    with scope():
        count = records.retry()
        queue.wake()
    click.echo(f"{count} to be made again.")
