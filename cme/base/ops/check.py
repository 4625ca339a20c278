"""What is not ready for production, in sentences."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app

from cme.base import provider, registry
from cme.base.store import schema


def findings() -> list[str]:
    """List everything that is not ready for production, in sentences."""
    return [sentence for check in registry.current().checks for sentence in check()]


def machine():
    """Yield what of the settings and the database is not ready."""
    settings = current_app.settings
    if settings.demo:
        yield "CME_DEMO is 1: the demo's people with their printed passwords would be let in."
    if settings.testing:
        yield "CME_TESTING is 1: that is for tests."
    if not settings.https:
        yield f"BASE_URL is {settings.base_url}: set it to the https:// address that people use."
    if urlsplit(settings.base_url).hostname in ("127.0.0.1", "::1", "localhost"):
        yield "BASE_URL names this machine only; links in mails and QR codes would lead nowhere."
    if not settings.mail_url:
        yield "MAIL_URL is not set: mail would be written to a folder, and nobody could confirm an address."
    if later := schema.ahead():
        yield later
    if schema.pending():
        yield "The database is not up to date: run `flask --app app base migrate`."
    vendor = current_app.static_folder + "/vendor/htmx.min.js"
    from pathlib import Path

    if not Path(vendor).is_file():
        yield "static/vendor/htmx.min.js is missing: run `make static/vendor/htmx.min.js`."


def provider_described():
    """Yield what the provider still lacks."""
    if not schema.pending() and provider.current().id is None:
        yield "The provider has no name yet: run `flask --app app base provider --name …`."
    elif not schema.pending() and "(demo)" in provider.current().name:
        yield "The provider is the demo's: run `flask --app app base provider --name …`."
