"""The real thing, the system's Chromium, and a watch over what the browser complains of."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

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
    from playwright.sync_api import sync_playwright

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


@pytest.fixture
def visitor(chromium, house):
    """Open a browser window: visitor(), visitor(person, js=False, width=390); it must not complain."""
    opened = []

    def make(person=None, *, js=True, width=1280, height=900, theme="light", expect=(), **more):
        context = chromium.new_context(
            base_url=house.url, java_script_enabled=js, viewport={"width": width, "height": height},
            color_scheme=theme, locale="en-US", timezone_id="America/New_York", **more,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        watch = Watch(context, house.url, js, expect)
        opened.append((context, watch))
        if person is not None:
            sign_in(context, house, person.email)
        page = context.new_page()
        page.watch = watch
        return page

    yield make
    for context, _ in opened:
        context.close()
    complaints = [each for _, watch in opened for each in watch.complaints]
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


def sign_in(context, house, email, password=PASSWORD):
    """Sign a window in without the form, which has tests of its own."""
    answer = context.request.post(
        "/sign-in", form={"email": email, "password": password}, headers={"Origin": house.url}, max_redirects=0
    )
    assert answer.status == 303, answer.text()
