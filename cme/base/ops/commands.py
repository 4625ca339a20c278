"""What the shell does with the machine: migrations, checks, the worker, the provider's words."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from cme import __version__
from cme.base import audit_log, provider, registry
from cme.base.domain.refusal import Refused, refuse_if
from cme.base.ops import backup, check, json_logs, worker_pause
from cme.base.ops.command_line import refusals_end_it, with_option
from cme.base.store import schema
from cme.base.store.db import scope

base_commands = AppGroup("base", help="The database, the worker, checks, the provider.")


@base_commands.command("version")
def version_command():
    """Say which version this is."""
    click.echo(f"CME Desk {__version__}")


@base_commands.command("migrate")
def migrate():
    """Bring the database up to date."""
    with scope():
        try:
            applied = schema.migrate(current_app.settings.data, registry.current().loaders, by="shell")
        except schema.TooNew as error:
            raise click.ClickException(str(error)) from None
        for name in applied:
            click.echo(f"applied {name}")


@base_commands.command("check")
def check_command():
    """Name what is not ready for production; exit 1 when there is anything."""
    with scope():
        found = check.findings()
    for sentence in found:
        click.echo(f"- {sentence}")
    click.echo(f"{len(found)} faults" if found else "ready")
    sys.exit(1 if found else 0)


@base_commands.command("prepare")
@click.pass_context
def prepare(context):
    """Do what comes before a start: migrate, then the demo or the check, and what certificates are printed with."""
    demo = current_app.settings.demo
    steps = [
        "base migrate",
        *(["offer demo", "track demo"] if demo else []),
        "certify prepare",
        *([] if demo else ["base check"]),
    ]
    for step in steps:
        group, name = step.split()
        try:
            context.invoke(current_app.cli.commands[group].commands[name])
            continue
        except click.ClickException as error:
            click.echo(error.format_message())
        except SystemExit as end:
            if not end.code:
                continue
        click.echo(f"Not started: `flask --app app {step}` found the fault above.")
        sys.exit(1)


@base_commands.command("work")
@click.option("--workers", default=1, help="How many processes.")
def work(workers):
    """Run the worker until it is stopped; what it is doing is finished first."""
    for warm in registry.current().warm_ups:
        warm()
    json_logs.log_start(current_app._get_current_object(), "worker")
    run_worker(current_app._get_current_object(), workers)


def run_worker(app, workers: int) -> None:
    """Run Huey's consumer: processes, a stop signal lets the running task finish."""
    consumer = worker_pause.consumer_class()(
        app.huey,
        workers=workers,
        worker_type="process",
        graceful_signal="TERM",
        shutdown_timeout=30,
        initial_delay=0.05,
        max_delay=0.5,
        periodic=True,
    )
    consumer.run()


@base_commands.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def backup_command(file):
    """Write everything that must last into FILE (a ZIP), while the server runs."""
    with scope(), _sentences():
        counts = backup.backup(file, current_app.settings.data)
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables in {file}")


@base_commands.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_command(file):
    """Read a backup into an empty database; stop the server first."""
    with scope(), _sentences():
        counts = backup.restore(file, current_app.settings.data)
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables restored")


@base_commands.command("copy-to")
@click.argument("url")
def copy_command(url):
    """Copy everything to the empty database at URL (postgresql://… or sqlite:///…)."""
    with scope(), _sentences():
        counts = backup.copy_to(url, current_app.settings.data)
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables copied; set DATABASE_URL to use them")


@contextlib.contextmanager
def _sentences():
    try:
        yield
    except Refused as error:
        raise click.ClickException(str(error)) from None


@base_commands.command("verify-log")
@click.option("--head", "heads", multiple=True, help='A head that was printed somewhere: "#12 3f9a…".')
def verify_log(heads):
    """Check the log: every row follows the one before, and holds every head that certificates carry."""
    with scope():
        audit_log.append()
        printed = [head for function in registry.current().log_heads for head in function()]
        found = audit_log.errors([*printed, *heads])
        number, digest = audit_log.head()
    for sentence in found:
        click.echo(f"- {sentence}")
    click.echo(f"{number} rows, head #{number} {digest}" if not found else f"{len(found)} faults")
    sys.exit(1 if found else 0)


@base_commands.command("provider")
@click.option("--name")
@click.option("--address")
@click.option("--country", help="Two letters, such as US.")
@click.option("--zone", help="Time zone, such as America/Chicago.")
@click.option("--email")
@click.option("--phone")
@click.option("--hours")
@click.option("--accredited-number", help="ACCME's provider number; empty takes the accreditation back.")
@click.option("--accreditation", help="The accreditation statement.")
@click.option("--participation", help="The statement of participation.")
@click.option("--paper", type=click.Choice(["letter", "a4"]))
@click.option(
    "--first-attempts-only/--any-attempt", default=None, help="Which correct answers to board-review questions count."
)
@click.option("--membership-required/--no-membership", default=None, help="Whether claiming needs a membership.")
@click.option("--membership-link", help="Where a membership is got or renewed, such as https://example.org/join.")
def describe_provider(first_attempts_only, membership_required, **typed):
    """Say who the provider is; certificates made before keep what they say."""
    chosen = {"first_attempts_only": first_attempts_only, "membership_required": membership_required}
    with refusals_end_it(with_option):
        changes = provider.clean({name: value for name, value in typed.items() if value is not None})
    changes |= {name: value for name, value in chosen.items() if value is not None}
    with scope(), refusals_end_it():
        refuse_if(provider.refusals(changes, hint="--name …"))
        row = provider.change(by="shell", **changes) if changes else provider.current()
        for field in ("name", "address", "country", "zone", "email", "phone", "hours", "accredited_number", "paper"):
            click.echo(f"{field:18} {getattr(row, field, '')}")
