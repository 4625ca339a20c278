"""Where reports go in tests: the sandbox as a real process, and a machine that answers with any bytes we like."""

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
    """The settings that destinations read, as they stand in a demo."""
    said = {
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
    return SimpleNamespace(**said | more)


def record(ccid="ccid:cme-desk:1", **more) -> Record:
    """A record of Ana's for ABIM."""
    said = {
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
    return Record(**said | more)


class Sandbox:
    """A running sandbox, as a test talks to it."""

    def __init__(self, port: int, process):
        self.url, self.port, self.process = f"http://127.0.0.1:{port}", port, process
        self.clock: Path | None = None

    def ask(self, method, path, said=None, **headers):
        """Ask it for something; gives the status and what came, read where it is JSON."""
        body = None if said is None else json.dumps(said).encode()
        headers = {"Content-Type": "application/json"} | headers
        asked = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                status, got = answer.status, answer.read()
        except urllib.error.HTTPError as fault:
            status, got = fault.code, fault.read()
        try:
            return status, json.loads(got)
        except ValueError:
            return status, got.decode()

    def fail(self, mode, **more):
        """Tell it to fail, once unless told otherwise."""
        status, said = self.ask("POST", "/faults", {"mode": mode} | more)
        assert status == 201, said

    def records(self) -> list[dict]:
        """What stands in its books."""
        return self.ask("GET", "/records")[1]

    def live_by(self, clock: Path) -> None:
        """Live by the time that a file tells."""
        fresh = self.clock.with_suffix(".new")
        fresh.symlink_to(clock)
        fresh.replace(self.clock)  # at once: somebody may look at it just now

    def clear(self):
        """Forget everything."""
        assert self.ask("DELETE", "/records")[0] == 204


@contextmanager
def sandbox(data: Path, port: int = 0, **env):
    """Run the sandbox as a process of its own, with books in a folder, until the test is done."""
    port = port or ports.reserve()
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("CME_", "SANDBOX_", "PARS_", "DATABASE_"))}
    said = {"CME_TESTING": "1", "CME_DATA": str(data), "SANDBOX_PORT": str(port), "SANDBOX_DELAY_SECONDS": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cme.report.sandbox"], cwd=ROOT, env=plain | said | env, stdout=subprocess.DEVNULL
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
    """A machine that reads a request and then does what it is told with the connection."""

    def __init__(self, act, read=True):
        self.act, self.read, self.asked, self.heard = act, read, [], threading.Event()
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
                self.asked.append(got)
                self.heard.set()
                self.act(connection)
            except OSError:
                pass  # the caller has gone

    def close(self):
        """Listen no more."""
        self.server.close()


@contextmanager
def raw(act, read=True):
    """Run such a machine; `act` is a function of the connection, or the bytes to answer with."""
    machine = Raw(act if callable(act) else lambda connection: connection.sendall(act), read)
    try:
        yield machine
    finally:
        machine.close()


def answer(status=200, body=b"{}", content_type="application/json", **headers) -> bytes:
    """Write an answer of HTTP as bytes."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body
