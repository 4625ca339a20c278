"""Starting what is measured: granian with the options of serve.py, on ports of its own, and stopping it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Client
from bench.world import PASSWORD, VIEWER
from cme.base import serve, settings

BIN = Path(sys.executable).parent


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data: Path, port: int, **more) -> dict:
    """The environment of a measured process."""
    return os.environ | {"CME_DATA": str(data), "PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}",
                         "CME_DEMO": "0", **more}  # fmt: skip


@contextmanager
def granian(target: str, data: Path):
    """Run one web server; gives its port and how long its first answer took, in seconds."""
    port = free_port()
    command = serve.web_command(settings.read(environment(data, port)))[:-1] + [target]
    start = time.perf_counter()
    process = subprocess.Popen([str(p) for p in command], env=environment(data, port), stderr=subprocess.DEVNULL,
                               start_new_session=True)  # fmt: skip
    try:
        _wait(port, process)
        yield port, time.perf_counter() - start
    finally:
        stop(process)


@contextmanager
def everything(data: Path):
    """Run what `make run` runs; gives the port and the process."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "cme.base.serve"], env=environment(data, port, CME_DEMO="1"),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    try:
        _wait(port, process)
        yield port, process
    finally:
        stop(process)


def _wait(port: int, process) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            client = Client(port)
            client.ask("GET", "/healthz")  # any answer will do: the bare server has no such page
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("the server did not start")


def stop(process) -> None:
    """Stop a server and whatever it started."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def sign_in(port: int, email: str = VIEWER, password: str = PASSWORD) -> Client:
    """Sign in; gives a client with the session's cookie."""
    client = Client(port)
    status, body, headers = client.ask("POST", "/sign-in", {"email": email, "password": password})
    if status != 303:
        raise RuntimeError(f"sign-in answered {status}: {re.sub(rb'<[^>]+>', b'', body)[:300]}")
    client.cookie = headers["set-cookie"].partition(";")[0]
    return client


def memory(process) -> float:
    """Sum the proportional memory (PSS) of a process and its descendants, in MB."""
    pids, found = [process.pid], []
    while pids:
        pid = pids.pop()
        found.append(pid)
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                pids += [int(child) for child in (task / "children").read_text().split()]
        except FileNotFoundError:
            continue
    total = 0
    for pid in found:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE).group(1))
    return total / 1024


