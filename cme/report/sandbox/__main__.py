"""Running the sandbox: `python -m cme.report.sandbox`, on 127.0.0.1 until it is told to stop."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys

from werkzeug.serving import WSGIRequestHandler, make_server

from cme.base.settings import BadSetting, sandbox_port
from cme.report import sandbox


class Handler(WSGIRequestHandler):
    """Answers by HTTP/1.1 and says nothing about it."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_):
        """Say nothing."""


def run(env=None) -> None:
    """Serve until SIGTERM or Ctrl-C; BadSetting when it must not or cannot start.

    Werkzeug's own server, because it hands out the connection: a fault can drop it or send half a line.
    """
    env = os.environ if env is None else env
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    app, port = sandbox.create_app(env), sandbox_port(env)
    try:
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Handler)
    except (OSError, SystemExit) as fault:
        raise BadSetting(f"SANDBOX_PORT: port {port} on 127.0.0.1 cannot be used. Choose another.") from fault
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"The reporting sandbox is at http://127.0.0.1:{port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    run()
