"""The commands of tracking: the people of the demo with their history, and rule packs."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from cme.base.store.db import scope
from cme.track import demo
from cme.track.requirements import packs, versions

track_commands = AppGroup("track", help="The demo's people and their history.")


@track_commands.command("demo")
def load_demo():
    """Load the demo's people with two years of history; those that exist stay as they are."""
    if not current_app.settings.demo:
        raise click.ClickException("The demo's people exist only where CME_DEMO=1: their password is printed.")
    with scope():
        for line in demo.load(by="shell"):
            click.echo(line)


@track_commands.command("load-packs")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_packs(files):
    """Load rule packs from files, or those that came with this version; says what changed and for whom."""
    for file in files or sorted(packs.FOLDER.glob("*.json")):
        with scope():
            for line in _load(file):
                click.echo(line)


def _load(file):
    try:
        pack, is_new = packs.load(file.read_text("utf-8"), by="shell")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name}: this is not a text in UTF-8; nothing was loaded") from None
    except packs.InvalidPack as error:
        raise click.ClickException(f"{file.name}: nothing was loaded\n" + "\n".join(error.errors)) from None
    if not is_new:
        yield f"unchanged  {file.name}: {pack.title}, {pack.dated}"
        return
    yield f"loaded     {file.name}: {pack.title}, {pack.dated}, {pack.rules.count()} rules"
    for change in versions.changes_of(pack):
        yield f"  {change.body}: {'; '.join(change.differences)}{_whom(change.people)}"


def _whom(people) -> str:
    if not people:
        return ""
    many = f"{len(people)} {'person' if len(people) == 1 else 'people'}"
    return f" ({many}: {', '.join(person.email for person in people[:20])}{' …' if people[20:] else ''})"
