"""The nightly job for deleted accounts."""

from __future__ import annotations

from cme.track.deletion import records


def erase_what_is_due() -> None:
    """Erase the personal text of deleted accounts whose activities are six years past."""
    records.erase_what_is_due(by="system")
