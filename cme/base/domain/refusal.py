"""A refusal: the list of reasons why something cannot be done, empty when all is well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One reason; `about` is a field of the form, the id of a row, or None for the whole."""

    about: str | int | None
    sentence: str


class Refused(Exception):
    """Something cannot be done; carries every reason, and reads as their sentences.

    A sentence alone is a reason about the whole.
    """

    def __init__(self, reasons: Iterable[Reason] | str) -> None:
        self.reasons = [Reason(None, reasons)] if isinstance(reasons, str) else list(reasons)
        super().__init__("; ".join(reason.sentence for reason in self.reasons))


def refuse_if(reasons: list[Reason]) -> None:
    """Raise Refused when there is a reason."""
    if reasons:
        raise Refused(reasons)


def by_field(reasons: Iterable[Reason]) -> dict[str, str]:
    """Map the fields of a form to what is wrong with them; "_form" is the whole form."""
    return {"_form" if reason.about is None else str(reason.about): reason.sentence for reason in reasons}
