"""The browser's tests and the others in one process, where somebody runs them so."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import without_browser_loop


@pytest.mark.parametrize(("folder", "free"), [("report", True), ("browser", False)])
def test_after_the_browsers_tests_others_may_start_an_event_loop(folder, free):
    loop = asyncio.new_event_loop()
    wrapper = without_browser_loop(SimpleNamespace(path=Path("tests") / folder / "test_x.py"))
    asyncio._set_running_loop(loop)
    try:
        next(wrapper)
        assert (asyncio._get_running_loop() is None) == free
        with pytest.raises(StopIteration):
            next(wrapper)
        assert asyncio._get_running_loop() is loop
    finally:
        asyncio._set_running_loop(None)
        loop.close()
