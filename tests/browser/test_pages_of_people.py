"""Every page of somebody who is signed in, as in test_pages_of_nobody; and that no page is forgotten."""

from __future__ import annotations

import pytest

from tests.browser import looks
from tests.browser.checks import problems


@pytest.mark.parametrize(("look", "width", "themes"), looks.cases(looks.PEOPLE), ids=looks.id_of)
def test_page(look, width, themes, look_at):
    with look_at(look, width, themes[0]) as page:
        assert problems(page, themes) == []


def test_no_page_of_the_application_is_forgotten(running_app):
    with running_app.inside() as app:
        adapter = app.url_map.bind("localhost")
        paths = [look.path.partition("?")[0] for look in looks.NOBODY + looks.PEOPLE if look.path != "/nowhere"]
        seen = {adapter.match(path)[0] for path in map(looks.plain, paths)}
        pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert pages - looks.NO_PAGES - seen == set()
