"""The running application, the system's Chromium, and a watch over what the browser complains of."""

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
_houses: list[running_apps.RunningApp] = []
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
            pytest.fail(f"{name} is not there; the reason stands at {_failed_fixtures[name]}", pytrace=False)
    # neither does an application that ended fail every test that follows by a reason of its own
    if "running_app" in item.fixturenames and _houses and (ended := _houses[-1].ended()):
        _failed_fixtures["running_app"] = item.nodeid
        pytest.fail(f"{ended} ended while {_last[-1]} ran:\n{_houses[-1].output()[-4000:]}", pytrace=False)
    _last[:] = [item.nodeid]


def passed(item) -> bool:
    """Whether a test has passed so far."""
    return all(report.passed for report in item.stash.get(_reports, {}).values())


def chromium_path() -> str | None:
    """Find the system's Chromium; one without a window of its own, where it is installed, takes a quarter less time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def fork_server():
    """A process that has imported the application and starts others by fork."""
    running = ForkServer(running_apps.environment())
    yield running
    running.close()


@pytest.fixture(scope="session")
def chromium(fork_server):
    """The system's Chromium, driven by Playwright; without one the browser tests are skipped."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian, Ubuntu: apt install chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # a machine that does other things too
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, _fonts):
    """The demo's data, made once for all processes of tests."""
    return running_apps.prepare(shared_folder(tmp_path_factory), _fonts)


@pytest.fixture(scope="session")
def running_app(chromium, fork_server, prepared, tmp_path_factory):
    """CME Desk as `make run` starts it, once for a process of tests."""
    running = running_apps.RunningApp(
        running_apps.copy(prepared, Path(tmp_path_factory.getbasetemp()) / "browser-app"), fork_server
    ).start()
    try:
        running.wait()
    except BaseException:
        running.kill()
        raise
    _houses.append(running)
    yield running
    _houses.remove(running)
    if "running_app" in _failed_fixtures:  # what ended by itself was told
        running.kill()
    else:
        running.stop()


class Guests(Cast):
    """The cast with addresses of their own for each test, so that tests run in any order."""

    def __init__(self, app):
        super().__init__(app)
        self.number = next(_numbers)

    def person(self, email, **said):
        return super().person(f"t{self.number}-{email}", **said)


@pytest.fixture
def cast(running_app):
    """People made for this test alone, in the database of the running application."""
    with running_app.inside() as app:
        yield Guests(app)


@pytest.fixture(scope="session")
def windows(chromium, running_app):
    """The windows of all tests of this process."""
    opened = Windows(chromium, running_app)
    yield opened
    opened.close()


@pytest.fixture
def visitor(windows, request):
    """Open a browser window: visitor(), visitor(person, js=False, width=390); it must not complain."""
    yield windows.open
    windows.end_test(passed(request.node))


@pytest.fixture(scope="session")
def browser_stage(running_app):
    """People whose pages show every state."""
    from tests.browser.browser_stage import BrowserStage

    with running_app.inside() as app, running_app.worker_paused():
        return BrowserStage(app)


@pytest.fixture(scope="session")
def shared_windows(chromium, running_app):
    """Windows in which the looks at all pages follow each other, by person."""
    opened: dict[str | None, tuple] = {}
    yield opened
    for windows, _ in opened.values():
        windows.end_test(passed=False)


@pytest.fixture
def look_at(chromium, running_app, browser_stage, shared_windows):
    """Show a look at a page for a block: `with look_at(look, width, theme) as page:`; the page must not complain."""

    @contextmanager
    def shown(look, width, theme):
        if look.who not in shared_windows:
            windows = Windows(chromium, running_app)
            person = SimpleNamespace(email=browser_stage.email[look.who]) if look.who else None
            shared_windows[look.who] = windows, windows.open(person, reduced_motion="reduce")
        windows, page = shared_windows[look.who]
        try:
            page.watch.expect = (f"status of {look.says}",) if look.says else ()
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            look.show(page, browser_stage.at)
            yield page
            assert page.watch.read(page) == [], "the browser complained"
            page.evaluate(END)  # or what looks again by itself does so while the clock of another test is ahead
        except BaseException:
            # what went wrong here is not to go wrong again at the next look
            del shared_windows[look.who]
            page.context.close()
            raise

    return shown
