"""A tiny real SMTP server on loopback, in a thread: takes what it is told to take, and keeps it."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        replies = self.server.replies
        self._answer(replies["greeting"])
        while line := self.rfile.readline():
            command = line.strip().decode("utf-8", "replace")
            self.server.commands.append(command)
            verb = command.split(" ")[0].split(":")[0].upper()
            if verb == "EHLO":
                self._answer("250-localhost\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
            elif verb == "DATA":
                self._answer("354 go on")
                self.server.received.append(self._data())
                self._answer(replies["data"])
            elif verb == "RCPT":
                refused = any(address in command for address in replies["refused"])
                self._answer("550 no such mailbox" if refused else "250 ok")
            elif verb == "AUTH":
                self._answer("235 come in")
            elif verb == "QUIT":
                self._answer("221 bye")
                return
            else:
                self._answer("250 ok")

    def _answer(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def _data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True


@contextmanager
def smtp_server(greeting="220 here", data="250 taken", refused=()):
    """Give a running server: `.port`, what it heard (commands) and took (messages)."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.replies = {"greeting": greeting, "data": data, "refused": refused}
        server.commands, server.received = [], []
        server.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
