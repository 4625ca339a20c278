"""Fixtures of the browser's tests: the running application, the system's Chromium, windows that report errors."""

from __future__ import annotations

import itertools
import shutil
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.browser import running_app as running_apps
from tests.browser.windows import END, Windows
from tests.cast import Cast
from tests.conftest import shared_folder
from tests.faults.fork_server import ForkServer

# Playwright's own list, of which Chromium would heed only the last; then what only costs time here: the pop-ups
# of the address line, a process of their own for each window, and a process that waits for the next page.
DISABLED_FEATURES = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "SpareRendererForSitePerProcess",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(DISABLED_FEATURES)}",
]
_numbers = itertools.count(1)
_reports = pytest.StashKey()
_failed_fixtures: dict[str, str] = {}
_running_apps: list[running_apps.RunningApp] = []
_last: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    item.stash.setdefault(_reports, {})[report.when] = report
    if report.when == "setup" and report.failed:
        for name in _failed_session_fixtures(item):
            _failed_fixtures.setdefault(name, item.nodeid)
    return report


def _failed_session_fixtures(item) -> list[str]:
    definitions = [each[-1] for each in item._fixtureinfo.name2fixturedefs.values()]
    return [
        each.argname
        for each in definitions
        if each.scope == "session" and each.cached_result is not None and each.cached_result[2] is not None
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    # a fixture of all tests that cannot be set up shows its reason once, not as often as there are tests
    for name in item.fixturenames:
        if name in _failed_fixtures:
            pytest.fail(f"{name} failed; the reason is at {_failed_fixtures[name]}", pytrace=False)
    # nor does an application that ended fail every later test with another reason
    if "running_app" in item.fixturenames and _running_apps and (ended := _running_apps[-1].ended()):
        _failed_fixtures["running_app"] = item.nodeid
        pytest.fail(f"{ended} ended while {_last[-1]} ran:\n{_running_apps[-1].output()[-4000:]}", pytrace=False)
    _last[:] = [item.nodeid]


def passed(item) -> bool:
    """Return whether a test has passed so far."""
    return all(report.passed for report in item.stash.get(_reports, {}).values())


def chromium_path() -> str | None:
    """Return the path of the system's Chromium, best the headless shell, which takes a quarter less time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def fork_server():
    """Start a process that has imported the application and starts others by fork."""
    running = ForkServer(running_apps.environment())
    yield running
    running.close()


@pytest.fixture(scope="session")
def chromium(fork_server):
    """Start the system's Chromium, driven by Playwright; without one skip the browser tests."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian, Ubuntu: apt install chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # a busy machine
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, _fonts):
    """Return the folder of the demo's data, created once for all processes of tests."""
    return running_apps.prepare(shared_folder(tmp_path_factory), _fonts)


@pytest.fixture(scope="session")
def running_app(chromium, fork_server, prepared, tmp_path_factory):
    """Start CME Desk as `make run` does, once for a process of tests."""
    running = running_apps.RunningApp(
        running_apps.copy(prepared, Path(tmp_path_factory.getbasetemp()) / "browser-app"), fork_server
    ).start()
    try:
        running.wait()
    except BaseException:
        running.kill()
        raise
    _running_apps.append(running)
    yield running
    _running_apps.remove(running)
    if "running_app" in _failed_fixtures:  # its end was reported
        running.kill()
    else:
        running.stop()


class Guests(Cast):
    """The cast with addresses of their own for each test, so that tests run in any order."""

    def __init__(self, app):
        super().__init__(app)
        self.number = next(_numbers)

    def person(self, email, **profile):
        return super().person(f"t{self.number}-{email}", **profile)


@pytest.fixture
def cast(running_app):
    """Yield a cast for this test alone, in the database of the running application."""
    with running_app.inside() as app:
        yield Guests(app)


@pytest.fixture(scope="session")
def windows(chromium, running_app):
    """Yield the windows of all tests of this process."""
    opened = Windows(chromium, running_app)
    yield opened
    opened.close()


@pytest.fixture
def visitor(windows, request):
    """Yield a function that opens a window: visitor(), visitor(person, js=False, width=390); no errors may occur in it."""
    yield windows.open
    windows.end_test(passed(request.node))


@pytest.fixture(scope="session")
def browser_stage(running_app):
    """Create the people whose pages show every state."""
    from tests.browser.browser_stage import BrowserStage

    with running_app.inside() as app, running_app.worker_paused():
        return BrowserStage(app)


@pytest.fixture(scope="session")
def shared_windows(chromium, running_app):
    """Yield the windows in which the looks at all pages follow each other, by person."""
    opened: dict[str | None, tuple] = {}
    yield opened
    for windows, _ in opened.values():
        windows.end_test(passed=False)


@pytest.fixture
def look_at(chromium, running_app, browser_stage, shared_windows):
    """Return a context manager that opens a look: `with look_at(look, width, theme) as page:`; no errors may occur."""

    @contextmanager
    def shown(look, width, theme):
        if look.who not in shared_windows:
            windows = Windows(chromium, running_app)
            person = SimpleNamespace(email=browser_stage.email[look.who]) if look.who else None
            shared_windows[look.who] = windows, windows.open(person, reduced_motion="reduce")
        windows, page = shared_windows[look.who]
        try:
            page.watch.expect = (f"status of {look.status}",) if look.status else ()
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            look.show(page, browser_stage.at)
            yield page
            assert page.watch.read(page) == [], "errors in the browser"
            page.evaluate(END)  # else a waiting page reloads while the clock of another test is ahead
        except BaseException:
            # so that an error here does not fail the next look
            del shared_windows[look.who]
            page.context.close()
            raise

    return shown
