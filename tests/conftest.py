"""The fixtures of all tests: the app on a real database, a client that inspects every page, the test clock, the cast."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

os.environ["CME_TESTING"] = "1"

import hypothesis
import pytest
from argon2 import PasswordHasher
from jinja2 import BytecodeCache

from cme.base import registry
from cme.certify import pages as certificate_pages
from cme.people import passwords
from tests import cast as people_of_tests
from tests import clock_file, memory, postgres, shares, skips
from tests.cast import Cast
from tests.client import Visitor
from tests.skips import pytest_sessionfinish, pytest_terminal_summary  # noqa: F401 - pytest finds its hooks here

FULL = os.environ.get("FULL") == "1"
HEAVY = FULL and os.environ.get("HEAVY") == "1"
if folder := memory.folder():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
# The hash of production takes 40 ms, longer than many tests; `production_hasher` restores it.
PRODUCTION_HASHER = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# How long an example takes depends on what else this machine does.
hypothesis.settings.register_profile("tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("tests")


def counts(full: int, small: int, url: str = "", heavy: int | None = None) -> int:
    """Return how often to try something: `small`, with FULL=1 `full`, with HEAVY=1 too `heavy` if it is given.

    On PostgreSQL, which takes longer, it is a third of the full or heavy count.
    """
    if not FULL:
        return small
    count = heavy if HEAVY and heavy else full
    return count // 3 if url.startswith("postgres") else count


def databases() -> list[str]:
    """Return the databases to test on: with FULL=1 PostgreSQL too, where its programs are installed."""
    return ["sqlite", "postgresql"] if FULL and postgres.available() else ["sqlite"]


def pytest_report_header(config):
    on = ", ".join(databases())
    reason = "only with FULL=1" if postgres.available() else "no server is installed"
    why = "" if "postgresql" in on else f" (PostgreSQL not: {reason})"
    level = "heavy" if HEAVY else "full" if FULL else "small"
    return f"CME Desk: counts {level}, databases {on}{why}"


def pytest_collection_modifyitems(config, items):
    """Deselect tests marked for another database, and skip what this run cannot or need not do."""
    selected = [item for item in items if _has_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _has_database(item)])
    for item in selected:
        skips.mark(item, FULL)
    items[:] = shares.in_order(selected)


def without_browser_loop(item):
    """Let a test start an event loop after the browser's tests: Playwright's stays "running" in this thread."""
    loop = asyncio._get_running_loop()
    if loop is None or "browser" in item.path.parts:
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(loop)


pytest_runtest_setup = pytest.hookimpl(wrapper=True)(without_browser_loop)
pytest_runtest_call = pytest.hookimpl(wrapper=True)(without_browser_loop)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return shares.Shares(config, log)


def _has_database(item) -> bool:
    """Return whether the marks of a test allow the database that it would run on."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    database = parameters.get("database_url", databases()[-1])
    return all(database in mark.args for mark in item.iter_markers("database"))


@pytest.fixture(scope="session")
def pg_server(tmp_path_factory):
    """Start a PostgreSQL server for this process."""
    with postgres.start() as url:
        yield Postgres(url)


class Postgres:
    """A running server, to create and drop databases on."""

    def __init__(self, url):
        self.url = url

    def _run(self, sql):
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql)

    def create(self, name, template=None) -> str:
        """Create a database, as a copy of a template if one is named; return its URL."""
        # copying files takes half as long as writing all of it into the log first
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""))
        return self.url.replace("/test?", f"/{name}?")

    def drop(self, name):
        """Drop a database, and end the connections to it."""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _create_app(url: str, data: Path, **changes):
    from app import create_app

    app = create_app(settings_for(url, data) | changes)
    app.jinja_env.bytecode_cache = _COMPILED
    return app


class _CompiledTemplates(BytecodeCache):
    """The compiled templates of a process, which all apps of its tests share."""

    def __init__(self):
        self.bytecode = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.bytecode:
            bucket.bytecode_from_string(self.bytecode[bucket.key])

    def dump_bytecode(self, bucket):
        self.bytecode[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledTemplates()


def settings_for(url: str, data: Path, **changes) -> dict:
    """Return the settings of a test app."""
    return {
        "CME_TESTING": "1",
        "CME_DATA": str(data),
        "DATABASE_URL": url,
        "BASE_URL": "http://localhost",
        "SECRET_KEY": "a secret key for tests, at least 32 long",
        **changes,
    }


def _fill(app) -> None:
    """Migrate the database and add the provider, its activity and a few articles."""
    from cme.base import provider
    from cme.base.store import schema
    from cme.base.store.db import scope
    from cme.offer import demo
    from tests import library

    with app.app_context(), scope():
        schema.migrate(app.settings.data, registry.of(app).loaders, by="test")
        provider.change(
            name="Test Medical Society",
            address="1 Test Street",
            country="US",
            zone="America/New_York",
            email="office@example.org",
            phone="+1 555 0199",
            hours="9 to 5",
            by="test",
        )
        demo.offer_point_of_care("Internet point of care", "None.", date(2020, 1, 1), by="test")
        library.fill()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory):
    data = tmp_path_factory.mktemp("template")
    app = _create_app(f"sqlite:///{data / 'cme.sqlite3'}", data)
    _fill(app)
    from cme.base.store.db import db

    db.close()
    return data / "cme.sqlite3"


@pytest.fixture(scope="session")
def _postgres_template(pg_server, tmp_path_factory):
    url = pg_server.create("template_cme")
    app = _create_app(url, tmp_path_factory.mktemp("template"))
    _fill(app)
    close_connections(app)
    return "template_cme"


@pytest.fixture(params=databases())
def database_url(request, tmp_path):
    """Yield the URL of a new database with provider and library; a test that uses it runs on each kind of database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("_sqlite_template"), tmp_path / "cme.sqlite3")
        yield f"sqlite:///{tmp_path / 'cme.sqlite3'}"
    else:
        server, template = request.getfixturevalue("pg_server"), request.getfixturevalue("_postgres_template")
        name = f"t_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
        yield server.create(name, template)
        server.drop(name)


def shared_folder(tmp_path_factory) -> Path:
    """Return the folder that all processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def _fonts(request, tmp_path_factory):
    """Return one folder of fonts for all apps, processes and runs: preparing it takes five seconds."""
    from cme.certify.pdf import fonts

    cache = getattr(request.config, "cache", None)  # there is none with -p no:cacheprovider
    folder = cache.mkdir("fonts") if cache else shared_folder(tmp_path_factory) / "fonts"
    with locked(folder.with_name("fonts.lock")):
        fonts.home(folder)
    fonts.home.cache_clear()
    return folder


@contextmanager
def locked(file: Path):
    """Let only one process of a run at a time into the block."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def _application(tmp_path_factory):
    """Create the application of a process: each test binds it to a database and a folder of its own.

    Creating one takes as long as many tests. Flask refuses routes and hooks after the first request, so no test
    can leave one behind; a test that needs an application of its own uses `app_with`.
    """
    data = tmp_path_factory.mktemp("application")
    app = _create_app(f"sqlite:///{data / 'cme.sqlite3'}", data)
    app.testing = False  # errors are handled as in production
    certificate_pages.WAIT = 0.1  # no worker runs beside the tests: a page need not wait for its PDF
    return app, app.settings


def _bind(app, settings, database_url: str, data: Path) -> None:
    """Bind an application to another database and folder."""
    from cme.base import queue
    from cme.base.store import db

    app.settings = replace(settings, database_url=database_url, data=data)
    db.open_database(app.settings.database_url, app.settings.database_wait_ms)
    queue.start(app)


@pytest.fixture
def app(database_url, tmp_path, clock, _fonts, _application):
    """Yield the application on a new database, with its context pushed and a connection open."""
    from cme.base.store.db import release, scope

    (tmp_path / "fonts").symlink_to(_fonts, target_is_directory=True)
    app, settings = _application
    _bind(app, settings, database_url, tmp_path)
    functions = dict(app.view_functions)
    with app.app_context(), scope():
        yield app
        release()
    close_connections(app)
    changed = {name for name, function in app.view_functions.items() if function is not functions.get(name)}
    app.view_functions.update(functions)
    assert not changed, f"changed for the tests that follow (monkeypatch.setitem restores them): {changed}"


@pytest.fixture
def app_with(app, database_url, tmp_path):
    """Create another app with other settings on the same database: app_with(CME_DEMO="1")."""
    apps = []

    def create(**settings):
        apps.append(_create_app(database_url, tmp_path, **settings))
        return apps[-1]

    yield create
    for each in apps:
        close_connections(each)


def close_connections(app) -> None:
    """Close the connections of an app: PostgreSQL copies and drops only databases that have none."""
    from cme.base.store.db import db, is_postgres

    db.close()
    if is_postgres():
        db.obj.close_all()
        app.huey.storage.close()


class Clock:
    """The test clock, which all processes of a test share."""

    def __init__(self, file: Path):
        self.file = file

    def set(self, moment: str | datetime) -> datetime:
        """Stop the clock at a moment: "2026-12-31 23:59:00-10:00"; UTC where no zone is given."""
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        clock_file.write(self.file, moment.isoformat())
        return moment

    def forward(self, **delta) -> datetime:
        """Move the clock forward: forward(minutes=11)."""
        from datetime import timedelta

        from cme.base import clock

        return self.set(clock.now() + timedelta(**delta))


@pytest.fixture
def clock(tmp_path):
    """Yield a clock that is stopped at 22 November 2026, 15:00 UTC, until it is set."""
    from cme.base import clock as real

    test_clock = Clock(tmp_path / "clock")
    test_clock.set("2026-11-22 15:00:00")
    real.use_test_clock(str(test_clock.file))
    yield test_clock
    real._test_file = None


@pytest.fixture
def production_hasher(monkeypatch):
    """Hash passwords as production does, for tests of its parameters and time."""
    monkeypatch.setattr(passwords, "_hasher", PRODUCTION_HASHER)
    monkeypatch.setattr(passwords, "_dummy_hash", None)
    monkeypatch.setattr(people_of_tests, "_hash", None)


@pytest.fixture
def cast(app):
    """Return the permanent cast: a physician, a nurse, a coordinator, a stranger."""
    return Cast(app)


@pytest.fixture
def visitor(app):
    """Return a function that creates a client that inspects every page: visitor() or visitor(person)."""

    def create(person=None) -> Visitor:
        client = Visitor(app)
        if person is not None:
            client.sign_in(person)
        return client

    return create


@pytest.fixture
def work(app):
    """Return a function that runs the tasks of the queue at once."""
    from cme.base import queue

    return lambda: queue.work_off(app)
