"""The tree as JSON."""

from __future__ import annotations

import json

from cme.report.to import Unreadable

CONTENT_TYPE = "application/json; charset=utf-8"


def write(tree) -> bytes:
    """Write a tree as JSON."""
    return json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()


def read(body: bytes):
    """Read JSON; Unreadable for anything else."""
    try:
        said = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise Unreadable("The answer is not JSON.") from fault
    if not isinstance(said, (dict, list)):
        raise Unreadable("The answer is neither a JSON object nor a list.")
    return said


def _refuse(name):
    raise ValueError(name)
