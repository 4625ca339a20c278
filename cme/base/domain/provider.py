"""What a provider may say of itself: plain values in, reasons out (the row that keeps them is base/provider.py)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cme.base.domain.refusal import Reason

_ADDRESS = re.compile(r"https?://[^\s\"<>]+")


def refusals(
    changes: Mapping[str, object], *, is_described: bool, is_zone: Callable[[str], bool], hint: str = ""
) -> list[Reason]:
    """Return why these fields of a provider cannot be changed to these values.

    `is_described` says whether there is a version already, `is_zone` whether a name is a time zone, and `hint` where
    the name is to be entered ("--name …").
    """
    reasons = []
    link, country, zone = (str(changes.get(field) or "") for field in ("membership_link", "country", "zone"))
    if link and not _ADDRESS.fullmatch(link):
        reasons.append(Reason("membership_link", f"{link} is not an address such as https://example.org/join."))
    if changes.get("name") == "":
        reasons.append(Reason("name", "A provider needs a name."))
    if "country" in changes and not re.fullmatch("[A-Z]{2}", country):
        reasons.append(Reason("country", f"{country} is not the two letters of a country, such as US."))
    if zone and not is_zone(zone):
        reasons.append(Reason("zone", f"{zone} is not a time zone."))
    if changes and "name" not in changes and not is_described:
        reasons.append(Reason("name", f"Say the provider's name first{f': {hint}' if hint else '.'}"))
    return reasons
