"""The shell commands of reporting, and its checks of the configuration."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import AppGroup

from cme.base import provider
from cme.base.store import schema

LOCAL = ("127.0.0.1", "::1", "localhost")


def destinations_configured() -> Iterator[str]:
    """Yield why reports would not arrive at the boards; a provider that sets no PARS_URL does not report."""
    settings = current_app.settings
    if settings.sandbox_named:
        yield "SANDBOX_URL is set: a sandbox is for demos and tests, no board would get anything."
    for name, address in (("PARS_URL", settings.pars_url), ("ABP_URL", settings.abp_url)):
        if urlsplit(address).hostname in LOCAL:
            yield f"{name} names this machine: that is a sandbox, no board would get anything."
    if settings.demo and settings.to_sandbox:
        yield "Reports go to the sandbox: set PARS_URL to the address that ACCME gave you."
    if settings.pars_url and not (settings.pars_user and settings.pars_password):
        yield "PARS_URL is set without PARS_USER and PARS_PASSWORD: PARS would refuse every report."
    for name, address in (("PARS_URL", settings.pars_url), ("ABP_URL", settings.abp_url)):
        if address and not _accredited():
            yield f"{name} is set, but the provider is not accredited (base provider --accredited-number): nothing is sent."
    if settings.abp_url and not settings.abp_token:
        yield "ABP_URL is set without ABP_TOKEN: the board would refuse every report."


def _accredited() -> bool:
    return not schema.pending() and provider.current().accredited


report_commands = AppGroup("report", help="Reports to boards, and the sandbox.")


@report_commands.command("sandbox")
def sandbox() -> None:
    """Run the reporting sandbox on this machine until it is stopped; demos and tests only."""
    if not (current_app.settings.demo or current_app.settings.testing):
        raise click.ClickException("The sandbox takes reports of demos only: it starts with CME_DEMO=1.")
    # a process of its own, without what the application has loaded
    os.execv(sys.executable, [sys.executable, "-m", "cme.report.sandbox"])  # noqa: S606 - no shell
