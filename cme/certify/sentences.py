"""Sentences of the verification pages that depend on a certificate and its status."""

from __future__ import annotations

ERASED = "Erased: the account was deleted, and the six years for which records are kept are over"
_HEADINGS = {"valid": "Valid", "provisional": "Provisional", "superseded": "Superseded"}


def heading(validity: str) -> str:
    """Return the heading of the verification of a certificate with this status (see records.status)."""
    return _HEADINGS.get(validity, "Withdrawn")


def holder(name: str, credentials: str) -> str:
    """Return a holder as printed; ERASED where the name was erased."""
    return ", ".join(filter(None, (name, credentials))) or ERASED
