"""The app on a real database, a client that inspects every page, the one test clock, and the cast."""

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
# Production's hash takes 40 ms, longer than many a test; `production_hasher` gives it back.
PRODUCTION_HASHER = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# How long an example takes depends on what else this machine does.
hypothesis.settings.register_profile("tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("tests")


def counts(full: int, small: int, url: str = "", heavy: int | None = None) -> int:
    """How often to try something: a small count, a full one with FULL=1, a heavy one where HEAVY=1 is set beside it.

    On PostgreSQL, where all takes longer, a third of the full and of the heavy count.
    """
    if not FULL:
        return small
    count = heavy if HEAVY and heavy else full
    return count // 3 if url.startswith("postgres") else count


def databases() -> list[str]:
    """Which databases the tests run on: PostgreSQL with FULL=1, where its programs are installed."""
    return ["sqlite", "postgresql"] if FULL and postgres.available() else ["sqlite"]


def pytest_report_header(config):
    on = ", ".join(databases())
    reason = "only with FULL=1" if postgres.available() else "no server is installed"
    why = "" if "postgresql" in on else f" (PostgreSQL not: {reason})"
    level = "heavy" if HEAVY else "full" if FULL else "small"
    return f"CME Desk: counts {level}, databases {on}{why}"


def pytest_collection_modifyitems(config, items):
    """Leave a test out on a database that it is not about, and skip what this run cannot or need not do."""
    of_this_run = [item for item in items if _is_about(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _is_about(item)])
    for item in of_this_run:
        skips.mark(item, FULL)
    items[:] = shares.in_order(of_this_run)


def _without_the_browsers_loop(item):
    """Let a test start event loops where the browser's tests ran before: Playwright's stays "running" in this thread."""
    loop = asyncio._get_running_loop()
    if loop is None or "browser" in item.path.parts:
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(loop)


pytest_runtest_setup = pytest.hookimpl(wrapper=True)(_without_the_browsers_loop)
pytest_runtest_call = pytest.hookimpl(wrapper=True)(_without_the_browsers_loop)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return shares.Shares(config, log)


def _is_about(item) -> bool:
    """Whether a test has something to say about the database that it would run on."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    on = parameters.get("database_url", databases()[-1])
    return all(on in mark.args for mark in item.iter_markers("database"))


@pytest.fixture(scope="session")
def pg_server(tmp_path_factory):
    """A PostgreSQL server for this process."""
    with postgres.start() as url:
        yield Postgres(url)


class Postgres:
    """A running server: databases are made and dropped on it."""

    def __init__(self, url):
        self.url = url

    def _run(self, sql):
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql)

    def create(self, name, template=None) -> str:
        """Make a database; gives its address."""
        # copying files takes half as long as writing all of it into the log first
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""))
        return self.url.replace("/test?", f"/{name}?")

    def drop(self, name):
        """Drop a database with whoever is still connected."""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _make(url: str, data: Path, **more):
    from app import create_app

    app = create_app(settings_for(url, data) | more)
    app.jinja_env.bytecode_cache = _COMPILED
    return app


class _Compiled(BytecodeCache):
    """The compiled templates, so that another app of a test need not compile them anew."""

    def __init__(self):
        self.bytecode = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.bytecode:
            bucket.bytecode_from_string(self.bytecode[bucket.key])

    def dump_bytecode(self, bucket):
        self.bytecode[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def settings_for(url: str, data: Path, **more) -> dict:
    """The settings of a test app."""
    return {
        "CME_TESTING": "1",
        "CME_DATA": str(data),
        "DATABASE_URL": url,
        "BASE_URL": "http://localhost",
        "SECRET_KEY": "a secret key for tests, at least 32 long",
        **more,
    }


def _furnish(app) -> None:
    """Migrate, and give the provider, its activity and a few articles."""
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
    app = _make(f"sqlite:///{data / 'cme.sqlite3'}", data)
    _furnish(app)
    from cme.base.store.db import db

    db.close()
    return data / "cme.sqlite3"


@pytest.fixture(scope="session")
def _postgres_template(pg_server, tmp_path_factory):
    url = pg_server.create("template_cme")
    app = _make(url, tmp_path_factory.mktemp("template"))
    _furnish(app)
    _let_go(app)
    return "template_cme"


@pytest.fixture(params=databases())
def database_url(request, tmp_path):
    """The address of a fresh, furnished database; each test that touches it runs on each database."""
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
    """One folder of fonts for all apps, processes and runs: making it costs five seconds, in no test's own time."""
    from cme.certify.pdf import fonts

    cache = getattr(request.config, "cache", None)  # there is none with -p no:cacheprovider
    folder = cache.mkdir("fonts") if cache else shared_folder(tmp_path_factory) / "fonts"
    with locked(folder.with_name("fonts.lock")):
        fonts.home(folder)
    fonts.home.cache_clear()
    return folder


@contextmanager
def locked(file: Path):
    """Let the processes of a run in one after the other."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def _application(tmp_path_factory):
    """One application for a process of tests: each test binds it to a database and a folder of its own.

    Making one takes as long as many a test. Flask refuses routes and hooks after the first request, so no test
    can leave one behind; whoever needs an application of its own takes `app_with`.
    """
    data = tmp_path_factory.mktemp("application")
    app = _make(f"sqlite:///{data / 'cme.sqlite3'}", data)
    app.testing = False  # errors take their real way
    certificate_pages.WAIT = 0.1  # no worker runs beside the tests: a page need not wait for its PDF
    return app, app.settings


def _bind(app, settings, database_url: str, data: Path) -> None:
    """Give an application another database and folder, with everything that hangs on them."""
    from cme.base import queue
    from cme.base.store import db

    app.settings = replace(settings, database_url=database_url, data=data)
    db.open_database(app.settings.database_url, app.settings.database_wait_ms)
    queue.start(app)


@pytest.fixture
def app(database_url, tmp_path, clock, _fonts, _application):
    """The application on a fresh database, its context pushed and a connection open."""
    from cme.base.store.db import release, scope

    (tmp_path / "fonts").symlink_to(_fonts, target_is_directory=True)
    app, settings = _application
    _bind(app, settings, database_url, tmp_path)
    functions = dict(app.view_functions)
    with app.app_context(), scope():
        yield app
        release()
    _let_go(app)
    left = {name for name, function in app.view_functions.items() if function is not functions.get(name)}
    app.view_functions.update(functions)
    assert not left, f"changed for the tests that follow (monkeypatch.setitem gives it back): {left}"


@pytest.fixture
def app_with(app, database_url, tmp_path):
    """Make the app once more with other settings, on the same database: app_with(CME_DEMO="1")."""
    made = []

    def make(**said):
        made.append(_make(database_url, tmp_path, **said))
        return made[-1]

    yield make
    for each in made:
        _let_go(each)


def _let_go(app) -> None:
    """Close the connections of an app: PostgreSQL copies and drops only databases that nobody uses."""
    from cme.base.store.db import db, is_postgres

    db.close()
    if is_postgres():
        db.obj.close_all()
        app.huey.storage.close()


class Clock:
    """The one test clock."""

    def __init__(self, file: Path):
        self.file = file

    def set(self, moment: str | datetime) -> datetime:
        """Stop the clock at a moment: "2026-12-31 23:59:00-10:00"; UTC where no zone is said."""
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        clock_file.write(self.file, moment.isoformat())
        return moment

    def forward(self, **delta) -> datetime:
        """Move it on: forward(minutes=11)."""
        from datetime import timedelta

        from cme.base import clock

        return self.set(clock.now() + timedelta(**delta))


@pytest.fixture
def clock(tmp_path):
    """A clock that stands at 22 November 2026, 15:00 UTC, until it is set."""
    from cme.base import clock as real

    made = Clock(tmp_path / "clock")
    made.set("2026-11-22 15:00:00")
    real.use_test_clock(str(made.file))
    yield made
    real._test_file = None


@pytest.fixture
def production_hasher(monkeypatch):
    """Hash passwords as production does, for what is said about the numbers and the time of it."""
    monkeypatch.setattr(passwords, "_hasher", PRODUCTION_HASHER)
    monkeypatch.setattr(passwords, "_dummy_hash", None)
    monkeypatch.setattr(people_of_tests, "_hash", None)


@pytest.fixture
def cast(app):
    """The permanent cast: a physician, a nurse, a coordinator, a stranger."""
    return Cast(app)


@pytest.fixture
def visitor(app):
    """Make a browser-like client that inspects every page: visitor() or visitor(person)."""

    def make(person=None) -> Visitor:
        made = Visitor(app)
        if person is not None:
            made.sign_in(person)
        return made

    return make


@pytest.fixture
def work(app):
    """Do what waits in the queue, here and now."""
    from cme.base import queue

    return lambda: queue.work_off(app)
