"""The sentences of the page on which an account is deleted, where they depend on numbers."""

from __future__ import annotations

from cme.base.domain.plural import quantity


def loss(review: int, claim: int, outstanding: int) -> dict[str, str]:
    """Return what would be lost of searches, entries and claimed entries on their way, by kind; {} for nothing."""
    entries = quantity(outstanding, "claimed entry", "claimed entries")
    found = {
        "review": (review, quantity(review, "search that waits", "searches that wait") + " for your review."),
        "claim": (claim, quantity(claim, "entry that is", "entries that are") + " not claimed yet."),
        "outstanding": (
            outstanding,
            f"{entries} on the way to your boards: what has not been sent yet is not sent any more.",
        ),
    }
    return {key: words for key, (number, words) in found.items() if number}


def certificates(number: int) -> str:
    """Return the sentence about the certificates that stay, and why."""
    named = "Certificates" if not number else "Your certificate" if number == 1 else f"Your {number} certificates"
    return f"{named}, with your name as printed, so that {'it' if number == 1 else 'they'} can be verified."
