"""The running application for the browser: web server, worker and sandbox in processes of their own, as `make run` starts them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from cme.base import settings
from cme.base.ops import serve, worker_pause
from tests import clock_file, ports
from tests.conftest import locked
from tests.faults.fork_server import ForkServer, group

ROOT = Path(__file__).parents[2]
START_WITHIN, STOP_WITHIN = 120, 40  # seconds, on a busy machine


def prepare(shared: Path, fonts: Path) -> Path:
    """Create the demo's data once for all processes of tests; return the folder, which each copies."""
    data = shared / "browser-data"
    with locked(shared / "browser-data.lock"):
        if not data.is_dir():
            unfinished = shared / "browser-data.half"
            _create_data(unfinished)
            (unfinished / "fonts").symlink_to(fonts, target_is_directory=True)
            unfinished.rename(data)
    return data


def _create_data(folder: Path) -> None:
    from app import create_app
    from cme.base.store.db import db

    runner = create_app(environment_of(folder)).test_cli_runner()
    for step in (["base", "migrate"], ["offer", "demo"], ["track", "demo"]):
        result = runner.invoke(args=step)
        assert result.exit_code == 0, f"{' '.join(step)}: {result.output}{result.exception or ''}"
    db.close()


def copy(prepared: Path, to: Path) -> Path:
    """Copy prepared data for one running application."""
    return Path(shutil.copytree(prepared, to, symlinks=True))


def environment() -> dict[str, str]:
    """Return the part of this machine's environment that the processes get."""
    return {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")}


def environment_of(data: Path) -> dict[str, str]:
    """Return the settings of a running application in its folder, on ports of its own."""
    port, sandbox_port = ports.reserve(), ports.reserve()
    return environment() | {
        "CME_DEMO": "1",
        "CME_TESTING": "1",
        "CME_DATA": str(data),
        "PYTHONUNBUFFERED": "1",
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox_port),
        # browsers create no passkeys for an IP address
        "BASE_URL": f"http://localhost:{port}",
        # claims of the looks stay provisional, however long they take
        "CLAIM_HOLD_MINUTES": "1440",
        "VERIFY_PER_MINUTE": "1000",
        "CME_TEST_CLOCK": str(data / "test-clock"),
        "CME_TEST_WORKER_PAUSE": str(data / "worker-pause"),
    }


class RunningApp:
    """A running CME Desk: web server, worker, sandbox, database, clock, and access to its records."""

    def __init__(self, data: Path, fork_server: ForkServer):
        self.data, self.fork_server = data, fork_server
        self.log = data / "output.log"
        self.environment = environment_of(data)
        self.url = self.environment["BASE_URL"]
        self.clock_file = Path(self.environment["CME_TEST_CLOCK"])
        self.groups: dict[str, int] = {}
        self._app, self._depth = None, 0

    def start(self) -> RunningApp:
        """Start the processes without waiting for them."""
        commands = {
            "web server": (serve.web_command(settings.read(self.environment)), {"CME_SERVING": "1"}),
            "worker": ([serve.BIN / "flask", "--app", "app", "base", "work"], {}),
        }
        for name, (command, more) in commands.items():
            self.groups[name] = self.fork_server.spawn(command, self.environment | more, self.log)
        with self.log.open("a") as output:
            self.sandbox = subprocess.Popen(
                [sys.executable, "-m", "cme.report.sandbox"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def wait(self) -> RunningApp:
        """Wait until the web server answers and the sandbox runs."""
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            alive = all(group(pid) for pid in self.groups.values()) and self.sandbox.poll() is None
            assert alive, f"it ended at once:\n{self.output()}"
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.environment['PORT']}/healthz", timeout=2
                ) as response:
                    if response.status == 200 and "sandbox is at" in self.output():
                        return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"it did not answer within {START_WITHIN} s:\n{self.output()}")

    def stop(self) -> None:
        """Stop it as serve.py does; assert that it ended well and printed no error."""
        self.sandbox.terminate()
        codes = self.fork_server.stop(*self.groups.values(), seconds=STOP_WITHIN)
        codes.append(self.sandbox.wait(STOP_WITHIN))
        assert codes == [0, 0, 0], f"web server, worker and sandbox ended with {codes}:\n{self.output()}"
        assert_clean(self.output())

    def kill(self) -> None:
        """Kill its processes."""
        self.sandbox.kill()
        self.sandbox.wait(STOP_WITHIN)
        self.fork_server.kill(*self.groups.values())

    def ended(self) -> str:
        """Return the name of a process that has ended by itself, "" while all of them run."""
        names = [name for name, pid in self.groups.items() if not self.fork_server.lives(pid)]
        return (names + ["sandbox"] * (self.sandbox.poll() is not None) + [""])[0]

    def output(self) -> str:
        """Return what it has printed so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def worker_paused(self):
        """Pause the worker, as on a machine that is too busy: `with running_app.worker_paused():`."""
        return worker_pause.paused(Path(self.environment["CME_TEST_WORKER_PAUSE"]))

    @contextmanager
    def clock_forward(self, seconds: int):
        """Move the clock of every process forward by so many seconds, until the block ends.

        The worker is paused meanwhile: it would do what is due by then for everybody.
        """
        with self.worker_paused():
            clock_file.write(self.clock_file, f"+{seconds}")
            try:
                yield
            finally:
                clock_file.write(self.clock_file, "")

    @property
    def app(self):
        """Return an application in this process, on the same database."""
        if self._app is None:
            from app import create_app

            self._app = create_app(self.environment)
        return self._app

    @contextmanager
    def inside(self):
        """Read and write its database with the real records, beside the running processes."""
        from cme.base import clock
        from cme.base.store import db

        if self._depth:
            yield self.app
            return
        clock.use_test_clock(str(self.clock_file))
        db.open_database(self.app.settings.database_url)
        self._depth += 1
        try:
            with self.app.app_context(), db.scope():
                yield self.app
        finally:
            self._depth -= 1
            db.db.close()
            clock._test_file = None

    def session_cookie(self, email: str, user_agent: str = "") -> str:
        """Begin a session of a person as signing in does, without a password; return the value of its cookie."""
        from flask import session

        from cme.people import records as people
        from cme.people import sessions

        headers = {"User-Agent": user_agent}
        with (
            self.inside() as app,
            app.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"}),
        ):
            assert sessions.begin(people.find_by_email(email))
            return app.session_interface.get_signing_serializer(app).dumps(dict(session))


def processes_of(data: str) -> list[int]:
    """List the processes that were started with this folder in their environment (where there is a /proc)."""
    variable, found = f"CME_DATA={data}".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes()
        except OSError:
            continue
        if variable in environ.split(b"\0"):
            found.append(int(folder.name))
    return found


def assert_clean(output: str) -> None:
    """Assert that the output has no error."""
    assert "Traceback" not in output, output
    assert not re.search(r'"level": "(error|critical)"| ERROR ', output), output
