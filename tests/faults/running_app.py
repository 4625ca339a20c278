"""An installation under test: its folder, its database, its people, and its processes."""

from __future__ import annotations

import http.client
import itertools
import secrets
import select
import socket
import time
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from cme.base import settings
from cme.base.ops import serve
from tests import ports
from tests.conftest import settings_for
from tests.faults import fork_server as fork_servers

_numbers = itertools.count(1)
START_WITHIN = 300  # seconds, on a busy machine; a process that died is noticed at once


class RunningApp:
    """An installation: `inside()` gives access to its records, `open()` starts its processes."""

    def __init__(self, url: str, data: Path, fork_server: fork_servers.ForkServer, **variables):
        self.url, self.data, self.fork_server, self.variables = url, data, fork_server, variables
        self.groups: dict[str, int] = {}
        self.ports: list[int] = []
        self.app = self._create_app()

    def _create_app(self):
        """Create an application in this process, on the same database."""
        from app import create_app

        app = create_app(settings_for(self.url, self.data))
        app.testing = False
        return app

    @contextmanager
    def inside(self):
        """Push the application's context with a connection, and close all connections afterwards."""
        from cme.base.store import db

        with self.app.app_context(), db.scope():
            try:
                yield
            finally:
                db.release()
                self.close_connections()

    def close_connections(self):
        """Close every connection that this process has."""
        from cme.base.store.db import db, is_postgres

        db.close()
        if is_postgres():
            db.obj.close_all()

    # processes

    def environment(self, port: int, **more) -> dict:
        """Return the environment of its processes."""
        return settings_for(self.url, self.data) | {
            "PORT": str(port),
            "BASE_URL": f"http://127.0.0.1:{port}",
            "CME_DEMO": "0",
            **self.variables,
            **more,
        }

    def open(self, servers: int = 1, workers: int = 1, target: str | None = None, **more) -> None:
        """Start so many web servers and workers, and wait until every server answers."""
        while len(self.ports) < servers:
            self.ports.append(ports.reserve())
        for port in self.ports[:servers]:
            env = self.environment(port, **more)
            command = serve.web_command(settings.read(env))
            self._spawn(f"web {port}", command[:-1] + [target or command[-1]], env)
        for number in range(workers):
            command = [serve.BIN / "flask", "--app", "app", "base", "work"]
            self._spawn(f"worker {number}", command, self.environment(self.ports[0], **more))
        for port in self.ports[:servers]:
            self.wait_for_server(port)

    def _spawn(self, name, command, env):
        self.groups[name] = self.fork_server.spawn(command, env, self.data / "processes.log")

    def wait_for_server(self, port: int) -> None:
        """Wait until a server answers; raise RuntimeError with its output when it ends instead."""
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            try:
                if Browser(port, timeout=START_WITHIN).get("/healthz")[0] == 200:
                    return
            except OSError:
                if not fork_servers.group(self.groups[f"web {port}"]):
                    break
                time.sleep(0.01)
        log = self.data / "processes.log"
        raise RuntimeError("the server did not start: " + (log.read_text()[-3000:] if log.exists() else "no output"))

    def kill(self) -> None:
        """Kill every process of the application at once, as a power switch would."""
        if not self.groups:
            return
        self.fork_server.kill(*self.groups.values())
        self.groups.clear()

    def close(self) -> None:
        """Stop the processes the way serve.py does."""
        if not self.groups:
            return
        self.fork_server.stop(*self.groups.values())
        self.groups.clear()

    def server(self) -> int:
        """Return the process with the threads of the first web server: the newest of its group."""
        return max(fork_servers.group(self.groups[f"web {self.ports[0]}"]))

    # people

    def person(self, **changes):
        """Add a physician; call it inside."""
        from cme.people import records as people

        profile = {
            "name": "Clara Claimant",
            "credentials": "MD",
            "role": "physician",
            "country": "US",
            "zone": "America/New_York",
        }
        return people.add(f"claimant{next(_numbers)}@example.org", "", **profile | changes)

    def browser(self, person, port: int | None = None, seen: datetime | None = None, **options) -> Browser:
        """Return a browser in which this person is signed in, without hashing a password; call it inside."""
        from flask import session

        from cme.people import sessions

        with self.app.test_request_context("/", environ_base={"REMOTE_ADDR": "127.0.0.1"}):
            sessions.begin(person)
            value = self.app.session_interface.get_signing_serializer(self.app).dumps(dict(session))
        if seen:
            sessions.SignIn.update(last_seen=seen).where(sessions.SignIn.person == person).execute()
        return Browser(port or self.ports[0], f"session={value}", **options)

    def stock(self, person, count: int, days: int = 1) -> list[int]:
        """Insert so many reviewed entries of a person, completed on so many days in turn; return their ids.

        Call it inside.
        """
        from cme.base import clock
        from cme.base.store.db import db, insert_all
        from cme.earn.records import Entry, Move, Search
        from cme.evaluate.records import Evaluation
        from cme.offer import records as offer

        activity, version = offer.point_of_care()
        now = clock.now()
        day = now.date() - timedelta(days=40)
        batch = secrets.token_hex(4)
        with db.atomic():
            insert_all(
                Search,
                [
                    {
                        "person": person,
                        "term": f"question {batch} {n}",
                        "term_key": f"question {batch} {n}",
                        "searched": now,
                        "day": day,
                        "zone": "America/New_York",
                        "last_opening": now,
                    }
                    for n in range(count)
                ],
            )
            searches = Search.select(Search.id).where(
                Search.person == person, Search.term.startswith(f"question {batch}")
            )
            insert_all(
                Entry,
                [
                    {
                        "person": person,
                        "activity": activity,
                        "activity_version": version,
                        "credit_type": "ama-pra-1",
                        "search": row.id,
                        "earned_on": day,
                        "claim_by": date(day.year + 2, 12, 31),
                        "amount": 50,
                        "created": now,
                    }
                    for row in searches
                ],
            )
            entries = [row.id for row in Entry.select(Entry.id).where(Entry.search.in_(searches)).order_by(Entry.id)]
            insert_all(
                Move,
                [
                    {"entry": entry, "sequence": 1, "kind": "earned", "amount": 50, "balance": 50, "at": now}
                    for entry in entries
                ],
            )
            insert_all(
                Evaluation,
                [
                    {
                        "entry": entry,
                        "sequence": 1,
                        "goal": "treat",
                        "result": "change",
                        "reviewed_on": day - timedelta(days=n % days),
                        "at": now,
                        "warned": False,
                    }
                    for n, entry in enumerate(entries)
                ],
            )
        return entries


class Browser:
    """A connection that is kept open, with a cookie."""

    def __init__(self, port: int, cookie: str = "", timeout: float = 60):
        self.port, self.cookie, self.timeout = port, cookie, timeout
        self.headers: dict[str, str] = {}
        self._connection = None

    def ask(self, method: str, path: str, form=None, text=True) -> tuple[int, str]:
        """Send a request; return its status and page (if it is text), set `headers`, or raise OSError."""
        headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._connection and _hung_up(self._connection.sock):
            self.close()  # it was idle for so long that the server closed it: browsers connect again
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            page = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ConnectionError(str(error)) from error
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, page.decode() if text else ""

    def get(self, path):
        """Open an address."""
        return self.ask("GET", path)

    def post(self, path, **form):
        """Send a form."""
        return self.ask("POST", path, form)

    def claim(self, key: str, entries: list[int]) -> tuple[int, str]:
        """Confirm a claim; return the status and the location."""
        status, _ = self.post("/cme/claims", key=key, type="ama-pra-1", entry=entries)
        return status, self.headers.get("location", "")

    def close(self):
        """Close the connection."""
        if self._connection:
            self._connection.close()
        self._connection = None


def _hung_up(connection: socket.socket | None) -> bool:
    """Return whether the other side has closed an idle connection."""
    if connection is None:
        return False
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))
