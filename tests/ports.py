"""Ports of this machine, reserved for one test process."""

from __future__ import annotations

import socket

_reserved: list[socket.socket] = []


def reserve() -> int:
    """Reserve a port: a server of this process may listen on it, and the system gives it to no other process."""
    # Bound and never listening: whoever binds it with SO_REUSEADDR, as servers do, may listen; until then a
    # connection is refused. A port that was merely free when looked for may be taken a moment later.
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _reserved.append(holder)
    return holder.getsockname()[1]
