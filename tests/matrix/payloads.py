"""Hostile input for the fields of forms."""

from __future__ import annotations

import os
import random

MARK = "zq7"  # in each payload of markup, to be found in pages
MARKUP = {
    "a script": f'<script>alert("{MARK}")</script>',
    "an attribute": f"\"><img src=x onerror=alert('{MARK}')>' autofocus onfocus='alert(1)",
    "an address that runs": f"javascript:alert('{MARK}')//",
    "an entity": f"&lt;script&gt;{MARK}&#x3c;/script&#x3e;<!-- {MARK} --",
}
TYPED = {
    **MARKUP,
    "10 MB": "a" * 10_000_000,
    "100,000 characters": "ü" * 100_000,
    "NUL": "a\x00b",
    "a lone surrogate": "a\ud800b",
    "bytes that are no text": b"a\xff\xfe\xc3(\xf0\x28\x8c\xbcb",
    "emoji": "👩‍⚕️🏳️‍🌈🇺🇸",
    "right to left": "invoice\u202egpj.exe ابن سينا",
    "joiners and what nobody sees": "\u200d\u200b\u2060\ufeff\u00ad",
    "50 combining marks": "e" + "\u0301" * 50,
    "a header": "a\r\nSet-Cookie: stolen=1\r\nBcc: all@evil.example\r\n\r\n<p>",
    "a formula": "=cmd|' /C calc'!A0",
    "a terminal": "\x1b[31mred\x1b]0;title\x07\x9b2J",
    "SQL": "x'); DROP TABLE person; -- \" OR 1=1 /*",
    "a template": "{{7*7}}{% raw %}${7*7}#{7*7}<%= 7*7 %>{{config}}",
    "a format": "%s%n%(x)s {0.__class__} {provider}",
    "what grows when it is compared": "ß" * 99 + "İ" * 50 + "ΐ" * 20 + "\ufb2c" * 20,
    "digits that are none": "²",
    "digits of elsewhere": "٣",
    "a number without an end": "9" * 5000,
    "a number below zero": "-1",
    "nothing but space": " \t\r\n\u3000 ",
    "a path": "../../../../etc/passwd\x00.pdf",
}
assert len(TYPED) >= 20


def seed() -> int:
    """Return the seed of this run from SEED, or a random one; print it."""
    number = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    print(f"SEED={number}")
    return number


def some(count: int, chance: random.Random) -> dict:
    """Draw so many payloads, or all of them with FULL=1."""
    if os.environ.get("FULL") == "1":
        return TYPED
    return {name: TYPED[name] for name in chance.sample(sorted(TYPED), count)}
