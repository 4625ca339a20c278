"""Ports of this machine that are reserved for one test process."""

from __future__ import annotations

import socket

_reserved: list[socket.socket] = []


def reserve() -> int:
    """Reserve a port: a server of ours may listen on it, and the system gives it to nobody else while we live."""
    # Bound and never listening: whoever binds it with SO_REUSEADDR, as servers do, may listen; until then a
    # connection is refused. A port that was only found free is somebody else's a moment later.
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _reserved.append(holder)
    return holder.getsockname()[1]
