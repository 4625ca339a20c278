"""Running everything: the database brought up to date, web server and worker started, watched and stopped.

`make run` calls it with CME_DEMO=1, `make serve` without; `make dev` adds CME_RELOAD=1, so that a change of code
starts the processes again.
"""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from cme import __version__
from cme.base import settings

BIN = Path(sys.executable).parent
STOP_WITHIN = 35  # seconds: the worker finishes what it does
CODE = ("app.py", "cme")  # what is watched with CME_RELOAD
UP_WITHIN = 300  # seconds: a small, busy machine takes its time, and the address has to be printed


def main(arguments: Sequence[str] = ()) -> int:
    """Run until Ctrl-C or SIGTERM; 1 when it could not start. `--version` says which one it is, and runs nothing."""
    if "--version" in arguments:
        print(f"CME Desk {__version__}")
        return 0
    config = settings.read()
    os.environ["CME_DATA"] = str(config.data)
    if config.runs_sandbox and not os.environ.get("SANDBOX_PORT"):
        os.environ["SANDBOX_PORT"] = str(_free_port_beside(config.port))
        config = settings.read()
    if error := _port_error(config):
        print(error, file=sys.stderr)
        return 1
    if not _prepare():
        return 1
    stopping = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.append(True))
    commands = {"web server": web_command(config), "worker": worker_command(config)}
    if config.runs_sandbox:
        commands["reporting sandbox"] = [sys.executable, "-m", "cme.report.sandbox"]
    running = {name: _start(command) for name, command in commands.items()}
    try:
        if _wait_until_up(config, stopping, running):
            _greet(config)
        elif not stopping:
            print("The web server has not answered yet; what it says stands here.", file=sys.stderr)
        return _watch(commands, running, stopping)
    finally:
        _stop(running)
        print("Stopped.")


def _prepare() -> bool:
    command: list[str | Path] = [BIN / "flask", "--app", "app", "base", "prepare"]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        print("\n".join(filter(None, (done.stdout.strip(), done.stderr.strip()))), file=sys.stderr)
    return done.returncode == 0


def _port_error(config) -> str | None:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            return (
                f"Port {config.port} on {config.host} cannot be used ({error.strerror}). "
                f"Is CME Desk running already? Or choose another: PORT={config.port + 1} make run"
            )
    return None


def _free_port_beside(port: int) -> int:
    """Find a port for the sandbox: the next one that nobody uses."""
    for each in (*range(port + 1, min(port + 50, 65536)), *range(max(port - 50, 1), port)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", each))
            except OSError:
                continue
            return each
    return port + 1


def web_command(config) -> list:
    """Return the command line of the web server for these settings."""
    return [
        BIN / "granian",
        "--interface",
        "asginl",
        "--factory",
        "--host",
        config.host,
        "--port",
        str(config.port),
        "--workers",
        "1",
        "--loop",
        "asyncio",
        "--no-ws",
        "--backlog",
        "2048",
        "--backpressure",
        "1024",
        "--http1-header-read-timeout",
        str(config.sender_seconds * 1000),
        "--respawn-failed-workers",
        "--log-level",
        "error",
        *(_reload_options() if config.reload else ()),
        "app:create_asgi_app",
    ]


def _reload_options() -> list[str]:
    # what does not start is a mistake that is about to be mended
    paths = [word for path in CODE for word in ("--reload-paths", path)]
    return ["--reload", "--reload-ignore-worker-failure", *paths]


def worker_command(config) -> list:
    """Return the command line of the worker; with CME_RELOAD it starts again, its work finished, when code changes."""
    command = [BIN / "flask", "--app", "app", "base", "work"]
    if not config.reload:
        return command
    words = shlex.join(str(word) for word in command)
    return [BIN / "watchfiles", "--filter", "python", "--sigint-timeout", str(STOP_WITHIN), words, *CODE]


def _start(command) -> subprocess.Popen:
    # a group of its own: Ctrl-C reaches only us, and we stop the others in order
    serving = {"CME_SERVING": "1"} if "granian" in str(command[0]) else {}
    return subprocess.Popen([str(p) for p in command], start_new_session=True, env=os.environ | serving)  # noqa: S603


def _wait_until_up(config, stopping, running) -> bool:
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::") else config.host  # noqa: S104 - compared, not bound
    address = f"http://{f'[{host}]' if ':' in host else host}:{config.port}/healthz"
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until and not stopping and running["web server"].poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.05)
    return False


def _greet(config) -> None:
    print(f"\nCME Desk is at {config.base_url}")
    if config.demo:
        from cme.base.ops.demo_people import PASSWORD, PEOPLE

        print(f"Sign in as (password of all: {PASSWORD})")
        for email, _, text in PEOPLE:
            print(f"  {email:26} {text}")
        if config.runs_sandbox:
            print(f"Reports go to a sandbox, which shows what arrived: {config.sandbox_url}")
        print(f"Everything is kept in {config.data}. Ctrl-C stops it.")
    sys.stdout.flush()


def _watch(commands, running, stopping) -> int:
    """Start again what dies; give up when something dies five times in a minute."""
    deaths: list[float] = []
    while not stopping:
        time.sleep(0.3)
        for name, process in list(running.items()):
            if process.poll() is None or stopping:
                continue
            deaths = [at for at in deaths if at > time.monotonic() - 60] + [time.monotonic()]
            if len(deaths) >= 5:
                print(f"The {name} ends again and again; look at what it printed above.", file=sys.stderr)
                return 1
            print(f"The {name} ended ({process.returncode}); starting it again.", file=sys.stderr)
            running[name] = _start(commands[name])
    return 0


def _stop(running) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + STOP_WITHIN
    for process in running.values():
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
