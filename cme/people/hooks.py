"""Hooks for what the profile shows and only later steps know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cme.base.http.hooks import hook

if TYPE_CHECKING:
    from cme.people.records import Person


@hook
def unprintable_characters(name: str) -> list[str]:
    """Describe the characters of a name that the certificate cannot print, each in words."""


@hook
def wants_digests(person: Person) -> bool:
    """Return whether a person gets reminders by mail."""
