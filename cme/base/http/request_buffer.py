"""The buffer between web server and application: a request goes on once all of it has arrived.

The threads of the application are few. A form that comes byte by byte would hold one for as long as its
sender likes, and a form whose sender went away would be read as if what came were all of it: a claim of
two entries where ten were ticked.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote_to_bytes

IN_MEMORY = 256 * 1024  # what is longer goes to the disk: many may be on their way at once
SLOWEST = 4096  # bytes a second that buy more time


class RequestBuffer:
    """An ASGI application (HTTP alone) that runs a WSGI one in so many threads.

    `longest` is in bytes; `patience` in seconds, which every sender has before its speed counts.
    """

    def __init__(self, app, threads: int, longest: int, patience: float):
        self.app, self.longest, self.patience = app, longest, patience
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        environ = _environ(scope)
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                arrived = await self._arrival(environ, receive, body)
            except TimeoutError:
                return await _send(
                    send, "408", [("Content-Type", "text/plain"), ("Connection", "close")], b"Too slow.\n"
                )
            if not arrived:
                return None
            environ["wsgi.input"] = body
            status, headers, pieces = await self._in_thread(self._answer, environ)
        try:
            await self._send(send, status, headers, pieces)
        finally:
            await self._in_thread(pieces.close)
        return None

    def _in_thread(self, function, *arguments):
        return asyncio.get_running_loop().run_in_executor(self.threads, function, *arguments)

    async def _send(self, send, status, headers, pieces):
        """Send an answer; of a long one the next piece is fetched when the last one went, in no thread of its own."""
        piece, more = pieces.first, not pieces.ended
        await _begin(send, status, headers)
        await send({"type": "http.response.body", "body": piece, "more_body": more})
        while more:
            piece = await self._in_thread(pieces.next)
            more = not pieces.ended
            await send({"type": "http.response.body", "body": piece, "more_body": more})

    async def _arrival(self, environ, receive, body) -> bool:
        """Wait until the whole body is there; False when its sender went away."""
        content_length = environ.get("CONTENT_LENGTH")
        if content_length is None and "HTTP_TRANSFER_ENCODING" not in environ:
            return True
        if content_length is not None and content_length.isdecimal() and int(content_length) > self.longest:
            return True  # it is refused for its length, unread
        begun, length = time.monotonic(), 0
        while length <= self.longest:
            async with asyncio.timeout(self.patience + length / SLOWEST - (time.monotonic() - begun)):
                event = await receive()
            if event["type"] != "http.request":
                return False
            length += body.write(event["body"])
            if not event["more_body"]:
                break
        environ["CONTENT_LENGTH"] = str(length)
        body.seek(0)
        return True

    def _answer(self, environ):
        started = []

        def start(status, headers, exc_info=None):
            started[:] = [status, headers]

        pieces = Pieces(self.app(environ, start))
        return *started, pieces


class Pieces:
    """The body of an answer: all of it where it is short, a piece at a time where it is an archive."""

    def __init__(self, parts):
        self.parts, self.ended = parts, False
        self.iterator = iter(parts)
        self.first = self.next()
        if self.ended:
            self.close()  # what the application does at the end of a request is done in the thread that ran it

    def next(self) -> bytes:
        """Read on until there is something worth sending, or the end."""
        found, length = [], 0
        while length < IN_MEMORY:
            part = next(self.iterator, None)
            if part is None:
                self.ended = True
                break
            found.append(part)
            length += len(part)
        return b"".join(found)

    def close(self) -> None:
        """Let the application know that nothing more is read; once."""
        parts, self.parts = self.parts, None
        if hasattr(parts, "close"):
            parts.close()


def _environ(scope) -> dict:
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # X_Forwarded_For would pass for X-Forwarded-For
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        value = value.decode("latin-1")
        if key in environ:
            value = environ[key] + (";" if key == "HTTP_COOKIE" else ",") + value
        environ[key] = value
    return environ


async def _send(send, status, headers, body) -> None:
    await _begin(send, status, headers)
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _begin(send, status, headers) -> None:
    lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    lines.append((b"server", b""))  # or the web server would say its name there
    await send({"type": "http.response.start", "status": int(status[:3]), "headers": lines})
