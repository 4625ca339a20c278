"""The tree as JSON."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from cme.report.to import Unreadable

CONTENT_TYPE = "application/json; charset=utf-8"


def write(tree: Any) -> bytes:
    """Return a tree as JSON."""
    return json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()


def read(body: bytes) -> Any:
    """Parse a JSON object or list; Unreadable for anything else."""
    try:
        tree = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The answer is not JSON.") from error
    if not isinstance(tree, (dict, list)):
        raise Unreadable("The answer is neither a JSON object nor a list.")
    return tree


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
