"""Start and stop what is measured: granian with the options of serve.py, on reserved ports."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Client
from bench.world import PASSWORD, VIEWER
from cme.base import settings
from cme.base.ops import serve
from tests.ports import reserve

BIN = Path(sys.executable).parent
START_WITHIN = 600  # seconds: on a busy machine; a server that ends is noticed at once


def environment(data: Path, port: int, **more) -> dict:
    """Return the environment of a measured process."""
    return os.environ | {
        "CME_DATA": str(data),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "CME_DEMO": "0",
        **more,
    }


@contextmanager
def granian(target: str, data: Path):
    """Run one web server; yield its port and the seconds until its first response."""
    port = reserve()
    command = serve.web_command(settings.read(environment(data, port)))[:-1] + [target]
    start = time.perf_counter()
    with _process([str(part) for part in command], environment(data, port), port) as process:
        _wait(port, process)
        yield port, time.perf_counter() - start


@contextmanager
def everything(data: Path):
    """Run what `make run` runs; yield the port and the process."""
    port = reserve()
    env = environment(data, port, CME_DEMO="1", SANDBOX_PORT=str(reserve()))
    with _process([sys.executable, "-m", "cme.base.ops.serve"], env, port) as process:
        _wait(port, process)
        yield port, process


@contextmanager
def _process(command: list[str], env: dict, port: int):
    """Run a command until the block ends; add its output to an exception."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield process
        except Exception as error:
            output.seek(0)
            error.add_note(f"What the server on port {port} printed:\n{output.read().decode(errors='replace')[-3000:]}")
            raise
        finally:
            stop(process)


def _wait(port: int, process) -> None:
    """Wait until the server answers or ends."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        try:
            Client(port).ask("GET", "/healthz")  # any answer will do: the bare server has no such page
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)
    raise RuntimeError(f"the server has not answered within {START_WITHIN} s")


def stop(process) -> None:
    """Stop a server and whatever it started."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def sign_in(port: int, email: str = VIEWER, password: str = PASSWORD) -> Client:
    """Sign in; return a client with the cookie of the session."""
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
