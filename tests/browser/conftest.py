"""The real thing, the system's Chromium, and a watch over what the browser complains of."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.browser import house as houses
from tests.browser.watch import Watch
from tests.cast import PASSWORD, Cast

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_numbers = itertools.count(1)


def chromium_path() -> str | None:
    """Find the system's Chromium."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def chromium():
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
def house(chromium, tmp_path_factory):
    """CME Desk as `make run` starts it, once for a process of tests."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "popen-gw" in own.name else own
    running = houses.House(houses.copy(houses.prepare(shared), Path(own) / "browser-house")).start()
    yield running
    running.stop()


class Guests(Cast):
    """The cast with addresses of their own for each test, so that tests run in any order."""

    def __init__(self, app):
        super().__init__(app)
        self.number = next(_numbers)

    def person(self, email, **said):
        return super().person(f"t{self.number}-{email}", **said)


@pytest.fixture
def cast(house):
    """People made for this test alone, in the database of the running house."""
    with house.inside() as app:
        yield Guests(app)


class Windows:
    """Opens browser windows and listens to what each complains of."""

    def __init__(self, chromium, house):
        self.chromium, self.house, self.opened = chromium, house, []

    def open(self, person=None, *, js=True, width=1280, height=900, theme="light", expect=(), **more):
        """Open a window, signed in as a person where one is given (anything with an `email`)."""
        context = self.chromium.new_context(
            base_url=self.house.url, java_script_enabled=js, viewport={"width": width, "height": height},
            color_scheme=theme, locale="en-US", timezone_id="America/New_York", **more,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        watch = Watch(context, self.house.url, js, expect)
        self.opened.append((context, watch))
        if person is not None:
            sign_in(context, self.house, person.email)
        page = context.new_page()
        page.watch = watch
        return page

    def close(self) -> None:
        """Close them all; they must not have complained."""
        for context, _ in self.opened:
            context.close()
        for _, watch in self.opened:
            watch.silent()


@pytest.fixture
def visitor(chromium, house):
    """Open a browser window: visitor(), visitor(person, js=False, width=390); it must not complain."""
    windows = Windows(chromium, house)
    yield windows.open
    windows.close()


def sign_in(context, house, email, password=PASSWORD):
    """Sign a window in without the form, which has tests of its own."""
    answer = context.request.post(
        "/sign-in", form={"email": email, "password": password}, headers={"Origin": house.url}, max_redirects=0
    )
    assert answer.status == 303, answer.text()


@pytest.fixture(scope="session")
def stage(house):
    """People whose pages show every state."""
    from tests.browser.stage import Stage

    with house.inside() as app:
        return Stage(app)


@pytest.fixture(scope="session")
def kept_windows(chromium, house):
    """Windows that the looks at all pages share, by person and theme."""
    windows = Windows(chromium, house)
    windows.by = {}
    yield windows
    windows.close()


@pytest.fixture
def show(kept_windows, stage):
    """Show one look at a page: show(look, theme, width)."""
    used = []

    def open_page(look, theme, width):
        key = (look.who, theme)
        if key not in kept_windows.by:
            person = SimpleNamespace(email=stage.email[look.who]) if look.who else None
            kept_windows.by[key] = kept_windows.open(person, theme=theme, reduced_motion="reduce")
        page = kept_windows.by[key]
        used.append(page)
        page.watch.expect = (f"status of {look.says}",) if look.says else ()
        page.set_viewport_size({"width": width, "height": 900})
        look.show(page, stage.at)
        return page

    yield open_page
    for page in used:
        page.watch.silent()
