"""Read the reply of a destination: a refusal, an unclear answer, or a tree, and the reason in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cme.base import outbound
from cme.report.to import Answer, Unreadable

# Our own list of codes, by the words of a board's free text: PARS publishes no codes.
WORDS = (
    ("duplicate", ("duplicate", "already been reported", "already reported", "already on file")),
    ("birth", ("birth", "dob")),
    ("inactive", ("not active", "inactive", "expired", "lapsed", "suspended", "revoked", "surrendered", "retired")),
    ("activity", ("not registered", "activity is", "activity id", "not offer", "moc credit")),
    ("window", ("window", "too old", "too late", "in the future", "reporting year", "closed", "deadline")),
    ("name", ("family name", "given name", "last name", "first name", "name does not", "name differs")),
    ("no-match", ("no match", "not match", "not found", "no learner", "nobody", "unknown")),
)


def read(reply: outbound.Reply, reader: Callable[[bytes], Any]) -> Any:
    """Return what `reader` reads in the body of a reply, or an Answer for a refusal or an unclear reply."""
    raw = text(reply.body)
    try:
        tree = reader(reply.body) if reply.body else None
    except Unreadable as error:
        tree, unreadable = None, str(error)
    else:
        unreadable = "" if reply.body else "The answer is empty."
    if reply.status >= 500 or reply.status in (408, 425, 429):
        return Answer("unclear", str(reply.status), f"The other side answered with {reply.status}.", raw)
    if reply.status == 404 and (tree is not None or not reply.body):
        return Answer("unknown", "404", reason(tree), raw)
    if reply.status == 404:
        return Answer("unclear", "404", "The answer is a page, not a record's state.", raw)
    if reply.status >= 400:
        return Answer("refused", str(reply.status), reason(tree) or f"The request was refused ({reply.status}).", raw)
    if unreadable:
        return Answer("unclear", "unreadable", unreadable, raw)
    return tree


def reason(tree: Any) -> str:
    """Return the words of a refusal, wherever they are in a tree; empty when there are none."""
    if isinstance(tree, list):
        return plain(" ".join(filter(None, map(reason, tree[:5]))))
    if isinstance(tree, dict):
        for key, value in tree.items():
            if isinstance(value, str) and key.lower() in ("message", "reason", "detail", "description", "title"):
                return plain(value)
        return plain(" ".join(filter(None, map(reason, list(tree.values())[:5]))))
    return ""


def code_of(reason: str) -> str:
    """Return our code for a board's free text; "other" where no word of the list is in it."""
    small = reason.lower()
    return next((code for code, words in WORDS if any(word in small for word in words)), "other")


def text(body: bytes) -> str:
    """Return the beginning of a body as text that any database accepts."""
    return body[:4000].decode("utf-8", "replace").replace("\0", "\ufffd")


def plain(words: str) -> str:
    """Return a foreign text on one line of at most 500 printable characters."""
    return "".join(c for c in " ".join(words.split()) if c.isprintable())[:500]
