"""The HTTP call to a destination: its reply, or an Answer where there was none."""

from __future__ import annotations

from cme.base import outbound
from cme.base.settings import Settings
from cme.report.to import Answer


def call(
    method: str,
    base: str,
    path: str,
    settings: Settings,
    *,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> outbound.Reply | Answer:
    """Call an address of a destination; return the Reply, or an Answer where there was none."""
    if not base:
        return Answer("down", "no-address", "No address is set for this destination.")
    try:
        return outbound.call(
            method, base.rstrip("/") + path, body=body, headers=headers, deadline=settings.pars_timeout, allowed=[base]
        )
    except outbound.NoConnection as error:
        return Answer("down", error.code, str(error))
    except outbound.Unclear as error:
        return Answer("unclear", error.code, str(error))
