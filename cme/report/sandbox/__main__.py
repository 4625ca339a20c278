"""Run the sandbox: `python -m cme.report.sandbox`, on 127.0.0.1 until it is stopped."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from collections.abc import Mapping

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, make_server

from cme.base.settings import BadSetting, sandbox_port
from cme.report import sandbox


class Handler(WSGIRequestHandler):
    """Answer by HTTP/1.1, without a log."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        """Write no log."""


def run(env: Mapping[str, str] | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C; BadSetting when it must not or cannot start.

    It is Werkzeug's server because that gives access to the connection: a fault can drop it or send half a line.
    """
    env = os.environ if env is None else env
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    app, port = sandbox.create_app(env), sandbox_port(env)
    try:
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Handler)
    except (OSError, SystemExit) as error:
        raise BadSetting(f"SANDBOX_PORT: port {port} on 127.0.0.1 cannot be used. Choose another.") from error
    assert isinstance(server, ThreadedWSGIServer)  # because of threaded=True
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"The reporting sandbox is at http://127.0.0.1:{port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    run()
