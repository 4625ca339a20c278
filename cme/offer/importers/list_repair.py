"""Repair texts whose lists were lost in a conversion: items run together in one line."""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(```|~~~)")
_DASH = re.compile(r"(?<=\D) - | - (?=\D)")  # "2 - 4 mg" is no list
_ITEM = re.compile(r" {0,3}[-*] (.+)")
_INTRODUCED = re.compile(r"(\w.{2,300}?:) - (.+)")


def split_joined_lists(text: str) -> str:
    """Return a text with "- one - two - three", alone between blank lines, as a list; other text stays as it is."""
    lines = text.split("\n")
    repaired: list[str] = []
    fenced: str | None = None
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and fenced in (None, mark.group(1)):
            fenced = None if fenced else mark.group(1)
        alone = not "".join(lines[max(0, at - 1) : at]).strip() and not "".join(lines[at + 1 : at + 2]).strip()
        repaired += [line] if fenced or not alone or _next_to_item(lines, at) else _split_items(line)
    return "\n".join(repaired)


def _split_items(line: str) -> list[str]:
    item, introduced = _ITEM.fullmatch(line), _INTRODUCED.fullmatch(line)
    if item and (len(parts := _DASH.split(item.group(1))) >= 3 or re.search(r"[.!?\]] - ", line)):
        return _bullets(parts)
    if introduced and len(parts := _DASH.split(introduced.group(2))) >= 2:
        return [introduced.group(1), "", *_bullets(parts)]
    return [line]


def _bullets(parts: list[str]) -> list[str]:
    return [f"- {part.strip()}" for part in parts if part.strip()]


def _next_to_item(lines: list[str], at: int) -> bool:
    """Return whether the text before or after is an item too: then the list is as it was meant."""
    around = [*reversed(lines[max(0, at - 3) : at])], lines[at + 1 : at + 4]
    return any(_ITEM.fullmatch(next((line for line in side if line.strip()), "")) for side in around)
