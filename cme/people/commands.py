"""Shell commands for the people who sign in."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import click
from flask.cli import AppGroup

from cme.base.domain.days import read_day
from cme.base.domain.refusal import refuse_if
from cme.base.http import web
from cme.base.ops import demo_people
from cme.base.ops.command_line import refusals_end_it
from cme.base.store import schema
from cme.base.store.db import db, scope
from cme.people import account_lock, mailed_links, membership, passwords, records, rules, second_factor


def no_demo_people() -> Iterator[str]:
    """Warn where the people of the demo are in a database that serves for real."""
    if not schema.pending() and any(records.find_by_email(email) for email, _, _ in demo_people.PEOPLE):
        yield "The demo's people are in this database: begin with a database of its own (CME_DATA or DATABASE_URL)."


people_commands = AppGroup("people", help="Clinicians and coordinators.")


@people_commands.command("add-coordinator")
@click.argument("email")
def add_coordinator(email: str) -> None:
    """Make EMAIL a coordinator of the CME office; prints a link for choosing a password."""
    with scope(), refusals_end_it():
        refuse_if(rules.email_refusals(email))
        if schema.pending():
            raise click.ClickException("The database is not up to date: run `flask --app app base migrate`.")
        person = records.find_by_email(email)
        if person:
            records.make_coordinator(person, by="shell")
            click.echo(f"{person.email} runs the CME office and signs in as before.")
            return
        # nobody knows this hash's password; the link below sets one
        with db.atomic():
            person = records.add(email, passwords.hash_password(secrets.token_hex(32)))
            records.make_coordinator(person, by="shell")
        token = mailed_links.make("first-password", person.email)
        click.echo(f"{person.email} runs the CME office. Choose a password within three days:")
        click.echo(web.absolute(f"/reset/{token}"))


def _person(email: str) -> records.Person:
    if schema.pending():
        raise click.ClickException("The database is not up to date: run `flask --app app base migrate`.")
    return records.get_by_email(email)


@people_commands.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Remove the second factors of EMAIL, who lost them all; be sure that it is them who ask."""
    with scope(), refusals_end_it():
        person = _person(email)
        second_factor.reset(person, "shell")
        click.echo(f"{person.email} signs in with the password alone, and is signed out everywhere.")


@people_commands.command("lock")
@click.argument("email")
@click.option("--reason", required=True, help="Why; it is stored with the lock.")
def lock(email: str, reason: str) -> None:
    """Lock the account of EMAIL and end every session."""
    with scope(), refusals_end_it():
        refuse_if(rules.lock_refusals(reason))
        person = _person(email)
        locked = account_lock.lock(person, reason, "shell")
        click.echo(f"{person.email} is locked." if locked else f"{person.email} was locked already.")


@people_commands.command("unlock")
@click.argument("email")
def unlock(email: str) -> None:
    """Unlock the account of EMAIL."""
    with scope(), refusals_end_it():
        person = _person(email)
        unlocked = account_lock.unlock(person, "shell")
        click.echo(f"{person.email} can sign in again." if unlocked else f"{person.email} was not locked.")


@people_commands.command("grant-membership")
@click.argument("email")
@click.option("--until", help="The last day, such as 2027-06-30; a year by default.")
def grant_membership(email: str, until: str | None) -> None:
    """Grant EMAIL a membership, or renew it: a renewal begins where the last one ends."""
    with scope(), refusals_end_it():
        last = read_day(until, "until", example="2027-06-30")
        person = _person(email)
        granted = membership.grant(person, "shell", last)
        click.echo(f"{person.email} is a member from {granted.starts} until {granted.until}.")
