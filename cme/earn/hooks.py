"""Hooks by which earning asks the later steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cme.base.http.hooks import hook

if TYPE_CHECKING:
    from cme.earn.records import Entry


@hook
def is_for_review(entry: Entry) -> bool:
    """Return whether an entry still waits for its review."""
