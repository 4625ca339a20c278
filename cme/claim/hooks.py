"""What the pages of a claim show and only later steps know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cme.base.http.hooks import hook

if TYPE_CHECKING:
    from datetime import date

    from markupsafe import Markup

    from cme.base.provider import Provider, Unnamed
    from cme.claim.records import Claim, Line


@dataclass(frozen=True)
class ReportingTag:
    """The tag of a line of a claim, as it is shown; `waiting`: a body has still to answer."""

    waiting: bool
    html: Markup


@hook
def preview(holder: dict, credit_type: str, provider: Provider | Unnamed, entries: list, today: date) -> Markup:
    """Show the certificates that a claim of these entries would give, as they will be printed."""


@hook
def certificate_links(claims: list[Claim]) -> dict[int, dict[str, str]]:
    """Map claims to the addresses of their certificate: `open` and `pdf`."""


@hook
def reporting_tags(claims: list[Claim], lines: dict[int, list[Line]]) -> dict[int, ReportingTag]:
    """Map the lines of claims to their reporting tags."""
