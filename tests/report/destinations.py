"""The destinations of reports in tests: the sandbox as a real process, and a server that answers with any bytes."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from cme.report.to import Learner, Record
from tests import ports

ROOT = Path(__file__).parents[2]
ANA = Learner("Ana", "Nguyễn", "04-17", "1234567893")


def settings(**more) -> SimpleNamespace:
    """Return the settings that destinations read, as they are in a demo."""
    values = {
        "pars_url": "",
        "pars_provider_number": "",
        "pars_user": "",
        "pars_password": "",
        "pars_format": "json",
        "pars_birth_format": "MM-DD",
        "pars_timeout": 5.0,
        "abp_url": "",
        "abp_token": "",
        "sandbox_url": "",
    }
    return SimpleNamespace(**values | more)


def record(ccid="ccid:cme-desk:1", **more) -> Record:
    """Return a record of Ana's for ABIM."""
    values = {
        "ccid": ccid,
        "body": "ABIM",
        "number": "123456",
        "learner": ANA,
        "provider_name": "Test Medical Society",
        "provider_number": "0001234",
        "activity_name": "Internet point of care",
        "activity_number": "200000001",
        "completed": date(2026, 11, 20),
        "category": "Medical Knowledge",
        "hundredths": 250,
    }
    return Record(**values | more)


class Sandbox:
    """A running sandbox, for tests to call."""

    def __init__(self, port: int, process):
        self.url, self.port, self.process = f"http://127.0.0.1:{port}", port, process
        self.clock: Path | None = None

    def request(self, method, path, document=None, **headers):
        """Send a request; return the status and the body, parsed where it is JSON."""
        body = None if document is None else json.dumps(document).encode()
        headers = {"Content-Type": "application/json"} | headers
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        try:
            return status, json.loads(content)
        except ValueError:
            return status, content.decode()

    def fail(self, mode, **more):
        """Inject a fault, once unless `more` has another count or a share."""
        status, content = self.request("POST", "/faults", {"mode": mode} | more)
        assert status == 201, content

    def records(self) -> list[dict]:
        """Return its records."""
        return self.request("GET", "/records")[1]

    def use_clock(self, clock: Path) -> None:
        """Use the time in a file."""
        fresh = self.clock.with_suffix(".new")
        fresh.symlink_to(clock)
        fresh.replace(self.clock)  # atomically: the sandbox may read it just now

    def clear(self):
        """Delete everything."""
        assert self.request("DELETE", "/records")[0] == 204


@contextmanager
def sandbox(data: Path, port: int = 0, **env):
    """Run the sandbox as a process of its own, with its data in a folder, until the test is done."""
    port = port or ports.reserve()
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("CME_", "SANDBOX_", "PARS_", "DATABASE_"))}
    own = {"CME_TESTING": "1", "CME_DATA": str(data), "SANDBOX_PORT": str(port), "SANDBOX_DELAY_SECONDS": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cme.report.sandbox"], cwd=ROOT, env=plain | own | env, stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 300
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60).close()
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, "the sandbox did not start"
                time.sleep(0.03)
        yield Sandbox(port, process)
    finally:
        process.terminate()
        process.wait(60)


class Raw:
    """A server that reads a request and then calls a function with the connection."""

    def __init__(self, act, read=True):
        self.act, self.read, self.requests, self.heard = act, read, [], threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        with connection:
            try:
                got = b""
                while self.read and b"\r\n\r\n" not in got:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    got += piece
                length = re.search(rb"(?i)content-length: (\d+)", got)
                missing = int(length[1]) - len(got.partition(b"\r\n\r\n")[2]) if length else 0
                while missing > 0:  # what is left unread would make a reset of the end
                    got += connection.recv(missing)
                    missing = int(length[1]) - len(got.partition(b"\r\n\r\n")[2])
                self.requests.append(got)
                self.heard.set()
                self.act(connection)
            except OSError:
                pass  # the client has gone

    def close(self):
        """Listen no more."""
        self.server.close()


@contextmanager
def raw(act, read=True):
    """Run such a server; `act` is a function of the connection, or the bytes to answer with."""
    machine = Raw(act if callable(act) else lambda connection: connection.sendall(act), read)
    try:
        yield machine
    finally:
        machine.close()


def answer(status=200, body=b"{}", content_type="application/json", **headers) -> bytes:
    """Return an HTTP response as bytes."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body
