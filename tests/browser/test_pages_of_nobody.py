"""Every page without a sign-in: axe finds nothing, nothing scrolls sideways, the browser reports no errors.

With FULL=1 all of them in both themes, on a phone and on a desktop; else a sample (issue 2, lines 12 to 14).
"""

from __future__ import annotations

import pytest

from tests.browser import looks
from tests.browser.checks import problems, too_wide, violations


@pytest.mark.parametrize(("look", "width", "themes"), looks.cases(looks.NOBODY), ids=looks.id_of)
def test_page(look, width, themes, look_at):
    with look_at(look, width, themes[0]) as page:
        assert problems(page, themes) == []


def test_what_is_wrong_is_found(visitor):
    page = visitor(expect=("wrong",))
    page.goto("/help")
    page.evaluate("""() => {
      const wrong = document.querySelector("main").appendChild(document.createElement("p"));
      wrong.append(document.createElement("input"));
      wrong.style.width = "2000px";
      setTimeout(() => console.error("wrong"));
    }""")
    assert any(each.startswith("label:") for each in violations(page))
    assert len(too_wide(page)) >= 5
    page.watch.read(page)
    page.watch.expect = ()
    page.evaluate("const inline = document.createElement('style'); document.head.append(inline); inline.append('p{}')")
    assert any("policy: style-src" in each for each in page.watch.read(page))
