"""What the worker does with claims."""

from __future__ import annotations

from cme.claim import records


def release_what_waited() -> None:
    """Release every claim whose wait is over."""
    records.release_what_waited(by="system")
