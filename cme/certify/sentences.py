"""What the pages of verification say, as far as it depends on what was issued and became of it."""

from __future__ import annotations

ERASED = "Erased: the account was deleted, and the six years for which records are kept are over"
_HEADINGS = {"valid": "Valid", "provisional": "Provisional", "superseded": "Superseded"}


def heading(validity: str) -> str:
    """Head the verification of a certificate by its validity (see records.status)."""
    return _HEADINGS.get(validity, "Withdrawn")


def holder(name: str, credentials: str) -> str:
    """Name a holder as it was printed; what stands there when the name was erased."""
    return ", ".join(filter(None, (name, credentials))) or ERASED
