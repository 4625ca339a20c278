"""What every destination does with a reply: tell a refusal from an unclear answer, and find the reason in it."""

from __future__ import annotations

from cme.base import outbound
from cme.report.to import Answer, Unreadable

# Our own list of codes, by words of a board's free text: PARS publishes none.
WORDS = (
    ("duplicate", ("duplicate", "already been reported", "already reported", "already on file")),
    ("birth", ("birth", "dob")),
    ("inactive", ("not active", "inactive", "expired", "lapsed", "suspended", "revoked", "surrendered", "retired")),
    ("activity", ("not registered", "activity is", "activity id", "not offer", "moc credit")),
    ("window", ("window", "too old", "too late", "in the future", "reporting year", "closed", "deadline")),
    ("name", ("family name", "given name", "last name", "first name", "name does not", "name differs")),
    ("no-match", ("no match", "not match", "not found", "no learner", "nobody", "unknown")),
)


def ask(method, base, path, settings, *, body=None, headers=None):
    """Call a destination's address; gives the Reply, or the Answer where there was none."""
    if not base:
        return Answer("down", "no-address", "No address is set for this destination.")
    try:
        return outbound.call(
            method, base.rstrip("/") + path, body=body, headers=headers, deadline=settings.pars_timeout, allowed=[base]
        )
    except outbound.NoConnection as fault:
        return Answer("down", fault.code, str(fault))
    except outbound.Unclear as fault:
        return Answer("unclear", fault.code, str(fault))


def read(reply, reader):
    """Read a reply with a reader of bytes; gives what it says, or an Answer for a refusal or what is unclear."""
    if isinstance(reply, Answer):
        return reply
    raw = text(reply.body)
    try:
        said = reader(reply.body) if reply.body else None
    except Unreadable as fault:
        said, unreadable = None, str(fault)
    else:
        unreadable = "" if reply.body else "The answer is empty."
    if reply.status >= 500 or reply.status in (408, 425, 429):
        return Answer("unclear", str(reply.status), f"The other side answered with {reply.status}.", raw)
    if reply.status == 404 and (said is not None or not reply.body):
        return Answer("unknown", "404", reason(said), raw)
    if reply.status == 404:
        return Answer("unclear", "404", "The answer is a page, not a record's state.", raw)
    if reply.status >= 400:
        return Answer("refused", str(reply.status), reason(said) or f"The request was refused ({reply.status}).", raw)
    if unreadable:
        return Answer("unclear", "unreadable", unreadable, raw)
    return said


def reason(said) -> str:
    """Find the words of a refusal in what was read, wherever they stand; empty when there are none."""
    if isinstance(said, list):
        return plain(" ".join(filter(None, map(reason, said[:5]))))
    if isinstance(said, dict):
        for key, value in said.items():
            if isinstance(value, str) and key.lower() in ("message", "reason", "detail", "description", "title"):
                return plain(value)
        return plain(" ".join(filter(None, map(reason, list(said.values())[:5]))))
    return ""


def code_of(reason: str) -> str:
    """Name what a board's free text is about, by our own list; "other" where it is none of it."""
    small = reason.lower()
    return next((code for code, words in WORDS if any(word in small for word in words)), "other")


def text(body: bytes) -> str:
    """Keep the beginning of a body as text that any database takes."""
    return body[:4000].decode("utf-8", "replace").replace("\0", "\ufffd")


def plain(said: str) -> str:
    """Put a foreign text on one line of at most 500 characters that can all be seen."""
    return "".join(c for c in " ".join(said.split()) if c.isprintable())[:500]
