"""What the worker does about deleted accounts."""

from __future__ import annotations

from cme.track.deletion import records


def erase_what_is_due() -> None:
    """Erase the personal words of deleted accounts whose activities are six years past."""
    records.erase_what_is_due(by="system")
