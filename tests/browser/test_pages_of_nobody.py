"""Every page that needs no sign-in: axe finds nothing, nothing scrolls sideways, nothing is complained of
(issue 2, lines 12 to 14). With FULL=1 in both themes, on a phone and on a desk."""

from __future__ import annotations

import pytest

from tests.browser import looks
from tests.browser.inspect import too_wide, violations


@pytest.mark.parametrize(("look", "theme", "width"), looks.ways(looks.NOBODY), ids=looks.named)
def test_page(look, theme, width, show):
    page = show(look, theme, width)
    assert violations(page) == []
    assert too_wide(page) == []
